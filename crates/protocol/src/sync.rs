//! Catching up after an absence.

use crate::{Conversation, ConversationId, Event};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Where the client stands.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SyncRequest {
    /// The newest cursor the client has seen; without one, only the newest cursor is answered.
    #[schema(min_length = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// What changed since, one page of it: conversation by conversation, each as events in order.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct SyncResponse {
    /// Entries and receipts that the client missed, in order within each conversation.
    pub events: Vec<Event>,
    /// Conversations with more news than are worth sending; page their entries or start afresh.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behind: Vec<Conversation>,
    /// Conversations the user left or was removed from since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<ConversationId>,
    /// Where to go on: keep it once this page is stored.
    pub cursor: String,
    pub has_more: bool,
}

impl SyncResponse {
    /// Whether anything changed.
    pub fn has_news(&self) -> bool {
        !(self.events.is_empty() && self.behind.is_empty() && self.removed.is_empty())
    }
}

/// What a badge shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct UnreadTotals {
    #[serde(flatten)]
    pub badge: UnreadCount,
    /// What a badge leaves out: the same of conversations that are muted or in the archive.
    #[serde(default, skip_serializing_if = "UnreadCount::is_zero")]
    pub quiet: UnreadCount,
}

/// What is unread in some conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct UnreadCount {
    /// Conversations with unread messages or a reminder.
    pub conversations: i64,
    pub messages: i64,
    pub mentions: i64,
}

impl UnreadCount {
    fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

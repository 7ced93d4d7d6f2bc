//! Searching: what is asked, and what is found.

use crate::{ConversationId, Message, UserId, message::is_false, number::optional_whole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchSort {
    /// What answers best comes first.
    #[default]
    Relevance,
    /// What was said last comes first.
    Newest,
}

/// What to look for among messages.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchMessages {
    /// Words, `"phrases"`, `begin*`, `-not`, and filters: `from:`, `in:`, `before:`, `after:`,
    /// `has:`, `kind:`. All of it must hold. Left out, everything is found.
    #[validate(length(max = 1024))]
    #[schema(max_length = 1024)]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    #[serde(default)]
    pub sort: SearchSort,
    /// Whether a word may have a letter wrong, a longer one two.
    #[serde(default, skip_serializing_if = "is_false")]
    pub typos: bool,
    /// Whether to count the hits by conversation and by sender.
    #[serde(default, skip_serializing_if = "is_false")]
    pub counts: bool,
    /// 1 to 100, 50 if left out.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(min = 1))]
    #[schema(min_length = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A page of what was found.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct FoundMessages {
    pub data: Vec<MessageHit>,
    /// Where the next page begins. Opaque; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    pub has_more: bool,
    /// Hits on all pages together.
    pub total: i64,
    /// Where they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<HitCounts>,
    pub index: IndexState,
}

/// A message that answers.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct MessageHit {
    pub message: Message,
    /// What of it answers, in order.
    pub highlights: Vec<Highlight>,
}

/// A part of a text, in characters (Unicode scalar values) from its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Highlight {
    /// A JSON pointer into the message: `/text`, or `/attachments/0/name`.
    pub pointer: String,
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// Where most hits are, the most first, up to 20 of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct HitCounts {
    pub conversations: Vec<ConversationHits>,
    pub senders: Vec<SenderHits>,
}

/// Hits in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ConversationHits {
    pub conversation_id: ConversationId,
    pub count: i64,
}

/// Hits of a sender.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct SenderHits {
    pub user_id: UserId,
    pub count: i64,
}

/// Whether the index has everything.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct IndexState {
    pub status: IndexStatus,
    /// How much of it is there, from 0 to 1; while it is being built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
}

/// What an index is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndexStatus {
    Ready,
    /// It is new, or was damaged: not everything is found yet.
    Building,
}

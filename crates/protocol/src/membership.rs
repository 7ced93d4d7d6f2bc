//! What is a member's own of a conversation: nobody else sees it.

use crate::{Timestamp, message::is_false, patch::given};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

/// What changes of a member's own settings; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateMembership {
    /// Until when the conversation alerts nobody; `9999-12-31T23:59:59.999Z` is forever, and `null`
    /// ends it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Timestamp>)]
    pub muted_until: Option<Option<Timestamp>>,
    /// Takes the conversation off the list until its next message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
    /// Moves the conversation to the archive, where it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Puts the conversation at the top of the list; at most 100 may be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Replaces the metadata; at most 2 KiB as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// A member's own settings, and the `d` of `membership.updated`: all of them, as they are now.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct MembershipSettings {
    /// Muted while this lies ahead. What was muted for a while keeps the time when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Timestamp>,
    /// Hidden while the conversation's `last_ordinal` is not larger than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_ordinal: Option<i64>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub archived: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub pinned: bool,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    /// While this lies ahead, the member may read and not send. Not theirs to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silenced_until: Option<Timestamp>,
}

/// Which of a user's conversations to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationFilter {
    /// Those in the archive and hidden ones, too.
    All,
    Archived,
    Hidden,
    /// With unread messages or a reminder.
    Unread,
    Pinned,
}

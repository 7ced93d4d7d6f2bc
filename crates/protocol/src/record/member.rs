//! Members, and what is theirs alone.

use crate::{
    ConversationId, Draft, MessageId, Role, Timestamp, UserId,
    message::{is_false, is_zero},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A member of a conversation. One who is there already stays as they are.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The tenant's key, instead of the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_key: Option<String>,
    pub user_id: UserId,
    #[serde(default)]
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    /// Of an export: where they stand. Without it, they join here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<MemberNumbers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<MemberSettings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Messages that they have deleted for themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<MessageId>,
}

impl MemberRecord {
    /// Somebody who joins here.
    pub fn new(user_id: UserId) -> Self {
        Self {
            conversation_id: None,
            conversation_key: None,
            user_id,
            role: Role::default(),
            joined_at: None,
            numbers: None,
            settings: None,
            draft: None,
            hidden: Vec::new(),
        }
    }
}

/// When somebody was a member, in entries, and how far they have read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MemberNumbers {
    /// First and last entry of each time; the last one is open while they are a member.
    pub intervals: Vec<(i64, Option<i64>)>,
    pub joined_ordinal: i64,
    pub read_seq: i64,
    pub read_ordinal: i64,
    pub delivered_seq: i64,
    pub own_last_ordinal: i64,
    #[serde(default, skip_serializing_if = "is_false")]
    pub marked_unread: bool,
    /// What they have cleared away: everything up to this entry and this message.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cleared_seq: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cleared_ordinal: i64,
}

/// What a member set for themselves.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MemberSettings {
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
    pub metadata: Map<String, Value>,
}

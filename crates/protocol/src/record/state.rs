//! What stands beside the entries: earlier versions, reactions, threads, bans and blocks.

use crate::{BanKind, ConversationId, MessageId, MessageName, Timestamp, UserId, message::is_zero};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use validator::Validate;

/// What a message said before it was edited.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VersionRecord {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
    pub version: i32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    pub created_at: Timestamp,
}

/// A reaction that is no entry: one of a large conversation, or of a file of your own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReactionRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The same for those who know no ids of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_client: Option<MessageName>,
    pub key: String,
    pub user_id: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

/// Who follows a thread, or does not any more. The thread itself is made of its replies.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ThreadRecord {
    pub conversation_id: ConversationId,
    /// The message that the thread is about.
    pub message_id: MessageId,
    #[validate(length(min = 1, max = 100))]
    pub members: Vec<ThreadMemberRecord>,
}

/// One user's part in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadMemberRecord {
    pub user_id: UserId,
    pub following: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub read_ordinal: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub own_last_ordinal: i64,
}

/// A ban or a silence, of a conversation, or of the whole app where none is named. One that is there
/// already stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct BanRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_key: Option<String>,
    pub user_id: UserId,
    #[serde(default)]
    pub kind: BanKind,
    #[validate(length(min = 1, max = 512))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Forever, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

/// Whom a user has blocked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BlockRecord {
    pub user_id: UserId,
    pub blocked_id: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

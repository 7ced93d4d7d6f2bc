//! Reactions: what people make of a message, in a word or less.

use crate::{ConversationId, MessageId, Timestamp, UserId, message::is_false};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many reacted alike.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ReactionCount {
    pub key: String,
    pub count: i64,
    /// Whether the reader is one of them. Only where one reads, never in events that go to all.
    #[serde(default, skip_serializing_if = "is_false")]
    pub mine: bool,
}

/// One user's reaction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Reaction {
    pub key: String,
    pub user_id: UserId,
    pub created_at: Timestamp,
}

/// The `d` of `reaction.added` and `reaction.removed`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ReactionChanged {
    pub message_id: MessageId,
    pub key: String,
    pub user_id: UserId,
    /// How many react so now.
    pub count: i64,
}

/// The `d` of `reaction.updated`: all reactions to a message as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ReactionsUpdated {
    pub message_id: MessageId,
    pub reactions: Vec<ReactionCount>,
}

/// A reaction and where it belongs.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReactionIn {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
    pub key: String,
}

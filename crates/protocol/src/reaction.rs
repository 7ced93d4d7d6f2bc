//! Reactions: what people make of a message, in a word or less.

use crate::{ConversationId, MessageId, Timestamp, UserId, message::is_false};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// What a reaction may be, for the contract: visible, and no longer than 32 characters.
#[derive(Clone, Copy, Debug)]
pub struct ReactionKey;

impl PartialSchema for ReactionKey {
    fn schema() -> RefOr<Schema> {
        // Something but spaces, and nothing that nobody sees.
        let pattern = concat!(
            r"^[^\u0000-\u001f\u007f-\u009f\ufffd]*",
            r"[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufffd]",
            r"[^\u0000-\u001f\u007f-\u009f\ufffd]*$",
        );
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An emoji or a short word."))
            .min_length(Some(1))
            .max_length(Some(32))
            .pattern(Some(pattern))
            .examples(["👍"])
            .into()
    }
}

impl ToSchema for ReactionKey {}

/// How many reacted alike.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ReactionCount {
    #[schema(value_type = ReactionKey)]
    pub key: String,
    pub count: i64,
    /// Whether the reader is one of them. Only where one reads, never in events that go to all.
    #[serde(default, skip_serializing_if = "is_false")]
    pub mine: bool,
}

/// One user's reaction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Reaction {
    #[schema(value_type = ReactionKey)]
    pub key: String,
    pub user_id: UserId,
    pub created_at: Timestamp,
}

/// The `d` of `reaction.added` and `reaction.removed`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ReactionChanged {
    pub message_id: MessageId,
    #[schema(value_type = ReactionKey)]
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

//! What holds for the whole desk of an app, and the answers it keeps ready.

use crate::{
    CannedReplyId, ConversationId, QueueId, Timestamp, UserId, number::optional_whole, patch::given,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Who answers a customer who writes again after a resolution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReopenTo {
    /// The bot, or the queue where there is none.
    #[default]
    Bot,
    /// The operator who answered last, if they can; otherwise the queue.
    Assignee,
    Queue,
}

/// How the desk of an app works.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct DeskSettings {
    /// Who answers first; without a bot, customers wait in the default queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<UserId>,
    /// The oldest queue, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_queue_id: Option<QueueId>,
    pub reopen_to: ReopenTo,
    /// For how long after a resolution `reopen_to` holds; later, it begins as a new one does.
    pub reopen_hours: i64,
    /// After how long a silence of the customer a conversation is resolved by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_resolve_hours: Option<i64>,
    /// Whether customers are asked to rate.
    pub ask_rating: bool,
}

/// What changes; what is left out stays, `null` takes away.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateDesk {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UserId>)]
    pub bot_id: Option<Option<UserId>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<QueueId>)]
    pub default_queue_id: Option<Option<QueueId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_to: Option<ReopenTo>,
    #[validate(range(min = 0, max = 8_760))]
    #[schema(minimum = 0, maximum = 8_760)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub reopen_hours: Option<i64>,
    /// 0: never.
    #[validate(range(min = 0, max = 8_760))]
    #[schema(minimum = 0, maximum = 8_760)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub auto_resolve_hours: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_rating: Option<bool>,
}

/// An answer to be kept ready.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateCannedReply {
    /// What an operator types for it: unique in the app, 1 to 40 of `a-z`, `0-9` and `-`.
    #[schema(pattern = "^[a-z0-9-]{1,40}$")]
    pub shortcut: String,
    /// May hold `{{customer}}`, `{{operator}}` and `{{conversation}}`, and `{{name}}` for what
    /// rendering is given.
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    pub text: String,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateCannedReply {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[a-z0-9-]{1,40}$")]
    pub shortcut: Option<String>,
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// An answer that is kept ready.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CannedReply {
    pub id: CannedReplyId,
    pub shortcut: String,
    pub text: String,
    pub updated_at: Timestamp,
}

/// For whom a kept answer is to be put together.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RenderCannedReply {
    pub conversation_id: ConversationId,
    /// What else the text asks for, by name.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub variables: std::collections::BTreeMap<String, String>,
}

/// A kept answer, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct RenderedReply {
    pub text: String,
    /// What the text asks for and nobody said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

//! Deleting for oneself: what others go on seeing.

use crate::{MessageId, number::optional_whole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Messages that the caller does not want to see any more.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HideMessages {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub message_ids: Vec<MessageId>,
}

/// The answer, and the `d` of `message.hidden`, which only oneself is told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct MessagesHidden {
    pub message_ids: Vec<MessageId>,
}

/// How much of a history the caller does not want to see any more.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ClearHistory {
    /// The last entry that is cleared; the newest one if left out.
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub up_to_seq: Option<i64>,
}

/// The answer, and the `d` of `conversation.cleared`, which only oneself is told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct HistoryCleared {
    pub up_to_seq: i64,
}

//! Pins: messages that are kept in sight.

use crate::{Message, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A pinned message.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Pin {
    pub message: Message,
    /// Absent where the tenant's server did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_by: Option<UserId>,
    pub pinned_at: Timestamp,
}

/// The `d` of `message.pinned` and `message.unpinned`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct PinChanged {
    pub message_id: MessageId,
    /// Of the message.
    pub seq: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
}

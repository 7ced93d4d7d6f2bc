//! How far members have received and read.

use crate::{UserId, message::is_false, number::optional_whole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// How far one has received or read. Positions only move forward, and never past the head.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateReceipt {
    /// The last entry received or read; the newest one if left out.
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// How far one member has received and read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Receipt {
    pub user_id: UserId,
    pub read_seq: i64,
    pub delivered_seq: i64,
}

/// The `d` of `receipt.updated`. It has no `n`: receipts take no place in the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ReceiptUpdated {
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Only sent to the member themselves.
    #[serde(default, skip_serializing_if = "is_false")]
    pub marked_unread: bool,
}

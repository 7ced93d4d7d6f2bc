//! Operators: users who answer customers.

use crate::{AccountId, QueueId, Timestamp, UserId, number::whole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Whether an operator is to be given customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperatorAvailability {
    Available,
    /// Answers those they have, and gets no more.
    Away,
    #[default]
    Offline,
}

/// What an operator is to be.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PutOperator {
    /// Who answers as this operator in the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// How many customers at a time; those put aside do not count.
    #[validate(range(min = 0, max = 100))]
    #[schema(minimum = 0, maximum = 100)]
    #[serde(default = "five", deserialize_with = "whole")]
    pub capacity: i64,
    /// Each 1 to 40 of `a-z`, `0-9` and `-`.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// The queues they serve.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<QueueId>,
}

/// How an operator is from now on.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SetAvailability {
    pub availability: OperatorAvailability,
}

/// A user who answers customers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Operator {
    pub user_id: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    pub availability: OperatorAvailability,
    pub capacity: i64,
    /// How many customers they answer now.
    pub load: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<QueueId>,
    pub created_at: Timestamp,
}

fn five() -> i64 {
    5
}

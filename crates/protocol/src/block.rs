//! Whom a user wants to hear nothing from.

use crate::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody whom a user has blocked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Block {
    /// Who is blocked.
    pub user_id: UserId,
    pub created_at: Timestamp,
}

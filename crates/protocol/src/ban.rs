//! Bans and silences, in one conversation or in the whole app.

use crate::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What somebody is kept from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BanKind {
    /// Being there at all.
    #[default]
    Ban,
    /// Sending; they may read.
    Silence,
}

/// A ban to be made; it replaces the one that is there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PutBan {
    #[serde(default)]
    pub kind: BanKind,
    #[validate(length(min = 1, max = 512))]
    #[schema(min_length = 1, max_length = 512)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it ends by itself; forever if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A ban that is in force.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Ban {
    pub user_id: UserId,
    pub kind: BanKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// `9999-12-31T23:59:59.999Z` is forever.
    pub until: Timestamp,
    /// Who made it; absent when it was the tenant's server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    pub created_at: Timestamp,
}

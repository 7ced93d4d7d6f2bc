//! Who is in a conversation, and as what.

use crate::{Timestamp, UserId, objects};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What a member may do. Ordered: each role may do what the ones before it may.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Serialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads along.
    Guest,
    #[default]
    Member,
    /// Recalls messages of others and removes members.
    Moderator,
    /// Changes the conversation, adds members and gives roles.
    Admin,
    Owner,
}

/// A user to be made a member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    pub user_id: UserId,
    #[serde(default)]
    pub role: Role,
}

/// Users to be made members, in one entry of the log.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AddMembers {
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    #[serde(deserialize_with = "objects")]
    pub members: Vec<NewMember>,
}

/// A change to one member.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateMember {
    pub role: Role,
}

/// To whom a conversation is handed over.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TransferOwnership {
    pub user_id: UserId,
}

/// A member of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Member {
    pub user_id: UserId,
    pub role: Role,
    pub joined_at: Timestamp,
    /// How far they have read; told only where there are at most 100 members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_seq: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_seq: Option<i64>,
}

/// The `d` of `member.added`. Those who were members already are left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct MembersAdded {
    pub members: Vec<Member>,
    pub member_count: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
}

/// The `d` of `member.removed`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct MembersRemoved {
    pub user_ids: Vec<UserId>,
    pub member_count: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
}

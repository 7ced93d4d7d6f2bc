//! Organisations and their teams.

use crate::{AccountId, InvitationId, OrganizationId, Password, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What somebody may do for an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// Everything, deleting the organisation included.
    Owner,
    /// Everything but what concerns owners.
    Admin,
    /// Makes apps, and everything in them but keys of live ones.
    Developer,
    /// Answers customers: users, conversations and messages.
    Operator,
    /// Sees what an app uses.
    Billing,
    /// Reads everything but keys.
    Viewer,
}

impl TeamRole {
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Admin, Self::Developer, Self::Operator, Self::Billing, Self::Viewer];
}

/// An organisation, as one of its team sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    /// The role of who asks.
    pub role: TeamRole,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateOrganization {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub name: String,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateOrganization {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Somebody of an organisation's team.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct TeamMember {
    pub account_id: AccountId,
    pub email: String,
    pub name: String,
    pub role: TeamRole,
    pub joined_at: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateTeamMember {
    pub role: TeamRole,
}

/// A place in a team that waits for whoever reads the mail of an address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Invitation {
    pub id: InvitationId,
    pub organization_id: OrganizationId,
    pub email: String,
    pub role: TeamRole,
    pub invited_by: AccountId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitation {
    #[validate(email, length(max = 254))]
    #[schema(format = "email", max_length = 254)]
    pub email: String,
    pub role: TeamRole,
}

/// The token that was mailed to the address of the account that is logged in.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    pub token: String,
}

/// Somebody new, who was invited: the token proves the address.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignUpInvited {
    pub token: String,
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub name: String,
    #[validate(length(min = 10, max = 128))]
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    pub password: Password,
}

//! Apps, as their tenants see them.

use crate::{
    AppId, CreatedKey, CreatedSigningKey, OrganizationId, RolePermissions, Timestamp,
    UpdateRolePermissions, optional_object,
};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use validator::Validate;

/// Whether an app serves real users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Test,
    Live,
}

/// What an allowed origin may be, for the contract.
#[derive(Clone, Copy, Debug)]
pub struct Origin;

impl PartialSchema for Origin {
    fn schema() -> RefOr<Schema> {
        let pattern = concat!(
            "^[a-z][a-z0-9+.-]*://",
            r"(\[[0-9A-Fa-f:]+\]|[a-z0-9-][a-z0-9.-]*|\*\.[a-z0-9-]+\.[a-z0-9.-]*)",
            "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$",
        );
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An origin as browsers send it, without the port that is usual."))
            .max_length(Some(300))
            .pattern(Some(pattern))
            .examples(["https://*.example.com"])
            .into()
    }
}

impl ToSchema for Origin {}

/// An app: one isolated world of users and conversations.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct App {
    pub id: AppId,
    pub organization_id: OrganizationId,
    pub name: String,
    pub mode: Mode,
    /// What the roles that user tokens name may do.
    pub permissions: RolePermissions,
    /// Pages from which browsers may speak to the app, as origins; from everywhere if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
    pub created_at: Timestamp,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateApp {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "optional_object"
    )]
    pub permissions: Option<UpdateRolePermissions>,
    /// `https://example.com`, as browsers send it, or `https://*.example.com` for all below; at
    /// most 100. None at all allows every origin.
    #[schema(value_type = Option<Vec<Origin>>, max_items = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_origins: Option<Vec<String>>,
}

/// An app to be made in the console.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateApp {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    pub name: String,
    pub mode: Mode,
}

/// A new app with its first keys, whose secrets are shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedApp {
    pub app: App,
    pub secret_key: CreatedKey,
    pub signing_key: CreatedSigningKey,
}

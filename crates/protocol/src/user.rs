//! End users, their devices and their tokens.

use crate::{
    DeviceId, Permission, Timestamp, UserId, UserRole, message::is_false, number::optional_whole,
    web_url::web_url,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

/// A user to be created. Creating one that exists changes what is given and keeps the rest.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// The tenant's own id; `usr_…` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UserId>,
    #[validate(length(min = 1, max = 256))]
    #[schema(min_length = 1, max_length = 256)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[validate(length(max = 2048), custom(function = "web_url"))]
    #[schema(max_length = 2048, pattern = "^https?://[^\\u0000-\\u0020\\u007f-\\u00a0]+$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateUser {
    #[validate(length(min = 1, max = 256))]
    #[schema(min_length = 1, max_length = 256)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[validate(length(max = 2048), custom(function = "web_url"))]
    #[schema(max_length = 2048, pattern = "^https?://[^\\u0000-\\u0020\\u007f-\\u00a0]+$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// An end user of an app.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct User {
    pub id: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    /// A deactivated user keeps their place in history and cannot connect.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deactivated: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One installation of the tenant's app that a user has connected with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
pub struct Device {
    pub id: DeviceId,
    #[validate(length(max = 32))]
    #[schema(max_length = 32)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    #[validate(length(max = 128))]
    #[schema(max_length = 128)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it last connected or disconnected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Timestamp>,
}

/// What a token is to be.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MintToken {
    /// Seconds, at most a day.
    #[validate(range(min = 1, max = 86_400))]
    #[schema(minimum = 1, maximum = 86_400)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    /// `user` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<UserRole>,
    /// Narrows what the role may do to these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps: Option<Vec<Permission>>,
}

/// What came of ending tokens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct TokensRevoked {
    /// Tokens with an `iat` before this are over. It was reached when this was answered.
    pub valid_from: Timestamp,
}

/// Stands for a user token once, where none can be sent: in the address of an `EventSource`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct EventTicket {
    pub ticket: String,
    pub expires_at: Timestamp,
}

/// A user token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Token {
    pub token: String,
    pub expires_at: Timestamp,
}

//! Secret keys for servers, signing keys for user tokens.

use crate::{KeyId, SigningKeyId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What a secret key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
pub enum KeyScope {
    #[serde(rename = "app:read")]
    AppRead,
    #[serde(rename = "app:write")]
    AppWrite,
    #[serde(rename = "keys:read")]
    KeysRead,
    #[serde(rename = "keys:write")]
    KeysWrite,
    #[serde(rename = "users:read")]
    UsersRead,
    #[serde(rename = "users:write")]
    UsersWrite,
    #[serde(rename = "conversations:read")]
    ConversationsRead,
    #[serde(rename = "conversations:write")]
    ConversationsWrite,
    #[serde(rename = "messages:read")]
    MessagesRead,
    #[serde(rename = "messages:write")]
    MessagesWrite,
    /// Writes whatever an import file says.
    #[serde(rename = "data:import")]
    DataImport,
    /// Reads everything of the app.
    #[serde(rename = "data:export")]
    DataExport,
}

impl KeyScope {
    pub const ALL: &[Self] = &[
        Self::AppRead,
        Self::AppWrite,
        Self::KeysRead,
        Self::KeysWrite,
        Self::UsersRead,
        Self::UsersWrite,
        Self::ConversationsRead,
        Self::ConversationsWrite,
        Self::MessagesRead,
        Self::MessagesWrite,
        Self::DataImport,
        Self::DataExport,
    ];
}

/// A secret key to be made.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    #[validate(length(min = 1, max = 128))]
    pub name: String,
    /// All scopes of the key that asks, if left out; never more than those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<KeyScope>>,
}

/// A secret key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Key {
    pub id: KeyId,
    pub name: String,
    pub scopes: Vec<KeyScope>,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// A new secret key. The secret is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedKey {
    #[serde(flatten)]
    pub key: Key,
    pub secret: String,
}

/// A key that signs user tokens, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct SigningKey {
    /// The `kid` of the tokens it signs.
    pub id: SigningKeyId,
    /// `HS256`.
    pub algorithm: String,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// A new signing key. The secret is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedSigningKey {
    #[serde(flatten)]
    pub key: SigningKey,
    /// The HMAC secret: its characters are the bytes, nothing to decode.
    pub secret: String,
}

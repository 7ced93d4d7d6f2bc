//! Secret keys for servers, signing keys for user tokens.

use crate::{KeyId, Network, SigningKeyId, Timestamp, number::optional_whole};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
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
    #[serde(rename = "files:read")]
    FilesRead,
    #[serde(rename = "files:write")]
    FilesWrite,
    /// Reads what happens in the app, and what was delivered of it.
    #[serde(rename = "webhooks:read")]
    WebhooksRead,
    /// Has what happens in the app delivered to addresses of its choice.
    #[serde(rename = "webhooks:write")]
    WebhooksWrite,
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
        Self::FilesRead,
        Self::FilesWrite,
        Self::WebhooksRead,
        Self::WebhooksWrite,
        Self::DataImport,
        Self::DataExport,
    ];
}

/// A secret key to be made.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    pub name: String,
    /// All scopes of the key that asks, if left out; never more than those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<KeyScope>>,
    /// Where it may be used from; anywhere if left out.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_ips: Vec<Network>,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateKey {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Some of those it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<KeyScope>>,
    /// Where it may be used from; an empty list means anywhere.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Vec<Network>>,
}

/// When the old key ends.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// From now, at most 30 days; a day if left out, 0 for at once.
    #[validate(range(min = 0, max = 2_592_000))]
    #[schema(minimum = 0, maximum = 2_592_000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<i64>,
}

/// A secret key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Key {
    pub id: KeyId,
    pub name: String,
    pub scopes: Vec<KeyScope>,
    /// Where it may be used from, if not from anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_ips: Vec<Network>,
    pub created_at: Timestamp,
    /// When it ends, having been rotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// To the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_ip: Option<String>,
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

/// A signing key to be made by us (HS256), or to be made known to us: a public key, or where a set of
/// them is published.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateSigningKey {
    /// The `kid` of tokens that are signed with the public key: 1 to 128 visible characters, not
    /// beginning with `sig_`. If left out, that of the JWK, or else the key's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Ed25519, RSA (at least 2,048 bits) or P-256, as PEM or as JWK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<PublicKey>,
    /// The address of a JWK set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_url: Option<String>,
}

/// A public key in one of its notations.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum PublicKey {
    Pem(String),
    #[schema(value_type = Object)]
    Jwk(Map<String, Value>),
}

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub enum SigningAlgorithm {
    HS256,
    EdDSA,
    RS256,
    ES256,
    /// As each key of the set says.
    #[serde(rename = "JWKS")]
    Set,
}

/// A key that signs user tokens, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct SigningKey {
    pub id: SigningKeyId,
    /// The `kid` of the tokens it signs; a set has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    pub algorithm: SigningAlgorithm,
    /// As JWK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub public_key: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_url: Option<String>,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// A new signing key. The secret, where we made it, is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedSigningKey {
    #[serde(flatten)]
    pub key: SigningKey,
    /// The HMAC secret: its characters are the bytes, nothing to decode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

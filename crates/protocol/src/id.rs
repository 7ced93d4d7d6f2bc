//! Typed identifiers, so that a user can never be passed where a message is expected.
//!
//! Ids that Warbler makes are a prefix and 32 hexadecimal digits (`con_0199…`). User and device
//! ids are the tenant's own words.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr, sync::Arc};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use uuid::Uuid;

/// The text is not an id of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId {
    /// What a valid one looks like.
    pub expected: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for InvalidId {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            const EXPECTED: &'static str = concat!("`", $prefix, "` and 32 hexadecimal digits");

            /// A new id that sorts after those made before it (UUID version 7).
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(self.0.simple().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix($prefix)
                    .filter(|digits| digits.len() == 32)
                    .and_then(|digits| Uuid::try_parse(digits).ok())
                    .map(Self)
                    .ok_or(InvalidId { expected: Self::EXPECTED })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let pattern = concat!("^", $prefix, "[0-9a-f]{32}$");
                ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).into()
            }
        }

        impl ToSchema for $name {}
    };
}

id! {
    /// Who pays and has a team; owns apps.
    OrganizationId, "org_"
}
id! {
    /// One isolated world: its users, conversations and keys are invisible to every other app.
    AppId, "app_"
}
id! { ConversationId, "con_" }
id! {
    /// Derived from conversation, sender and client id (UUID version 8), so that sending twice
    /// cannot make two messages, and a client knows the id before it sends.
    MessageId, "msg_"
}
id! { FileId, "file_" }
id! {
    /// The public part of a secret key.
    KeyId, "key_"
}
id! {
    /// Names a signing key in the `kid` header of a user token.
    SigningKeyId, "sig_"
}

id! {
    /// Work to be done after the request.
    JobId, "job_"
}
id! {
    /// Somebody who can log in to the console.
    AccountId, "acc_"
}
id! {
    /// A browser in which an account is logged in.
    SessionId, "ses_"
}
id! { InvitationId, "inv_" }
id! { AuditEventId, "aud_" }
id! { ImportId, "imp_" }
id! { ExportId, "exp_" }
id! {
    /// An address of the tenant's to which events are delivered.
    EndpointId, "ep_"
}
id! {
    /// One event on its way to one endpoint.
    DeliveryId, "dlv_"
}
id! {
    /// Something that happened, as the tenant's servers are told: the same id at every endpoint and
    /// however often.
    EventId, "evt_"
}
id! { HookId, "hook_" }
id! {
    /// Where customers wait for an operator.
    QueueId, "que_"
}
id! { CannedReplyId, "can_" }

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $max:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let allowed =
                    |byte: u8| byte.is_ascii_alphanumeric() || b"._@:-".contains(&byte);
                if text.is_empty() || text.len() > $max || !text.bytes().all(allowed) {
                    return Err(InvalidId { expected: $expected });
                }
                Ok(Self(text.into()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some("^[A-Za-z0-9._@:-]+$"))
                    .min_length(Some(1))
                    .max_length(Some($max))
                    .into()
            }
        }

        impl ToSchema for $name {}
    };
}

name! {
    /// The tenant's own name for a user; `usr_…` where the tenant left it to us. Cheap to clone.
    UserId, 128, "1 to 128 of A-Z a-z 0-9 . _ @ : -"
}
name! {
    /// The client's own name for one installation of the app.
    DeviceId, 128, "1 to 128 of A-Z a-z 0-9 . _ @ : -"
}

impl UserId {
    /// An id for a user whose tenant gave none.
    pub fn generate() -> Self {
        Self(format!("usr_{}", Uuid::now_v7().simple()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_the_wire() {
        let id = ConversationId::generate();
        let json = serde_json::to_string(&id).unwrap();
        assert!(json.starts_with("\"con_"));
        assert_eq!(serde_json::from_str::<ConversationId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_of_another_kind_are_refused() {
        let message = MessageId(Uuid::nil()).to_string();
        assert!(message.parse::<ConversationId>().is_err());
        assert!("con_".parse::<ConversationId>().is_err());
        assert!("con_{0}".parse::<ConversationId>().is_err());
        // uuid also reads the hyphenated form; one id has one spelling.
        assert!(format!("con_{}", Uuid::nil()).parse::<ConversationId>().is_err());
    }

    #[test]
    fn user_ids_are_plain_words() {
        assert!("alice@example.com".parse::<UserId>().is_ok());
        for bad in ["", "a b", "a/b", "名", "a\0", &"x".repeat(129)] {
            assert!(bad.parse::<UserId>().is_err(), "{bad:?}");
        }
    }
}

//! People who log in to the console. They are not the users of an app.

use crate::{AccountId, Organization, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;
use validator::{Validate, ValidateLength};

/// A password, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

impl ValidateLength<u64> for Password {
    fn length(&self) -> Option<u64> {
        Some(self.0.chars().count() as u64)
    }
}

/// Somebody who can log in to the console.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Account {
    pub id: AccountId,
    /// In lower case.
    pub email: String,
    pub name: String,
    pub created_at: Timestamp,
}

/// Somebody new. The account is there once the link in the mail that follows was confirmed.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    #[validate(email, length(max = 254))]
    #[schema(format = "email", max_length = 254)]
    pub email: String,
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    pub name: String,
    #[validate(length(min = 10, max = 128))]
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    pub password: Password,
    /// What the organisation that is made with the account is called; like the account, if left out.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
}

/// The token that was mailed, and the password of the sign-up: whoever got a mail for a sign-up that
/// was not theirs cannot confirm it by mistake.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSignUp {
    pub token: String,
    #[validate(length(max = 128))]
    #[schema(value_type = String, format = Password, max_length = 128)]
    pub password: Password,
}

/// Email and password.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    #[validate(length(max = 254))]
    #[schema(max_length = 254)]
    pub email: String,
    #[validate(length(max = 128))]
    #[schema(value_type = String, format = Password, max_length = 128)]
    pub password: Password,
}

/// Another password. All other sessions of the account end.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    #[validate(length(max = 128))]
    #[schema(value_type = String, format = Password, max_length = 128)]
    pub password: Password,
    #[validate(length(min = 10, max = 128))]
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    pub new_password: Password,
}

/// Where to mail a link that sets a new password.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RequestPasswordReset {
    #[validate(length(max = 254))]
    #[schema(max_length = 254)]
    pub email: String,
}

/// The token that was mailed, and the new password. All sessions of the account end.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RedeemPasswordReset {
    pub token: String,
    #[validate(length(min = 10, max = 128))]
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    pub password: Password,
}

/// Who is logged in, and what their requests need.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ConsoleSession {
    pub account: Account,
    pub organizations: Vec<Organization>,
    /// Goes into the header `X-CSRF-Token` of everything but GET.
    pub csrf_token: String,
    /// The session ends then at the latest, and earlier when nobody uses it.
    pub expires_at: Timestamp,
}

/// A browser in which the account is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Session {
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Where it logged in from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

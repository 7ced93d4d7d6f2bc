//! Failures, as clients see them: RFC 9457 problem documents with a stable `code`.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $status:literal $title:literal;)*) => {
        /// Why a request was refused. Clients branch on this, never on the texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl ErrorCode {
            /// Every code there is, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status this code is sent with.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

codes! {
    /// The body or frame is not JSON, or not the JSON of this operation.
    InvalidBody = "invalid_body" 400 "The body could not be read";
    /// A path or query parameter is not what the contract says.
    InvalidParameter = "invalid_parameter" 400 "A parameter could not be read";
    /// A page or sync cursor that this app was not given.
    InvalidCursor = "invalid_cursor" 400 "The cursor is not valid";
    /// A socket command that does not exist.
    UnknownCommand = "unknown_command" 400 "There is no such command";
    Unauthenticated = "unauthenticated" 401 "Credentials are missing or not valid";
    TokenMalformed = "token_malformed" 401 "The user token could not be read";
    TokenSignature = "token_signature" 401 "The user token is not signed by a live key of its app";
    TokenExpired = "token_expired" 401 "The user token has expired";
    TokenNotYetValid = "token_not_yet_valid" 401 "The user token is not valid yet";
    TokenRevoked = "token_revoked" 401 "The user token was revoked";
    /// The user may not act any more, whatever their token says.
    UserDeactivated = "user_deactivated" 401 "The user was deactivated";
    KeyRevoked = "key_revoked" 401 "The secret key was revoked";
    /// It was rotated, and its time is over.
    KeyExpired = "key_expired" 401 "The secret key has ended";
    /// The key is good for other addresses alone.
    AddressNotAllowed = "address_not_allowed" 403 "The secret key may not be used from this address";
    /// The operation wants the other kind of credential: a user token or a secret key.
    WrongCredential = "wrong_credential" 403 "This operation takes another kind of credential";
    MissingScope = "missing_scope" 403 "The credential lacks a scope";
    /// The token's role or `caps`, or the app's settings, do not grant it.
    PermissionDenied = "permission_denied" 403 "The user token does not permit this";
    /// Email and password do not belong together; which of them is wrong is not told.
    WrongPassword = "wrong_password" 403 "Email or password is wrong";
    /// A request with a session needs its `X-CSRF-Token`, and may not come from another site.
    CsrfFailed = "csrf_failed" 403 "The request does not prove where it comes from";
    Forbidden = "forbidden" 403 "Not allowed";
    /// Until the problem's `until`.
    Banned = "banned" 403 "Banned";
    /// From sending, until the problem's `until`.
    Silenced = "silenced" 403 "Silenced";
    /// The caller has blocked the user whom this is for.
    UserBlocked = "user_blocked" 403 "You have blocked this user";
    /// The tenant's own hook said no; `detail` is its reason.
    RejectedByHook = "rejected_by_hook" 403 "The app refuses it";
    /// A browser asks from a page that the app does not allow.
    OriginNotAllowed = "origin_not_allowed" 403 "The app does not allow this origin";
    /// Also what one may not know to exist.
    NotFound = "not_found" 404 "Not found";
    RouteNotFound = "route_not_found" 404 "There is no such route";
    MethodNotAllowed = "method_not_allowed" 405 "The route does not take this method";
    Conflict = "conflict" 409 "In conflict with what is there";
    /// Of a support conversation, since the epoch that the caller knows.
    OwnerChanged = "owner_changed" 409 "Somebody else answers now";
    /// The client id was used before, for other content.
    ClientIdConflict = "client_id_conflict" 409 "The client id was used for another message";
    /// The first request with this key is still running.
    IdempotencyKeyInUse = "idempotency_key_in_use" 409 "A request with this key is still running";
    BodyTooLarge = "body_too_large" 413 "The body is too large";
    UnsupportedMediaType = "unsupported_media_type" 415 "The operation takes another media type";
    /// A range of a file that lies behind its end.
    RangeNotSatisfiable = "range_not_satisfiable" 416 "The file has no such range";
    /// See `errors` for what is wrong where.
    ValidationFailed = "validation_failed" 422 "Some fields are not valid";
    /// The key was used before, for another request.
    IdempotencyKeyReused = "idempotency_key_reused" 422 "The key was used for another request";
    LimitReached = "limit_reached" 422 "A limit of the app is reached";
    RateLimited = "rate_limited" 429 "Too many requests";
    Internal = "internal" 500 "Something broke on our side";
    /// Refused before acceptance: nothing was written.
    Overloaded = "overloaded" 503 "Too busy, try again";
    /// It may or may not have happened; repeating it is safe.
    OutcomeUnknown = "outcome_unknown" 503 "The outcome is unknown, try again";
    /// The token names a key that the app's JWK set may hold, and the set could not be fetched.
    KeySetUnavailable = "key_set_unavailable" 503 "The app's key set cannot be fetched right now";
    Unavailable = "unavailable" 503 "Not available right now";
}

// By hand: the derive does not see names that come through a macro.
impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.iter().map(|code| code.as_str());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Why a request was refused: branch on this."))
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for ErrorCode {}

impl ErrorCode {
    /// Whether the same request may succeed later without being changed.
    pub fn retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited
                | Self::IdempotencyKeyInUse
                | Self::Internal
                | Self::Overloaded
                | Self::KeySetUnavailable
                | Self::OutcomeUnknown
                | Self::Unavailable
        )
    }
}

/// The body of every error answer and the `e` of every refused command.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Problem {
    /// A URI reference into the documentation.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// For the developer reading a log. Not for branching, and not for end users.
    pub detail: String,
    /// The path that was asked for; absent on sockets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    pub code: ErrorCode,
    pub request_id: String,
    pub retryable: bool,
    /// Seconds to wait before trying again, where that is known; `Retry-After` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// When it stops being so; with `banned` and `silenced`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/docs/errors#{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            instance: None,
            code,
            request_id: String::new(),
            retryable: code.retryable(),
            retry_after: None,
            until: None,
            errors: Vec::new(),
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into the body.
    pub pointer: String,
    /// The rule that failed: `length`, `range`, `duplicate` …
    pub code: String,
    pub detail: String,
}

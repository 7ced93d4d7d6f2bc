//! How operations fail.

use sea_orm::DbErr;
use std::time::Duration;
use warbler_protocol::{ErrorCode, FieldError, Timestamp};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation did not happen.
///
/// Variants exist where a caller acts differently, not where a message reads differently. Front
/// ends turn them into answers, frames or retries in one place each.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Also used for what the caller may not know to exist.
    #[error("{0} not found")]
    NotFound(&'static str),

    /// The caller asked for something they may not or cannot have; asking again changes nothing.
    #[error("{1}")]
    Refused(ErrorCode, String),

    /// The caller may not until a moment has come: banned, or silenced.
    #[error("{} until {}", .0.title(), .1)]
    Barred(ErrorCode, Timestamp),

    #[error("some fields are not valid")]
    Invalid(Vec<FieldError>),

    /// Nothing was written, and the same request may succeed later.
    #[error("too busy")]
    Overloaded,

    /// Too often; nothing was written, and the same request may succeed after this time.
    #[error("too many, wait {} s", seconds(*.0))]
    RateLimited(Duration),

    /// The commit was sent and its answer never came: repeat the request to find out.
    #[error("the outcome is unknown")]
    OutcomeUnknown,

    /// The database refused or could not be reached; nothing was written.
    #[error("database error: {0}")]
    Database(std::sync::Arc<DbErr>),

    /// The blob store refused or could not be reached.
    #[error("storage error: {0}")]
    Storage(String),

    /// The index of a shard, or the node that has it, refused or could not be reached.
    #[error("search error: {0}")]
    Search(String),

    /// A row or a payload of ours that cannot be read: a bug or a damaged database.
    #[error("unreadable data: {0}")]
    Corrupt(String),
}

impl Error {
    /// What clients are told.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound(_) => ErrorCode::NotFound,
            Self::Refused(code, _) | Self::Barred(code, _) => *code,
            Self::Invalid(_) => ErrorCode::ValidationFailed,
            Self::Overloaded => ErrorCode::Overloaded,
            Self::RateLimited(_) => ErrorCode::RateLimited,
            Self::OutcomeUnknown => ErrorCode::OutcomeUnknown,
            Self::Database(error) if is_connection_error(error) => ErrorCode::Unavailable,
            Self::Storage(_) | Self::Search(_) => ErrorCode::Unavailable,
            Self::Database(_) | Self::Corrupt(_) => ErrorCode::Internal,
        }
    }

    /// Seconds after which the same request may succeed, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::RateLimited(after) => Some(seconds(*after)),
            _ => None,
        }
    }

    /// What the refusal says beside its code and detail.
    pub fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Barred(_, until) => Some(*until),
            _ => None,
        }
    }

    pub(crate) fn forbidden(reason: &str) -> Self {
        Self::Refused(ErrorCode::Forbidden, reason.to_owned())
    }

    pub(crate) fn conflict(reason: &str) -> Self {
        Self::Refused(ErrorCode::Conflict, reason.to_owned())
    }

    pub(crate) fn limit(reason: &str) -> Self {
        Self::Refused(ErrorCode::LimitReached, reason.to_owned())
    }

    /// One field is wrong; `pointer` is a JSON pointer into the body.
    pub(crate) fn field(pointer: &str, code: &str, detail: &str) -> Self {
        Self::Invalid(vec![FieldError {
            pointer: pointer.to_owned(),
            code: code.to_owned(),
            detail: detail.to_owned(),
        }])
    }
}

/// Whole seconds, so that waiting for them is enough.
fn seconds(duration: Duration) -> u64 {
    duration.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(std::sync::Arc::new(error))
    }
}

/// Whether the database could not be spoken to, rather than refusing what was said.
pub(crate) fn is_connection_error(error: &DbErr) -> bool {
    use sea_orm::{RuntimeErr, SqlxError};
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match error.as_ref() {
                SqlxError::Io(_)
                | SqlxError::PoolTimedOut
                | SqlxError::PoolClosed
                | SqlxError::Protocol(_)
                | SqlxError::WorkerCrashed => true,
                // 57P0x: the server shuts down or starts up; 08: connection exceptions.
                SqlxError::Database(error) => error
                    .code()
                    .is_some_and(|code| code.starts_with("57P") || code.starts_with("08")),
                _ => false,
            }
        }
        _ => false,
    }
}

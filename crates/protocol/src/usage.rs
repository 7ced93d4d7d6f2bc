//! What an app counts and what went wrong behind its requests.

use crate::{JobId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How often something happened in one hour.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct HourlyCount {
    /// The start of the hour.
    pub hour: Timestamp,
    /// The kind of event: `message.created`, `member.added` …; `message.imported` for messages that
    /// came with an import, in the hour in which they were sent.
    pub counter: String,
    pub count: i64,
}

/// A job that failed for good and waits for somebody to look.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct DeadLetter {
    pub id: JobId,
    pub kind: String,
    pub attempts: i32,
    pub error: String,
    pub died_at: Timestamp,
}

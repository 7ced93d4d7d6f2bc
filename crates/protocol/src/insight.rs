//! What a tenant can see of its app's traffic: the log of requests, and series by the minute.

use crate::{ErrorCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// As what a request was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    User,
    Key,
    /// Somebody of the organisation's team, in the console.
    Account,
    /// Warbler itself.
    System,
}

/// Who made a request: the id of a user, a secret key or an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Principal {
    pub kind: PrincipalKind,
    pub id: String,
}

/// A request to the API, without what it said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct RequestLog {
    pub at: Timestamp,
    pub method: String,
    /// `/v1/users/{user_id}`; `none` where no route took it.
    pub route: String,
    /// Without the query.
    pub path: String,
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    pub duration_us: i64,
    pub principal: Principal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub request_id: String,
    pub request_bytes: i64,
    pub response_bytes: i64,
    /// At most 100 characters of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// How many requests this one stands for: more than one when there were too many to keep all.
    pub weight: i64,
}

/// What is counted by the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Requests to the API.
    Requests,
    /// Those that were refused.
    #[serde(rename = "errors_4xx")]
    Errors4xx,
    /// Those that failed.
    #[serde(rename = "errors_5xx")]
    Errors5xx,
    /// Messages that were sent.
    Messages,
    /// Most sockets that were open at a time.
    Connections,
    /// The time that half of the requests took at most, in microseconds.
    LatencyP50,
    LatencyP95,
    LatencyP99,
}

/// The value of a metric from one moment on, for the length of a step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Point {
    pub at: Timestamp,
    /// Absent where there is none: a latency without requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
}

/// A metric over time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Series {
    pub metric: Metric,
    /// Seconds from point to point.
    pub step: i64,
    pub data: Vec<Point>,
}

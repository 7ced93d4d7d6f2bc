//! How the desk does, and what was said.

use super::{HandoffReason, SupportState};
use crate::{ConversationId, QueueId, Timestamp, UserId, message::is_false};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many conversations are where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct SupportCounts {
    pub queues: Vec<QueueCounts>,
    /// How many each operator answers now.
    pub operators: BTreeMap<String, i64>,
}

/// How many conversations of a queue are in each state. Resolved ones are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct QueueCounts {
    pub queue_id: QueueId,
    pub bot: i64,
    pub offered: i64,
    pub queued: i64,
    pub assigned: i64,
    pub snoozed: i64,
}

impl QueueCounts {
    /// A queue of which nothing is known yet.
    pub fn new(queue_id: QueueId) -> Self {
        Self { queue_id, bot: 0, offered: 0, queued: 0, assigned: 0, snoozed: 0 }
    }

    /// Notes how many are in a state.
    pub fn set(&mut self, state: SupportState, count: i64) {
        match state {
            SupportState::Bot => self.bot = count,
            SupportState::Offered => self.offered = count,
            SupportState::Queued => self.queued = count,
            SupportState::Assigned => self.assigned = count,
            SupportState::Snoozed => self.snoozed = count,
            SupportState::Resolved => {}
        }
    }
}

/// What the customer thought of a resolution.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Rating {
    pub score: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    pub rated_at: Timestamp,
}

/// Day by day.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct SupportReport {
    pub days: Vec<DayReport>,
}

/// One day of the desk. A conversation counts on the day on which it was opened, but for
/// resolutions and ratings, which count on their own.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct DayReport {
    /// `YYYY-MM-DD`, in the time zone that was asked for.
    pub day: String,
    pub opened: i64,
    pub resolved: i64,
    /// Resolved without a person.
    pub resolved_by_bot: i64,
    /// The mean, from the queue to the first message of an operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response_seconds: Option<i64>,
    /// The mean, from opening to resolution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_seconds: Option<i64>,
    pub ratings: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_score: Option<f64>,
    /// Targets that were missed.
    pub breaches: i64,
    pub handoffs: Vec<HandoffCount>,
}

/// How often customers were handed over for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct HandoffCount {
    pub reason: HandoffReason,
    pub count: i64,
}

/// What was said in a support conversation, to be kept or passed on.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Transcript {
    pub conversation_id: ConversationId,
    pub lines: Vec<TranscriptLine>,
    /// Whether there is more after the last line.
    #[serde(default, skip_serializing_if = "is_false")]
    pub truncated: bool,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct TranscriptLine {
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    /// A note, which the customer did not see.
    #[serde(default, skip_serializing_if = "is_false")]
    pub note: bool,
    pub text: String,
}

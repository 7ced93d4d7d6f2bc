//! The support desk: who answers a customer, and how a conversation gets there.

mod desk;
mod operator;
mod queue;
mod report;

pub use desk::{
    CannedReply, CreateCannedReply, DeskSettings, RenderCannedReply, RenderedReply, ReopenTo,
    UpdateCannedReply, UpdateDesk,
};
pub use operator::{Operator, OperatorAvailability, PutOperator, SetAvailability};
pub use queue::{
    BusinessHours, CreateQueue, OpenSpan, Queue, QueueMessages, ServiceTargets, UpdateQueue,
    Weekday,
};
pub use report::{
    DayReport, HandoffCount, QueueCounts, Rating, SupportCounts, SupportReport, Transcript,
    TranscriptLine,
};

use crate::{ConversationId, QueueId, Timestamp, UserId, message::is_false};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Where a support conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SupportState {
    /// A bot answers.
    Bot,
    /// A bot answers and has offered a person; the customer's next message ends the offer.
    Offered,
    /// The customer waits for an operator.
    Queued,
    /// An operator answers.
    Assigned,
    /// An operator has put it aside until a moment, or until the customer writes.
    Snoozed,
    /// Done, until the customer writes again.
    Resolved,
}

/// What kind of owner a support conversation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnerKind {
    Bot,
    Queue,
    Operator,
}

/// Who is to answer a customer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct SupportOwner {
    pub kind: OwnerKind,
    /// The bot or the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
}

/// Why a bot hands a customer over to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoffReason {
    UserRequest,
    NoAnswer,
    LowConfidence,
    Policy,
    Frustrated,
    VerificationFailed,
    ToolFailed,
    BotUnavailable,
    ModelUnavailable,
    Budget,
    Loop,
    Safety,
    BusinessRule,
}

/// How soon a customer is to be answered, among those who wait. Ordered.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Serialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

/// What a customer who waits may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Expectation {
    /// How many wait in the queue before them.
    pub ahead: i64,
    /// When the queue opens, if it is closed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// Whether no operator of the queue is available now.
    #[serde(default, skip_serializing_if = "is_false")]
    pub away: bool,
}

/// A support conversation as its reader may see it. The customer sees who answers, and no `desk`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Support {
    pub conversation_id: ConversationId,
    pub state: SupportState,
    pub owner: SupportOwner,
    /// Grows with every change of owner, and when the conversation is resolved or opened again.
    pub owner_epoch: i64,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// While the customer waits in a queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expectation: Option<Expectation>,
    /// Whether the customer is asked to rate the last resolution, and has not.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rating_requested: bool,
    /// How they rated the last resolution that they rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// For operators and the tenant's server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<SupportDesk>,
}

/// What customers never see of a support conversation.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct SupportDesk {
    pub customer_id: UserId,
    /// The linked conversation for notes and summaries.
    pub internal_id: ConversationId,
    pub queue_id: QueueId,
    /// The operator who answers, or the last who did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_id: Option<UserId>,
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Why it was handed over last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<HandoffReason>,
    /// Since when the customer waits for an answer, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    /// By when an operator is to have answered, where the queue has such a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_due_at: Option<Timestamp>,
    /// Targets that were missed since it was last opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breached: Vec<ServiceTarget>,
}

/// What a queue promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceTarget {
    FirstResponse,
    Resolution,
}

/// The `d` of the events `support.*`: who answers from now on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct SupportChanged {
    pub state: SupportState,
    pub owner: SupportOwner,
    pub owner_epoch: i64,
    /// The user who did it, where a user did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// Whether the customer is asked to rate what was resolved.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rating_requested: bool,
}

/// Hands a customer over to a queue.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Why; `user_request` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<HandoffReason>,
    /// For the operators alone: what it is about.
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The conversation's queue so far if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What the customer is told.
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_message: Option<String>,
    /// The `owner_epoch` that the caller knows; refused if the owner has changed since.
    #[serde(
        default,
        deserialize_with = "crate::number::optional_whole",
        skip_serializing_if = "Option::is_none"
    )]
    pub epoch: Option<i64>,
}

/// A step of a support conversation that takes nothing more than what the caller knows.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SupportStep {
    /// What the customer is told.
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_message: Option<String>,
    /// For the operators alone.
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The `owner_epoch` that the caller knows; refused if the owner has changed since.
    #[serde(
        default,
        deserialize_with = "crate::number::optional_whole",
        skip_serializing_if = "Option::is_none"
    )]
    pub epoch: Option<i64>,
}

/// Gives a support conversation to an operator.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// Whom: oneself if left out, which a secret key cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_id: Option<UserId>,
    /// For the operators alone.
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The `owner_epoch` that the caller knows; refused if the owner has changed since.
    #[serde(
        default,
        deserialize_with = "crate::number::optional_whole",
        skip_serializing_if = "Option::is_none"
    )]
    pub epoch: Option<i64>,
}

/// Puts a support conversation aside.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Snooze {
    /// At most a year ahead. The customer's next message ends it earlier.
    pub until: Timestamp,
}

/// Sorts a support conversation; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// At most 20, each 1 to 40 of `a-z`, `0-9` and `-`. Replaces those it has.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
}

/// A remark for operators alone.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    #[validate(length(min = 1, max = 8192))]
    #[schema(min_length = 1, max_length = 8192)]
    pub text: String,
}

/// What the customer thought of a resolution.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// 1 is bad, 5 is good.
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    #[serde(deserialize_with = "crate::number::whole")]
    pub score: i64,
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

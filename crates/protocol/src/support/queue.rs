//! Queues: where customers wait, when somebody is there, and what they are promised.

use crate::{
    ConversationId, QueueId, Timestamp, number::optional_whole, object::optional_object, objects,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A time of a day of the week at which somebody is there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OpenSpan {
    pub day: Weekday,
    /// `HH:MM`, local time.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from: String,
    /// `HH:MM`, later than `from`; `24:00` for the end of the day.
    #[schema(pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
    pub to: String,
}

/// When somebody is there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BusinessHours {
    /// A time zone of the IANA database, like `Europe/Berlin`.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub zone: String,
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    #[serde(deserialize_with = "objects")]
    pub open: Vec<OpenSpan>,
    /// Days on which nobody is there, `YYYY-MM-DD`.
    #[validate(length(max = 400))]
    #[schema(max_items = 400)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}

/// What a queue tells customers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct QueueMessages {
    /// Said to who comes outside business hours.
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// Said to who comes while no operator is available.
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<String>,
    /// Said to who has waited for `max_wait_minutes`.
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waited: Option<String>,
}

/// How soon customers are to be answered and helped, in minutes of business hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ServiceTargets {
    /// From when the customer came to the queue to the first message of an operator.
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub first_response_minutes: Option<i64>,
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub resolution_minutes: Option<i64>,
}

/// A queue to be made.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateQueue {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    pub name: String,
    /// What an operator must know to be given its customers: each 1 to 40 of `a-z`, `0-9` and `-`.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Always, if left out.
    #[validate(nested)]
    #[serde(
        default,
        deserialize_with = "optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    pub hours: Option<BusinessHours>,
    #[validate(nested)]
    #[serde(default)]
    pub messages: QueueMessages,
    #[validate(nested)]
    #[serde(default)]
    pub targets: ServiceTargets,
    /// How long a customer waits before `messages.waited` is said.
    #[validate(range(min = 1, max = 10_000))]
    #[schema(minimum = 1, maximum = 10_000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub max_wait_minutes: Option<i64>,
    /// Whether who has waited that long goes back to the bot.
    #[serde(default)]
    pub return_to_bot: bool,
    /// Whether customers are given to operators, or wait to be claimed.
    #[serde(default = "yes")]
    pub assign: bool,
}

/// What changes; what is left out stays. Hours, messages and targets replace what was there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateQueue {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<String>>,
    /// `null`: always.
    #[serde(
        default,
        deserialize_with = "crate::patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<BusinessHours>)]
    pub hours: Option<Option<BusinessHours>>,
    #[validate(nested)]
    #[serde(
        default,
        deserialize_with = "optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    pub messages: Option<QueueMessages>,
    #[validate(nested)]
    #[serde(
        default,
        deserialize_with = "optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    pub targets: Option<ServiceTargets>,
    /// 0: for ever.
    #[validate(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10_000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub max_wait_minutes: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_to_bot: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign: Option<bool>,
}

/// Where customers wait for an operator.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Queue {
    pub id: QueueId,
    pub name: String,
    /// The conversation that tells its operators what happens: they are its members.
    pub inbox_id: ConversationId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<BusinessHours>,
    pub messages: QueueMessages,
    pub targets: ServiceTargets,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_wait_minutes: Option<i64>,
    pub return_to_bot: bool,
    pub assign: bool,
    /// Whether it is within its hours now.
    pub open: bool,
    /// When it opens, if it is closed and ever does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

fn yes() -> bool {
    true
}

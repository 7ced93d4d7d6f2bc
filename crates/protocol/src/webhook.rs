//! Webhooks: endpoints of the tenant's, what was delivered to them, and what is said there.

use crate::{
    AppId, ConversationId, ConversationKind, DeliveryId, EndpointId, EventId, EventKind, Timestamp,
    number::optional_whole, patch::given,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, fmt, str::FromStr};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};
use validator::Validate;

/// Which events: one kind (`message.created`), all of a noun (`message.*`), or all (`*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventSelector {
    All,
    Noun(&'static str),
    Kind(EventKind),
}

impl EventSelector {
    pub fn selects(self, kind: EventKind) -> bool {
        match self {
            Self::All => true,
            Self::Noun(noun) => noun_of(kind) == noun,
            Self::Kind(wanted) => wanted == kind,
        }
    }
}

fn noun_of(kind: EventKind) -> &'static str {
    kind.as_str().split('.').next().unwrap_or_default()
}

/// The text selects no events that servers are told of.
#[derive(Clone, Copy, Debug)]
pub struct InvalidSelector;

impl fmt::Display for InvalidSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a kind of event that endpoints are told, `noun.*` or `*`")
    }
}

impl std::error::Error for InvalidSelector {}

impl FromStr for EventSelector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, InvalidSelector> {
        let mut told = EventKind::ALL.iter().copied().filter(|kind| kind.reaches_servers());
        let selector = match text.strip_suffix(".*") {
            _ if text == "*" => Some(Self::All),
            Some(noun) => told.map(noun_of).find(|known| *known == noun).map(Self::Noun),
            None => told.find(|kind| kind.as_str() == text).map(Self::Kind),
        };
        selector.ok_or(InvalidSelector)
    }
}

impl fmt::Display for EventSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Noun(noun) => write!(f, "{noun}.*"),
            Self::Kind(kind) => write!(f, "{kind}"),
        }
    }
}

impl Serialize for EventSelector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventSelector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl PartialSchema for EventSelector {
    fn schema() -> RefOr<Schema> {
        let told = EventKind::ALL.iter().filter(|kind| kind.reaches_servers());
        let told: Vec<_> = told.map(|kind| kind.as_str().replace('.', "\\.")).collect();
        let mut nouns: Vec<_> = told.iter().filter_map(|kind| kind.split('\\').next()).collect();
        nouns.dedup();
        let pattern = format!("^(\\*|({})\\.\\*|{})$", nouns.join("|"), told.join("|"));
        let about =
            "A kind of event (`message.created`), all of a noun (`message.*`), or all (`*`).";
        let schema = ObjectBuilder::new().schema_type(Type::String);
        schema.description(Some(about)).pattern(Some(pattern)).into()
    }
}

impl ToSchema for EventSelector {}

/// Where events are to be delivered.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateEndpoint {
    /// `https`, at a public address.
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    pub url: String,
    #[validate(length(max = 256))]
    #[schema(max_length = 256)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which events; all of them if left out.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<EventSelector>>,
    /// Only of conversations of these kinds; of all if empty.
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation_kinds: Vec<ConversationKind>,
    /// Only of these conversations; of all if empty.
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation_ids: Vec<ConversationId>,
    /// Whether the events of a conversation come one after the other, each once the one before is
    /// through or given up. Stays as it is.
    #[serde(default, skip_serializing_if = "crate::message::is_false")]
    pub ordered: bool,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateEndpoint {
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[validate(length(max = 256))]
    #[schema(max_length = 256)]
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<EventSelector>>,
    #[validate(length(max = 5))]
    #[schema(max_items = 5)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_kinds: Option<Vec<ConversationKind>>,
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_ids: Option<Vec<ConversationId>>,
    /// What happens while it is disabled is not delivered later, unless it is replayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Why nothing is delivered to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// Somebody said so.
    Asked,
    /// It answered 410.
    Gone,
    /// It failed for five days.
    Failing,
}

/// An address of the tenant's to which events are delivered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Endpoint {
    pub id: EndpointId,
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub event_types: Vec<EventSelector>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation_kinds: Vec<ConversationKind>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversation_ids: Vec<ConversationId>,
    #[serde(default, skip_serializing_if = "crate::message::is_false")]
    pub ordered: bool,
    pub enabled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<DisabledReason>,
    /// Since when every attempt has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    /// Until when the secret before this one signs, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An endpoint with a new secret, which is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedEndpoint {
    #[serde(flatten)]
    pub endpoint: Endpoint,
    /// `whsec_…`
    pub secret: String,
}

/// How long the secret that is replaced still signs, beside the new one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RotateSecret {
    /// At most 30 days; a day if left out, 0 for not at all.
    #[validate(range(min = 0, max = 2_592_000))]
    #[schema(minimum = 0, maximum = 2_592_000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub expires_in_seconds: Option<i64>,
}

/// Which events are to be delivered once more. Those that the endpoint does not select are left out.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReplayEvents {
    /// From this moment on. Either this or `after` is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// The moment to stop before; now if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// From behind this cursor of `GET /v1/app_events` on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It is tried, or will be again.
    Pending,
    Succeeded,
    /// Given up: a dead letter. It can be sent again.
    Dead,
}

/// Where an event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct EventPlace {
    pub id: ConversationId,
    /// Of the entry in the conversation; absent where it has none, as reactions in large ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Delivery {
    pub id: DeliveryId,
    pub endpoint_id: EndpointId,
    pub event_id: EventId,
    /// The kind of event, or `endpoint.pinged`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<EventPlace>,
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// What the last attempt was answered with, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u16>,
    /// Why the last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub created_at: Timestamp,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct WebhookAttempt {
    /// 1, 2, 3 …
    pub number: i64,
    pub at: Timestamp,
    pub duration_ms: i64,
    pub request_headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub response_headers: BTreeMap<String, String>,
    /// The beginning of the answer. Gone once the message of which the event tells is recalled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_body: Option<String>,
}

/// A delivery with its attempts.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct DeliveryDetail {
    #[serde(flatten)]
    pub delivery: Delivery,
    /// The body as it would be sent now: nothing keeps what was sent, so that nothing outlives a
    /// recall. Absent once the event is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body: Option<AppEvent>,
    /// The first one first.
    pub attempt_log: Vec<WebhookAttempt>,
}

/// Something that happened, as the tenant's servers are told: the body of a webhook.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct AppEvent {
    /// The same however often it is told: what has been seen already can be told by it.
    pub id: EventId,
    /// A kind of event, or `endpoint.pinged`.
    #[serde(rename = "type")]
    pub kind: String,
    pub timestamp: Timestamp,
    pub api_version: String,
    pub app_id: AppId,
    /// What the kind of event says it is, as it is now.
    #[schema(value_type = Object)]
    pub data: Box<RawValue>,
    /// Absent from `endpoint.pinged`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<EventPlace>,
}

/// What happened in an app after a cursor.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct AppEvents {
    pub data: Vec<AppEvent>,
    /// Where to go on, also when there is nothing yet. Opaque.
    pub next_cursor: String,
    /// Whether to go on at once.
    pub has_more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_kinds_nouns_or_all() {
        for fine in ["*", "message.*", "message.created", "reaction.updated", "member.*"] {
            assert_eq!(fine.parse::<EventSelector>().unwrap().to_string(), fine);
        }
        for bad in
            ["", "message", "messages.*", "*.created", "draft.*", "receipt.updated", "hidden"]
        {
            assert!(bad.parse::<EventSelector>().is_err(), "{bad:?}");
        }
        let messages: EventSelector = "message.*".parse().unwrap();
        assert!(messages.selects(EventKind::MessageRecalled));
        assert!(!messages.selects(EventKind::MemberAdded));
    }
}

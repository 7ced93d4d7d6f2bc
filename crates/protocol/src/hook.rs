//! Before-hooks: the tenant's server is asked before something happens.

use crate::{
    AppId, ConversationId, EventId, EventPlace, FileId, HookId, MessageId, Timestamp, UserId,
    number::optional_whole,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use utoipa::ToSchema;
use validator::Validate;

/// Before what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
pub enum HookKind {
    /// A message is sent.
    #[serde(rename = "message.before_create")]
    MessageBeforeCreate,
    /// A message is changed by its sender.
    #[serde(rename = "message.before_update")]
    MessageBeforeUpdate,
}

impl HookKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MessageBeforeCreate => "message.before_create",
            Self::MessageBeforeUpdate => "message.before_update",
        }
    }
}

impl fmt::Display for HookKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens when the hook gives no answer in time, or none that can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// As if it had been allowed.
    #[default]
    Allow,
    /// It is refused with `unavailable`.
    Reject,
}

/// A hook to be made. An app has one of each type.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateHook {
    #[serde(rename = "type")]
    pub kind: HookKind,
    /// `https`, at a public address.
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    pub url: String,
    /// How long an answer may take; 1000 if left out.
    #[validate(range(min = 100, max = 5000))]
    #[schema(minimum = 100, maximum = 5000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<i64>,
    #[serde(default)]
    pub on_failure: OnFailure,
}

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateHook {
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[validate(range(min = 100, max = 5000))]
    #[schema(minimum = 100, maximum = 5000)]
    #[serde(default, deserialize_with = "optional_whole", skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<OnFailure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// An address of the tenant's that is asked before something happens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Hook {
    pub id: HookId,
    #[serde(rename = "type")]
    pub kind: HookKind,
    pub url: String,
    pub deadline_ms: i64,
    pub on_failure: OnFailure,
    pub enabled: bool,
    /// Until when the secret before this one signs, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret_until: Option<Timestamp>,
    pub last_hour: HookStats,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How a hook did in the last hour, to the minute. Its time is added to every send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct HookStats {
    pub calls: i64,
    pub rejected: i64,
    pub modified: i64,
    /// Calls that gave no answer that could be used.
    pub failed: i64,
    /// Asked for nothing, because it failed again and again.
    pub skipped: i64,
    pub mean_ms: i64,
    pub max_ms: i64,
}

/// A hook with a new secret, which is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedHook {
    #[serde(flatten)]
    pub hook: Hook,
    /// `whsec_…`
    pub secret: String,
}

/// What a hook says is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HookAction {
    Allow,
    Reject,
    /// Allowed, saying what `message` says instead.
    Modify,
}

/// What a hook answers. 204 without a body allows.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct HookAnswer {
    pub action: HookAction,
    /// Told to who sent it; with `reject`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// With `modify`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<HookChange>,
}

/// What a message says instead; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
pub struct HookChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[schema(value_type = Option<Object>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// What a hook is asked: signed as webhooks are.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct HookRequest {
    pub id: EventId,
    #[serde(rename = "type")]
    pub kind: HookKind,
    pub timestamp: Timestamp,
    pub api_version: String,
    pub app_id: AppId,
    pub data: HookData,
    pub conversation: EventPlace,
}

#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct HookData {
    pub message: ProposedMessage,
}

/// A message as it is about to be: of one that is changed, what the change says.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ProposedMessage {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub sender_id: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[schema(value_type = Option<Object>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<FileId>,
}

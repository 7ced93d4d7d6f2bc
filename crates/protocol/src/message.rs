//! Messages, as clients write and read them.

use crate::{
    Attachment, ConversationId, FileId, MessageId, ReactionCount, Thread, Timestamp, UserId,
    object::optional_object,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

/// What a message is that nobody says to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A remark of the tenant's own, like "Alice changed the topic": shown in its place, counted
    /// nowhere.
    System,
}

/// A message to be sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// Chosen by the client, unique per sender and conversation. Sending the same one twice sends
    /// one message; without one, repeating the request repeats the message.
    #[validate(length(min = 1, max = 64))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Who sends it. Only secret keys say so; a user sends as themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    /// At most 32 KiB. May be empty when there are attachments or metadata.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Anything of the tenant's own, at most 16 KiB as JSON.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    /// Members to be alerted.
    #[validate(length(max = 100))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
    /// Alerts every member.
    #[serde(default, skip_serializing_if = "is_false")]
    pub mention_all: bool,
    /// A message of the same conversation that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Files that are ready: a user's own uploads, for a secret key any of the app.
    #[validate(length(max = 10))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<FileId>,
    /// The message in whose thread this one is. Of a reply, its own thread is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<MessageId>,
    /// A message to be copied instead of a text, attachments and metadata.
    #[serde(
        default,
        deserialize_with = "optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    pub forward: Option<Forward>,
    /// Only secret keys send messages of the system, and without a sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageKind>,
    /// Whether the sender's draft in the conversation is done with. It goes in the commit of the
    /// message, and stays when the message is refused or a repeat.
    #[serde(default, skip_serializing_if = "is_false")]
    pub clear_draft: bool,
}

/// Which message is forwarded. The sender must see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forward {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
}

/// What an edit changes; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EditMessage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// A message as everyone in the conversation sees it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// The entry that created it: 1, 2, 3 … in the conversation, shared with other entries.
    pub seq: i64,
    /// Its place among the messages of the conversation, or among the replies of its thread:
    /// 1, 2, 3 … without gaps. Messages of the system have none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ordinal: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageKind>,
    /// Absent where the tenant's server sent it as nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub mention_all: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// On a reply: the message in whose thread it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<MessageId>,
    /// On a message with replies: its thread. In an event about a reply: the thread it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Thread>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<ForwardedFrom>,
    /// What others made of it, by first use. Events about the message leave them out: reactions
    /// have their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<ReactionCount>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Grows with every edit and with the recall; an older version never replaces a newer one.
    pub version: i32,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// Set on a recalled message, whose text, metadata, mentions and attachments are gone for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled_at: Option<Timestamp>,
}

/// Where a forwarded message comes from, as it was when it was forwarded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ForwardedFrom {
    pub message_id: MessageId,
    /// Told only where it is the conversation that one reads already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    pub created_at: Timestamp,
}

/// What a message said from one edit to the next.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct MessageVersion {
    pub version: i32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    /// When it began to say so.
    pub created_at: Timestamp,
}

pub(crate) fn is_zero(value: &i64) -> bool {
    *value == 0
}

impl Message {
    /// Whether it has its place among the messages of the main timeline.
    pub fn is_counted(&self) -> bool {
        self.thread_id.is_none() && self.kind.is_none()
    }
}

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

//! The lines of an export, which are those of an import: one JSON object each, with a `type`.
//!
//! Two kinds of files share the format. Written by hand, records carry no numbers and get theirs in
//! the order of the file. An export carries all numbers of a conversation (`as_of_seq`, `seq`,
//! `numbers`), so that its import is the same conversation to the entry. docs/import-export.md
//! says more.

mod file;
mod member;
mod state;

pub use file::{FileBytesRecord, FileRecord};
pub use member::{MemberNumbers, MemberRecord, MemberSettings};
pub use state::{
    BanRecord, BlockRecord, ReactionRecord, ThreadMemberRecord, ThreadRecord, VersionRecord,
};

use crate::{
    AppId, ConversationId, ConversationKind, EventKind, FileId, ForwardedFrom, History, MessageId,
    MessageKind, NewMember, Posting, Timestamp, UserId, Visibility, message::is_false,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use validator::Validate;

/// The version of the format that is written. Readers refuse newer ones.
pub const RECORD_VERSION: u32 = 1;

/// One line.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Record {
    App(Header),
    User(UserRecord),
    File(Box<FileRecord>),
    FileBytes(FileBytesRecord),
    Ban(BanRecord),
    Block(BlockRecord),
    Conversation(Box<ConversationRecord>),
    Member(Box<MemberRecord>),
    Message(Box<MessageRecord>),
    Version(VersionRecord),
    Reaction(ReactionRecord),
    Event(EventRecord),
    Thread(ThreadRecord),
}

/// The first line of every file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub version: u32,
    /// Where it was exported from, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<AppId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exported_at: Option<Timestamp>,
}

/// A user. One who is there already stays as they are.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct UserRecord {
    pub id: UserId,
    #[validate(length(min = 1, max = 256))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[validate(url, length(max = 2048))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deactivated_at: Option<Timestamp>,
    /// Nobody takes the id of somebody who was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
}

impl UserRecord {
    /// Somebody of whom nothing but the id is known.
    pub fn new(id: UserId) -> Self {
        Self {
            id,
            name: None,
            avatar_url: None,
            metadata: Map::new(),
            created_at: None,
            updated_at: None,
            deactivated_at: None,
            erased_at: None,
        }
    }
}

/// A conversation. One that is there already stays as it is.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConversationRecord {
    /// A new one, if only a key is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ConversationId>,
    #[validate(length(min = 1, max = 128))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub kind: ConversationKind,
    #[validate(length(min = 1, max = 256))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[validate(length(min = 1, max = 2048))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[validate(url, length(max = 2048))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(default)]
    pub visibility: Visibility,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    #[serde(default)]
    pub posting: Posting,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// The first members; both sides of a direct conversation.
    #[validate(length(max = 100))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<NewMember>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Of an export: the last entry that follows. Then every entry follows, with its number, and
    /// every member with theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of_seq: Option<i64>,
    /// Of an export: the `d` of its first event, without the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Map<String, Value>>,
}

impl ConversationRecord {
    /// A conversation of which nothing but its key and kind is known.
    pub fn new(key: String, kind: ConversationKind) -> Self {
        Self {
            id: None,
            key: Some(key),
            kind,
            name: None,
            description: None,
            avatar_url: None,
            visibility: Visibility::default(),
            history: None,
            posting: Posting::default(),
            metadata: Map::new(),
            created_by: None,
            members: Vec::new(),
            created_at: None,
            updated_at: None,
            as_of_seq: None,
            created: None,
        }
    }
}

/// A message, by its client id and sender.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MessageName {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    pub client_id: String,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MessageRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The tenant's key, instead of the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_key: Option<String>,
    /// Derived from conversation, sender and `client_id`; in exports it is written out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    /// What makes it this one, for importing it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub mention_all: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The same for those who know no ids of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_client: Option<MessageName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageKind>,
    /// The message in whose thread it is; its `ordinal` counts there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<MessageId>,
    /// The same for those who know no ids of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_client: Option<MessageName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<ForwardedFrom>,
    /// Files that came before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<FileId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled_at: Option<Timestamp>,
    /// Of what the client sent, in hexadecimal: by it the server knows a repeat, after edits too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
}

/// An entry that is not the start of a conversation or of a message. In exports alone: it says
/// what happened, while what has become of it stands in the other records.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventRecord {
    pub conversation_id: ConversationId,
    pub seq: i64,
    pub kind: EventKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_id: Option<UserId>,
    /// The message it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The event's `d`, without the app, unless it is what the message says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Map<String, Value>>,
    pub created_at: Timestamp,
}

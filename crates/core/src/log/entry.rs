//! Entries, on their way in and on their way out.

use crate::{cursor, secrets::Secrets};
use bytestring::ByteString;
use serde::{Deserialize, Serialize};
use warbler_protocol::{AppId, ConversationId, EventKind, UserId};

/// Something that is to happen in a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) app_id: AppId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) kind: EventKind,
    pub(crate) sender_id: Option<UserId>,
    pub(crate) audience: Audience,
    pub(crate) effect: Effect,
    /// Members who may not see what it is about: an edit of a message from before their time.
    pub(crate) hidden_from: Vec<UserId>,
}

/// Where an entry stands once it is appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// In the shard.
    pub(crate) position: i64,
    /// In the conversation; 0 for receipts.
    pub(crate) seq: i64,
    /// Among the messages of the conversation: that of the newest one so far.
    pub(crate) ordinal: i64,
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Audience {
    /// Every member that is connected.
    Members,
    /// Of a large conversation: members who asked for its events.
    Subscribers,
    /// One user alone, on all their devices.
    User(UserId),
    /// Of an import: nobody now. Members hear in a summary that the conversation moved on.
    Later,
}

/// Above this many members a conversation is large.
const LARGE: i64 = 1000;

impl Audience {
    /// Who is told in a conversation of this size.
    pub(super) fn for_size(self, members: i64) -> Self {
        match self {
            Self::Members if members > LARGE => Self::Subscribers,
            other => other,
        }
    }
}

/// What an entry does to who is told of the next ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Effect {
    #[default]
    None,
    /// These became members, before the entry is delivered.
    Joined(Vec<UserId>),
    /// These stop being members, once it is.
    Left(Vec<UserId>),
    /// Nothing follows in this conversation.
    Deleted,
}

/// What marks an entry that happened elsewhere.
pub(crate) const IMPORTED: &str = "import";

/// An entry, ready to be handed to clients.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub position: i64,
    pub app_id: AppId,
    pub conversation_id: ConversationId,
    pub audience: Audience,
    pub effect: Effect,
    pub hidden: Option<Hidden>,
    /// The event frame, encoded once for everybody.
    pub frame: ByteString,
}

/// What those are told instead who may not see an entry: that it has its place.
#[derive(Clone, Debug)]
pub struct Hidden {
    pub from: Vec<UserId>,
    pub frame: ByteString,
}

impl Delivery {
    /// An imported entry: it has its effect, and nobody is told of it alone.
    pub(super) fn imported(
        position: i64,
        app_id: AppId,
        conversation_id: ConversationId,
        effect: Effect,
    ) -> Self {
        let (audience, frame) = (Audience::Later, ByteString::new());
        Self { position, app_id, conversation_id, audience, effect, hidden: None, frame }
    }
}

impl Hidden {
    /// Nothing, where nobody is blind to the entry.
    pub(crate) fn new(
        secrets: &Secrets,
        app_id: AppId,
        conversation_id: ConversationId,
        numbers: (i64, Option<i64>),
        from: Vec<UserId>,
    ) -> Option<Self> {
        if from.is_empty() {
            return None;
        }
        let frame = frame(secrets, app_id, conversation_id, EventKind::Hidden, numbers, "{}");
        Some(Self { from, frame })
    }
}

/// What one commit added to a shard: the positions `first` to `last`, all of them.
#[derive(Clone, Debug)]
pub struct Batch {
    pub shard: i32,
    pub first: i64,
    pub last: i64,
    pub deliveries: Vec<Delivery>,
}

/// The event frame of an entry. `data` is JSON.
pub(crate) fn frame(
    secrets: &Secrets,
    app_id: AppId,
    conversation_id: ConversationId,
    kind: EventKind,
    (position, seq): (i64, Option<i64>),
    data: &str,
) -> ByteString {
    let cursor = cursor::seal_position(secrets, app_id, position);
    let n = seq.map(|seq| format!(r#","n":{seq}"#)).unwrap_or_default();
    format!(r#"{{"t":"{kind}","c":"{conversation_id}"{n},"s":"{cursor}","d":{data}}}"#).into()
}

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

impl Draft {
    /// Something that one user is told alone, on all their devices.
    pub(crate) fn private(
        app_id: AppId,
        conversation_id: ConversationId,
        user_id: &UserId,
        kind: EventKind,
    ) -> Self {
        Self {
            app_id,
            conversation_id,
            kind,
            sender_id: Some(user_id.clone()),
            audience: Audience::User(user_id.clone()),
            effect: Effect::None,
            hidden_from: Vec::new(),
        }
    }

    /// Something that happened elsewhere, of which nobody is told alone.
    pub(crate) fn imported(
        (app_id, conversation_id): (AppId, ConversationId),
        kind: EventKind,
        sender_id: Option<UserId>,
        effect: Effect,
    ) -> Self {
        let (audience, hidden_from) = (Audience::Later, Vec::new());
        Self { app_id, conversation_id, kind, sender_id, audience, effect, hidden_from }
    }
}

/// Whether events of this kind show a message as it is when they are read: the log keeps no body of
/// them, so that what is taken back is gone from it, too.
pub(super) fn shows_message(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::MessageCreated
            | EventKind::MessageUpdated
            | EventKind::MessageRecalled
            | EventKind::ReactionUpdated
    )
}

/// Whether events of this kind are read from where the thing stands now. The log keeps no body of
/// them either.
pub(super) fn is_read_anew(kind: EventKind) -> bool {
    matches!(kind, EventKind::MembershipUpdated | EventKind::DraftUpdated)
}

/// Where an entry stands once it is appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// In the shard.
    pub(crate) position: i64,
    /// In the conversation; 0 for receipts and private news.
    pub(crate) seq: i64,
    /// Among the messages of the conversation: that of the newest one so far.
    pub(crate) ordinal: i64,
    /// Set where the entry is a message that did not take an ordinal.
    pub(super) uncounted: Option<Uncounted>,
}

/// Why a message takes no ordinal of the main timeline: it is neither unread nor the last message
/// of its conversation, and moves that up in no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uncounted {
    /// It is a reply in a thread, which counts its own.
    Thread,
    /// Nobody says it.
    System,
}

impl Uncounted {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::System => "system",
        }
    }
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
pub(crate) const LARGE: i64 = 1000;

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
    /// What those are told instead who may not see it.
    pub hidden: Vec<Hidden>,
    /// The event frame, encoded once for everybody.
    pub frame: ByteString,
}

/// What some are told instead of an entry: that it has its place, and at most what they may see.
#[derive(Clone, Debug)]
pub struct Hidden {
    pub from: Vec<UserId>,
    /// Empty where the entry has no place: then they are told nothing.
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
        Self { position, app_id, conversation_id, audience, effect, hidden: Vec::new(), frame }
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

//! What a run saw: plain data, written by the load clients and read by the checks.
//!
//! Invariants: every moment comes from one monotonic clock; operations and sessions are listed in
//! the order in which they started, events in the order in which they arrived. An outcome nobody
//! knows is [`Outcome::Info`]: it is never guessed.

use warbler_protocol::{AppId, ConversationId, MessageId, UserId};

/// Nanoseconds since the run began.
pub type Moment = u64;

/// One run.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub conversations: Vec<Conversation>,
    pub operations: Vec<Operation>,
    pub sessions: Vec<Session>,
    /// What everybody read once all was healed and quiet.
    pub readings: Vec<Reading>,
}

/// A conversation as it was set up.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub app: AppId,
    /// Whether members see what was before they joined.
    pub sees_all: bool,
    /// Who was in it from the first entry on.
    pub members: Vec<UserId>,
}

/// Something a client asked for.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Who asked; `None` is the tenant's server.
    pub user: Option<UserId>,
    /// The session (index into [`History::sessions`]) whose connection carried it, if one did.
    pub session: Option<usize>,
    pub conversation: ConversationId,
    pub action: Action,
    pub started: Moment,
    /// When the outcome was known; meaningless for [`Outcome::Info`].
    pub finished: Moment,
    pub outcome: Outcome,
}

#[derive(Clone, Debug)]
pub enum Action {
    /// Sending again with the same client id is another operation with the same action.
    Send {
        client_id: String,
        text: String,
    },
    Edit {
        message: MessageId,
        text: String,
    },
    Recall {
        message: MessageId,
    },
    /// Read up to here.
    Read {
        seq: i64,
    },
    Add {
        user: UserId,
    },
    Remove {
        user: UserId,
    },
    /// Ask over REST how far the conversation goes.
    Head,
}

#[derive(Clone, Debug)]
pub enum Outcome {
    Ok(Answer),
    /// It did not happen and will not.
    Fail,
    /// It happened, will happen, or never will.
    Info,
}

#[derive(Clone, Debug)]
pub enum Answer {
    Message(Message),
    Receipt { read_seq: i64 },
    Head { seq: i64 },
    Done,
}

/// A message, as an answer, an entry or a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    /// The entry that created it.
    pub seq: i64,
    pub ordinal: i64,
    pub sender: Option<UserId>,
    pub client_id: Option<String>,
    pub text: String,
    pub version: i32,
    pub recalled: bool,
}

/// An entry of a conversation's log, as one reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub kind: EntryKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    Created(Message),
    Updated(Message),
    Recalled(Message),
    Added(Vec<UserId>),
    Removed(Vec<UserId>),
    /// Settings and such.
    Other,
    /// In its place, but not for this reader.
    Hidden,
}

impl EntryKind {
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Created(message) | Self::Updated(message) | Self::Recalled(message) => {
                Some(message)
            }
            _ => None,
        }
    }

    /// Whether both are the same event, whatever is left of their bodies.
    pub(super) fn same_event(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.message().map(|m| m.id) == other.message().map(|m| m.id)
    }
}

/// One connection, from `auth` to its end.
#[derive(Clone, Debug)]
pub struct Session {
    pub app: AppId,
    pub user: UserId,
    /// The client, over all its sessions.
    pub device: usize,
    /// When `auth` was sent.
    pub started: Moment,
    /// When `auth` was answered; `None` if it never was.
    pub ready: Option<Moment>,
    /// Whether it began with the cursor that the device's last session left.
    pub resumed: bool,
    pub events: Vec<Event>,
    /// Whether it was still connected when everything was quiet.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub at: Moment,
    pub seen: Seen,
}

#[derive(Clone, Debug)]
pub enum Seen {
    Entry {
        conversation: ConversationId,
        entry: Entry,
    },
    Receipt {
        conversation: ConversationId,
        user: UserId,
        read_seq: i64,
    },
    /// Too much was missed; what follows goes on after `seq`.
    Behind {
        conversation: ConversationId,
        seq: i64,
    },
    /// The user was removed while away: what happened until then does not follow.
    Gone {
        conversation: ConversationId,
    },
    /// Replay is through.
    Resumed,
}

/// One reader's view of one conversation at the end.
#[derive(Clone, Debug)]
pub struct Reading {
    pub app: AppId,
    /// `None` is the tenant's server, which sees everything.
    pub reader: Option<UserId>,
    pub conversation: ConversationId,
    pub entries: Vec<Entry>,
    pub messages: Vec<Message>,
    pub receipts: Vec<(UserId, i64)>,
}

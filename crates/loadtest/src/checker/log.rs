//! The log as the readers found it, one per conversation, and what follows from it.
//!
//! Reading it checks P3: each reader has 1, 2, 3 … and all have the same.

use super::{
    history::{Conversation, Entry, EntryKind, History, Message, Reading},
    violation::{Kind, Report},
};
use std::collections::HashMap;
use warbler_protocol::{ConversationId, MessageId, UserId};

/// Every conversation of a run.
pub(super) struct World<'h> {
    pub(super) logs: HashMap<ConversationId, Log<'h>>,
}

/// One conversation, all readers taken together.
pub(super) struct Log<'h> {
    pub(super) conversation: &'h Conversation,
    pub(super) entries: HashMap<i64, &'h Entry>,
    pub(super) head: i64,
    pub(super) messages: HashMap<MessageId, Life<'h>>,
    /// Where each (sender, client id) ended up.
    pub(super) sent: HashMap<(&'h UserId, &'h str), &'h Message>,
    intervals: HashMap<&'h UserId, Vec<(i64, i64)>>,
}

/// What happened to one message.
#[derive(Default)]
pub(super) struct Life<'h> {
    pub(super) created: Option<&'h Message>,
    /// The entry that made each version.
    pub(super) versions: HashMap<i32, i64>,
    pub(super) newest: i32,
    pub(super) recalled: Option<i64>,
}

impl<'h> World<'h> {
    pub(super) fn read(history: &'h History, report: &mut Report) -> Self {
        let mut logs: HashMap<_, _> = history
            .conversations
            .iter()
            .map(|conversation| (conversation.id, Log::new(conversation)))
            .collect();
        for reading in &history.readings {
            if let Some(log) = logs.get_mut(&reading.conversation) {
                log.merge(reading, report);
            }
        }
        for log in logs.values_mut() {
            log.fold(report);
        }
        for reading in &history.readings {
            if let Some(log) = logs.get(&reading.conversation) {
                log.check_length(reading, report);
            }
        }
        Self { logs }
    }
}

impl<'h> Log<'h> {
    fn new(conversation: &'h Conversation) -> Self {
        Self {
            conversation,
            entries: HashMap::new(),
            head: 0,
            messages: HashMap::new(),
            sent: HashMap::new(),
            intervals: HashMap::new(),
        }
    }

    /// Adds what one reader found.
    fn merge(&mut self, reading: &'h Reading, report: &mut Report) {
        let mut last = 0;
        let mut own: HashMap<i64, &Entry> = HashMap::new();
        for entry in &reading.entries {
            let found = match own.insert(entry.seq, entry) {
                Some(_) => Some(Kind::SeqReused),
                None if entry.seq <= last => Some(Kind::SeqDisorder),
                None if entry.seq > last + 1 => Some(Kind::SeqGap),
                None => None,
            };
            if let Some(kind) = found {
                let detail = format!("{:?} reads {} after {last}", reading.reader, entry.seq);
                report.add(kind, reading.conversation, detail);
            }
            last = last.max(entry.seq);
            self.insert(entry, reading, report);
        }
        self.head = self.head.max(last);
    }

    fn insert(&mut self, entry: &'h Entry, reading: &Reading, report: &mut Report) {
        let known = *self.entries.entry(entry.seq).or_insert(entry);
        if known.kind == EntryKind::Hidden {
            self.entries.insert(entry.seq, entry);
        } else if entry.kind != EntryKind::Hidden && known != entry {
            let detail = format!("{:?} reads {entry:?}, another {known:?}", reading.reader);
            report.add(Kind::ReadersDisagree, reading.conversation, detail);
        }
    }

    /// Follows messages and members through the entries.
    fn fold(&mut self, report: &mut Report) {
        for member in &self.conversation.members {
            self.intervals.insert(member, vec![(1, i64::MAX)]);
        }
        for seq in 1..=self.head {
            let Some(entry) = self.entries.get(&seq).copied() else { continue };
            match &entry.kind {
                EntryKind::Added(users) => self.join(users, seq),
                EntryKind::Removed(users) => self.leave(users, seq),
                EntryKind::Other | EntryKind::Hidden => {}
                EntryKind::Created(message) => self.create(message, seq, report),
                EntryKind::Updated(message) => self.change(message, seq, false),
                EntryKind::Recalled(message) => self.change(message, seq, true),
            }
        }
    }

    fn join(&mut self, users: &'h [UserId], seq: i64) {
        for user in users {
            let intervals = self.intervals.entry(user).or_default();
            if self.conversation.sees_all {
                *intervals = vec![(1, i64::MAX)];
            } else if intervals.last().is_none_or(|last| last.1 != i64::MAX) {
                intervals.push((seq, i64::MAX));
            }
        }
    }

    fn leave(&mut self, users: &'h [UserId], seq: i64) {
        for user in users {
            if let Some(last) = self.intervals.get_mut(user).and_then(|all| all.last_mut()) {
                last.1 = last.1.min(seq);
            }
        }
    }

    fn create(&mut self, message: &'h Message, seq: i64, report: &mut Report) {
        let life = self.messages.entry(message.id).or_default();
        if life.created.replace(message).is_some() {
            let detail = format!("{} was created again at {seq}", message.id);
            report.add(Kind::SentTwice, self.conversation.id, detail);
        }
        life.versions.insert(1, seq);
        life.newest = life.newest.max(1);
        if let (Some(sender), Some(client_id)) = (&message.sender, &message.client_id)
            && self.sent.insert((sender, client_id), message).is_some()
        {
            let detail = format!("{sender} has {client_id} twice, again at {seq}");
            report.add(Kind::SentTwice, self.conversation.id, detail);
        }
    }

    fn change(&mut self, message: &'h Message, seq: i64, recall: bool) {
        let life = self.messages.entry(message.id).or_default();
        life.newest += 1;
        life.versions.insert(life.newest, seq);
        if recall {
            life.recalled.get_or_insert(seq);
        }
    }

    /// A reader who is in the conversation must have all of it.
    fn check_length(&self, reading: &Reading, report: &mut Report) {
        let last = reading.entries.last().map_or(0, |entry| entry.seq);
        let whole = reading.reader.as_ref().is_none_or(|reader| self.is_member(reader));
        if whole && last < self.head {
            let detail = format!("{:?} reads up to {last} of {}", reading.reader, self.head);
            report.add(Kind::ReadersDisagree, self.conversation.id, detail);
        }
    }

    /// Whether the user is in it at the end.
    pub(super) fn is_member(&self, user: &UserId) -> bool {
        self.intervals.get(user).and_then(|all| all.last()).is_some_and(|last| last.1 == i64::MAX)
    }

    pub(super) fn is_visible(&self, user: &UserId, seq: i64) -> bool {
        self.intervals
            .get(user)
            .is_some_and(|all| all.iter().any(|(from, until)| (*from..=*until).contains(&seq)))
    }

    /// Whether a membership of the user begins with this entry.
    pub(super) fn begins(&self, user: &UserId, seq: i64) -> bool {
        let begins = |all: &Vec<(i64, i64)>| all.iter().any(|(from, _)| *from == seq);
        self.conversation.sees_all || self.intervals.get(user).is_some_and(begins)
    }

    /// Where the membership began that still lasts.
    pub(super) fn member_since(&self, user: &UserId) -> Option<i64> {
        self.intervals.get(user)?.last().filter(|last| last.1 == i64::MAX).map(|last| last.0)
    }

    /// The first entry after `after` that the user may see.
    pub(super) fn next_visible(&self, user: &UserId, after: i64) -> Option<i64> {
        self.intervals
            .get(user)?
            .iter()
            .map(|(from, until)| ((*from).max(after + 1), *until))
            .find(|(next, until)| next <= until)
            .map(|(next, _)| next)
            .filter(|next| *next <= self.head)
    }
}

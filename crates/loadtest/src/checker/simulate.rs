//! A little messenger that keeps every promise, to have histories that are right.

use super::history::{
    Action, Answer, Conversation, Entry, EntryKind, Event, History, Message, Moment, Operation,
    Outcome, Reading, Seen, Session,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, MessageId, UserId};

const USERS: usize = 4;

/// One group, four users of one app and a group of another app, all at once.
pub(super) struct Simulation {
    rng: StdRng,
    now: Moment,
    history: History,
    entries: Vec<Entry>,
    /// The session each user is in.
    online: Vec<Option<usize>>,
    member: Vec<bool>,
    read: Vec<i64>,
    /// How far the log was when each user was last online.
    cursor: Vec<i64>,
    next_id: u128,
}

pub(super) fn user(at: usize) -> UserId {
    format!("u{at}").parse().unwrap()
}

pub(super) fn app() -> AppId {
    AppId(Uuid::from_u128(1))
}

pub(super) fn conversation() -> ConversationId {
    ConversationId(Uuid::from_u128(2))
}

/// A conversation of another tenant, in which nothing happens.
pub(super) fn foreign() -> ConversationId {
    ConversationId(Uuid::from_u128(3))
}

/// A valid history of `steps` steps.
pub(super) fn simulate(seed: u64, steps: usize) -> History {
    let mut simulation = Simulation {
        rng: StdRng::seed_from_u64(seed),
        now: 0,
        history: History::default(),
        entries: vec![Entry { seq: 1, kind: EntryKind::Other }],
        online: vec![None; USERS],
        member: vec![true; USERS],
        read: vec![0; USERS],
        cursor: vec![1; USERS],
        next_id: 100,
    };
    simulation.history.conversations = vec![
        Conversation {
            id: conversation(),
            app: app(),
            sees_all: false,
            members: (0..USERS).map(user).collect(),
        },
        Conversation {
            id: foreign(),
            app: AppId(Uuid::from_u128(9)),
            sees_all: true,
            members: vec![user(0)],
        },
    ];
    (0..USERS).for_each(|at| simulation.connect(at));
    for _ in 0..steps {
        simulation.step();
    }
    simulation.finish()
}

impl Simulation {
    fn tick(&mut self) -> Moment {
        self.now += 1;
        self.now
    }

    fn step(&mut self) {
        let at = self.rng.random_range(0..USERS);
        match self.rng.random_range(-2..20) {
            -2..=-1 => self.reconnect(at),
            0..=1 if at > 0 => self.change_member(at),
            2..=4 => self.edit(at),
            5 => self.recall(at),
            6..=8 => self.receipt(at),
            9..=10 => self.head(at),
            _ => self.send(at),
        }
    }

    fn connect(&mut self, at: usize) {
        let started = self.tick();
        let resumed = self.history.sessions.iter().any(|session| session.device == at);
        let mut events = Vec::new();
        if resumed {
            let cursor = self.cursor[at];
            let missed: Vec<_> = self.entries.iter().filter(|e| e.seq > cursor).cloned().collect();
            let removed =
                |e: &Entry| matches!(&e.kind, EntryKind::Removed(u) if u.contains(&user(at)));
            if !self.member[at] && missed.iter().any(removed) {
                let seen = Seen::Gone { conversation: conversation() };
                events.push(Event { at: self.tick(), seen });
            }
            for entry in missed {
                if self.member[at] && self.may_see(at, entry.seq) {
                    let seen =
                        Seen::Entry { conversation: conversation(), entry: self.blanked(entry) };
                    events.push(Event { at: self.tick(), seen });
                }
            }
            events.push(Event { at: self.tick(), seen: Seen::Resumed });
        }
        let ready = Some(self.tick());
        self.online[at] = Some(self.history.sessions.len());
        self.history.sessions.push(Session {
            app: app(),
            user: user(at),
            device: at,
            started,
            ready,
            resumed,
            events,
            open: false,
        });
    }

    fn reconnect(&mut self, at: usize) {
        match self.online[at].take() {
            Some(_) => self.cursor[at] = self.entries.len() as i64,
            None => self.connect(at),
        }
    }

    fn may_see(&self, at: usize, seq: i64) -> bool {
        let mut member = true;
        for entry in &self.entries {
            match &entry.kind {
                EntryKind::Added(users) if users.contains(&user(at)) => member = true,
                EntryKind::Removed(users) if users.contains(&user(at)) => {
                    if entry.seq == seq {
                        return true;
                    }
                    member = false;
                }
                _ => {}
            }
            if entry.seq == seq {
                break;
            }
        }
        member
    }

    /// As it is shown now: without what was recalled.
    fn blanked(&self, mut entry: Entry) -> Entry {
        let gone = |id| {
            self.entries.iter().any(|e| matches!(&e.kind, EntryKind::Recalled(m) if m.id == id))
        };
        match &mut entry.kind {
            EntryKind::Created(m) | EntryKind::Updated(m) if gone(m.id) => m.text.clear(),
            _ => {}
        }
        entry
    }

    /// Commits an entry and hands it to everyone who listens.
    fn append(&mut self, kind: EntryKind) -> i64 {
        let seq = self.entries.len() as i64 + 1;
        let entry = Entry { seq, kind };
        self.entries.push(entry.clone());
        for at in 0..USERS {
            if let Some(session) = self.online[at]
                && self.may_see(at, seq)
            {
                let at = self.tick();
                let seen = Seen::Entry { conversation: conversation(), entry: entry.clone() };
                self.history.sessions[session].events.push(Event { at, seen });
            }
        }
        seq
    }

    fn record(&mut self, user: Option<usize>, action: Action, started: Moment, outcome: Outcome) {
        let session = user.and_then(|at| self.online[at]);
        let finished = self.tick();
        self.history.operations.push(Operation {
            user: user.map(self::user),
            session,
            conversation: conversation(),
            action,
            started,
            finished,
            outcome,
        });
    }

    fn send(&mut self, at: usize) {
        if self.online[at].is_none() || !self.member[at] {
            return;
        }
        let started = self.tick();
        self.next_id += 1;
        let client_id = format!("c{}", self.next_id);
        let text = format!("text {}", self.next_id);
        let action = Action::Send { client_id: client_id.clone(), text: text.clone() };
        if self.rng.random_bool(0.1) {
            return self.record(Some(at), action, started, Outcome::Fail);
        }
        let message = Message {
            id: MessageId(Uuid::from_u128(self.next_id)),
            seq: self.entries.len() as i64 + 1,
            ordinal: self.messages().len() as i64 + 1,
            sender: Some(user(at)),
            client_id: Some(client_id),
            text,
            version: 1,
            recalled: false,
        };
        self.append(EntryKind::Created(message.clone()));
        if self.rng.random_bool(0.2) {
            self.record(Some(at), action.clone(), started, Outcome::Info);
            let again = self.tick();
            self.record(Some(at), action, again, Outcome::Ok(Answer::Message(message)));
        } else {
            self.record(Some(at), action, started, Outcome::Ok(Answer::Message(message)));
        }
    }

    /// The messages as they are now.
    fn messages(&self) -> Vec<Message> {
        let mut messages: Vec<Message> = Vec::new();
        for message in self.entries.iter().filter_map(|entry| entry.kind.message()) {
            match messages.iter_mut().find(|known| known.id == message.id) {
                Some(known) => *known = message.clone(),
                None => messages.push(message.clone()),
            }
        }
        messages
    }

    fn own_message(&mut self, at: usize) -> Option<Message> {
        self.online[at].filter(|_| self.member[at])?;
        let own: Vec<_> = self
            .messages()
            .into_iter()
            .filter(|message| message.sender == Some(user(at)) && !message.recalled)
            .collect();
        (!own.is_empty()).then(|| own[self.rng.random_range(0..own.len())].clone())
    }

    fn edit(&mut self, at: usize) {
        let Some(mut message) = self.own_message(at) else { return };
        let started = self.tick();
        self.next_id += 1;
        message.text = format!("edit {}", self.next_id);
        message.version += 1;
        let action = Action::Edit { message: message.id, text: message.text.clone() };
        self.append(EntryKind::Updated(message.clone()));
        self.record(Some(at), action, started, Outcome::Ok(Answer::Message(message)));
    }

    fn recall(&mut self, at: usize) {
        let Some(mut message) = self.own_message(at) else { return };
        let started = self.tick();
        message.text.clear();
        message.version += 1;
        message.recalled = true;
        let action = Action::Recall { message: message.id };
        self.append(EntryKind::Recalled(message.clone()));
        self.record(Some(at), action, started, Outcome::Ok(Answer::Message(message)));
    }

    fn receipt(&mut self, at: usize) {
        if self.online[at].is_none() || !self.member[at] {
            return;
        }
        let started = self.tick();
        let seq = self.rng.random_range(1..=self.entries.len() as i64);
        self.read[at] = self.read[at].max(seq);
        let read_seq = self.read[at];
        for other in 0..USERS {
            if let Some(session) = self.online[other].filter(|_| self.member[other]) {
                let seen = Seen::Receipt { conversation: conversation(), user: user(at), read_seq };
                let event = Event { at: self.tick(), seen };
                self.history.sessions[session].events.push(event);
            }
        }
        let answer = Outcome::Ok(Answer::Receipt { read_seq });
        self.record(Some(at), Action::Read { seq }, started, answer);
    }

    fn head(&mut self, at: usize) {
        if self.member[at] {
            let started = self.tick();
            let seq = self.entries.len() as i64;
            self.record(Some(at), Action::Head, started, Outcome::Ok(Answer::Head { seq }));
        }
    }

    fn change_member(&mut self, at: usize) {
        let started = self.tick();
        self.member[at] = !self.member[at];
        let (kind, action) = if self.member[at] {
            (EntryKind::Added(vec![user(at)]), Action::Add { user: user(at) })
        } else {
            (EntryKind::Removed(vec![user(at)]), Action::Remove { user: user(at) })
        };
        self.append(kind);
        self.record(None, action, started, Outcome::Ok(Answer::Done));
    }

    fn finish(mut self) -> History {
        for at in 0..USERS {
            if self.online[at].is_none() {
                self.connect(at);
            }
            if let Some(session) = self.online[at] {
                self.history.sessions[session].open = true;
            }
        }
        for reader in std::iter::once(None).chain((0..USERS).map(Some)) {
            if reader.is_none_or(|at| self.member[at]) {
                let reading = self.reading(reader);
                self.history.readings.push(reading);
            }
        }
        self.history
    }

    fn reading(&self, reader: Option<usize>) -> Reading {
        let visible = |seq| reader.is_none_or(|at| self.may_see(at, seq));
        let show = |entry: &Entry| {
            if visible(entry.seq) {
                self.blanked(entry.clone())
            } else {
                Entry { seq: entry.seq, kind: EntryKind::Hidden }
            }
        };
        Reading {
            app: app(),
            reader: reader.map(user),
            conversation: conversation(),
            entries: self.entries.iter().map(show).collect(),
            messages: self.messages().into_iter().filter(|m| visible(m.seq)).collect(),
            receipts: (0..USERS).map(|at| (user(at), self.read[at])).collect(),
        }
    }
}

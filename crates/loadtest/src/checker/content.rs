//! P1, P9: every text is one that was written for that version, and a recall wins for good.

use super::{
    history::{
        Action, Answer, EntryKind, History, Message, Moment, Outcome, Reading, Seen, Session,
    },
    log::{Log, World},
    violation::{Kind, Report},
};
use std::collections::{HashMap, HashSet};
use warbler_protocol::MessageId;

pub(super) fn check(history: &History, world: &World<'_>, report: &mut Report) {
    let texts = Texts::of(history, world);
    for log in world.logs.values() {
        check_log(log, report);
    }
    for reading in &history.readings {
        let Some(log) = world.logs.get(&reading.conversation) else { continue };
        let entries = reading.entries.iter().filter_map(|entry| entry.kind.message());
        for message in entries.chain(&reading.messages) {
            // All is quiet: whatever was recalled is gone.
            if is_recalled(log, message.id) && !message.text.is_empty() {
                report.add(Kind::Resurrected, reading.conversation, format!("{message:?}"));
            } else {
                texts.check(message, log, report);
            }
        }
        check_state(reading, log, report);
    }
    let recalls = recalls(history);
    for session in &history.sessions {
        check_session(session, &texts, &recalls, world, report);
    }
}

/// When the recall of each message was first known.
fn recalls(history: &History) -> HashMap<MessageId, Moment> {
    let mut recalls = HashMap::new();
    for operation in &history.operations {
        if let (Action::Recall { message }, Outcome::Ok(_)) =
            (&operation.action, &operation.outcome)
        {
            let first = recalls.entry(*message).or_insert(operation.finished);
            *first = operation.finished.min(*first);
        }
    }
    recalls
}

/// Nothing comes back once the session has seen its recall, or began after it.
fn check_session(
    session: &Session,
    texts: &Texts<'_>,
    recalls: &HashMap<MessageId, Moment>,
    world: &World<'_>,
    report: &mut Report,
) {
    let mut gone = HashSet::new();
    for event in &session.events {
        let Seen::Entry { conversation, entry } = &event.seen else { continue };
        let Some(log) = world.logs.get(conversation) else { continue };
        let Some(message) = entry.kind.message() else { continue };
        if matches!(entry.kind, EntryKind::Recalled(_)) {
            gone.insert(message.id);
        }
        let before = recalls.get(&message.id).is_some_and(|at| *at < session.started);
        if !message.text.is_empty() && (before || gone.contains(&message.id)) {
            let detail = format!("{} got {message:?}", session.user);
            report.add(Kind::Resurrected, *conversation, detail);
        } else {
            texts.check(message, log, report);
        }
    }
}

pub(super) fn is_recalled(log: &Log<'_>, id: MessageId) -> bool {
    log.messages.get(&id).is_some_and(|life| life.recalled.is_some())
}

/// What was written.
struct Texts<'h> {
    /// Known to be this version.
    exact: HashMap<(MessageId, i32), &'h str>,
    /// Tried, with or without an answer.
    tried: HashSet<(MessageId, &'h str)>,
}

impl<'h> Texts<'h> {
    fn of(history: &'h History, world: &World<'h>) -> Self {
        let mut texts = Self { exact: HashMap::new(), tried: HashSet::new() };
        for operation in &history.operations {
            match (&operation.action, &operation.user) {
                (Action::Send { client_id, text }, Some(user)) => {
                    let log = world.logs.get(&operation.conversation);
                    let message = log.and_then(|log| log.sent.get(&(user, client_id.as_str())));
                    if let Some(message) = message {
                        texts.exact.insert((message.id, 1), text);
                    }
                }
                (Action::Edit { message, text }, _) => {
                    texts.tried.insert((*message, text));
                    if let Outcome::Ok(Answer::Message(answer)) = &operation.outcome {
                        texts.exact.insert((*message, answer.version), text);
                    }
                }
                _ => {}
            }
        }
        texts
    }

    fn check(&self, message: &Message, log: &Log<'_>, report: &mut Report) {
        let fits = if message.text.is_empty() {
            is_recalled(log, message.id)
        } else if let Some(text) = self.exact.get(&(message.id, message.version)) {
            *text == message.text
        } else {
            self.tried.contains(&(message.id, message.text.as_str()))
        };
        // What nobody sent is reported as such.
        if !fits && self.exact.contains_key(&(message.id, 1)) {
            report.add(Kind::Corrupted, log.conversation.id, format!("{message:?}"));
        }
    }
}

/// Nothing is edited after its recall, and places count 1, 2, 3 …
fn check_log(log: &Log<'_>, report: &mut Report) {
    let id = log.conversation.id;
    let mut ordinal = 0;
    for seq in 1..=log.head {
        match log.entries.get(&seq).map(|entry| &entry.kind) {
            Some(EntryKind::Created(message)) => {
                ordinal += 1;
                if message.ordinal != ordinal {
                    let detail = format!("entry {seq} is {}, not {ordinal}", message.ordinal);
                    report.add(Kind::OrdinalGap, id, detail);
                    ordinal = message.ordinal;
                }
            }
            Some(EntryKind::Updated(message)) => {
                let recalled = log.messages.get(&message.id).and_then(|life| life.recalled);
                if recalled.is_some_and(|recalled| recalled < seq) {
                    let detail = format!("{} was edited at {seq}, after its recall", message.id);
                    report.add(Kind::Resurrected, id, detail);
                }
            }
            _ => {}
        }
    }
}

/// The list of messages is what the entries make of it.
fn check_state(reading: &Reading, log: &Log<'_>, report: &mut Report) {
    let mut listed = HashSet::new();
    for message in &reading.messages {
        listed.insert(message.id);
        let Some(life) = log.messages.get(&message.id) else {
            report.add(Kind::NeverSent, reading.conversation, format!("{message:?} is listed"));
            continue;
        };
        if message.version != life.newest || message.recalled != life.recalled.is_some() {
            let detail = format!("{message:?} should be version {}", life.newest);
            report.add(Kind::VersionGap, reading.conversation, detail);
        }
    }
    for entry in &reading.entries {
        if let EntryKind::Created(message) = &entry.kind
            && !listed.contains(&message.id)
        {
            let detail = format!("{} at {} is not listed", message.id, entry.seq);
            report.add(Kind::Lost, reading.conversation, detail);
        }
    }
}

//! The checker finds what it claims to find: every way to break a history is found and named.

use super::{
    Kind, check,
    history::{Action, Answer, Entry, EntryKind, Event, History, Message, Outcome, Reading, Seen},
    simulate::{app, conversation, foreign, simulate, user},
};
use uuid::Uuid;
use warbler_protocol::MessageId;

mod content;
mod log;
mod sessions;

const SEEDS: u64 = 60;

/// Breaks many valid histories and expects every one that could be broken to be found out.
fn assert_found(kind: Kind, mutate: impl Fn(&mut History) -> Option<()>) {
    let mut broken = 0;
    for seed in 0..SEEDS {
        let mut history = simulate(seed, 150);
        if mutate(&mut history).is_none() {
            continue;
        }
        broken += 1;
        let found = check(&history);
        let named = found.iter().any(|violation| violation.kind == kind);
        assert!(named, "seed {seed}: expected {kind:?}, found {found:#?}");
    }
    assert!(broken >= 10, "only {broken} histories could be broken");
}

/// Takes out what the log says at `seq` for everyone, as if it had never been, closing the gap.
fn remove_everywhere(history: &mut History, seq: i64) {
    for reading in &mut history.readings {
        reading.entries.retain(|entry| entry.seq != seq);
        for entry in reading.entries.iter_mut().filter(|entry| entry.seq > seq) {
            entry.seq -= 1;
        }
    }
}

fn server(history: &mut History) -> &mut Reading {
    history.readings.iter_mut().find(|reading| reading.reader.is_none()).unwrap()
}

/// An acknowledged message that was neither edited nor recalled.
fn plain(history: &History) -> Option<Message> {
    let changed = |id: MessageId| {
        history.operations.iter().any(|operation| match operation.action {
            Action::Edit { message, .. } | Action::Recall { message } => message == id,
            _ => false,
        })
    };
    sent(history).into_iter().rev().find(|message| !changed(message.id))
}

/// Acknowledged messages, in the order of their acknowledgement.
fn sent(history: &History) -> Vec<Message> {
    let sends = history.operations.iter().filter_map(|operation| {
        match (&operation.action, &operation.outcome) {
            (Action::Send { .. }, Outcome::Ok(Answer::Message(message))) => Some(message.clone()),
            _ => None,
        }
    });
    sends.collect()
}

fn recalled(history: &History) -> Option<MessageId> {
    history.operations.iter().find_map(|operation| match operation.action {
        Action::Recall { message } => Some(message),
        _ => None,
    })
}

/// The events of the session with most entries, and where among them the entries are.
fn delivered(history: &mut History) -> Option<(&mut Vec<Event>, Vec<usize>)> {
    let entries = |events: &[Event]| -> Vec<usize> {
        let is_entry = |at: &usize| matches!(events[*at].seen, Seen::Entry { .. });
        (0..events.len()).filter(is_entry).collect()
    };
    let session =
        history.sessions.iter_mut().max_by_key(|session| entries(&session.events).len())?;
    let places = entries(&session.events);
    (places.len() >= 4).then_some((&mut session.events, places))
}

fn each_message(history: &mut History, mut change: impl FnMut(&mut Message)) {
    for reading in &mut history.readings {
        for entry in &mut reading.entries {
            if let EntryKind::Created(m) | EntryKind::Updated(m) | EntryKind::Recalled(m) =
                &mut entry.kind
            {
                change(m);
            }
        }
        reading.messages.iter_mut().for_each(&mut change);
    }
}

#[test]
fn valid_histories_pass() {
    for seed in 0..300 {
        let found = check(&simulate(seed, 200));
        assert!(found.is_empty(), "seed {seed}: {found:#?}");
    }
}

//! P1, P2: what was acknowledged is there once, what was refused is not, and nothing else is.

use super::{
    history::{Action, Answer, History, Message, Operation, Outcome},
    log::{Log, World},
    violation::{Kind, Report},
};
use std::collections::{HashMap, HashSet};
use warbler_protocol::{ConversationId, UserId};

pub(super) fn check(history: &History, world: &World<'_>, report: &mut Report) {
    let sends = group(&history.operations);
    for ((conversation, user, client_id), attempts) in &sends {
        if let Some(log) = world.logs.get(conversation) {
            let found = log.sent.get(&(*user, *client_id)).copied();
            check_send(attempts, found, log, report);
        }
    }
    for log in world.logs.values() {
        for ((user, client_id), message) in &log.sent {
            if !sends.contains_key(&(log.conversation.id, *user, *client_id)) {
                let detail = format!("{user}'s {client_id} at {}", message.seq);
                report.add(Kind::NeverSent, log.conversation.id, detail);
            }
        }
    }
    for operation in &history.operations {
        if let Some(log) = world.logs.get(&operation.conversation) {
            check_change(operation, log, report);
        }
    }
    check_members(history, world, report);
}

type Sends<'h> = HashMap<(ConversationId, &'h UserId, &'h str), Vec<&'h Operation>>;

/// The attempts at each message.
fn group(operations: &[Operation]) -> Sends<'_> {
    let mut sends = Sends::new();
    for operation in operations {
        if let (Action::Send { client_id, .. }, Some(user)) = (&operation.action, &operation.user) {
            sends.entry((operation.conversation, user, client_id)).or_default().push(operation);
        }
    }
    sends
}

fn check_send(
    attempts: &[&Operation],
    found: Option<&Message>,
    log: &Log<'_>,
    report: &mut Report,
) {
    let id = log.conversation.id;
    let mut acks = attempts.iter().filter_map(|attempt| acknowledged(attempt));
    let refused = attempts.iter().all(|attempt| matches!(attempt.outcome, Outcome::Fail));
    if let (true, Some(found)) = (refused, found) {
        report.add(Kind::RefusedButStored, id, format!("{found:?}"));
    }
    let Some(first) = acks.next() else { return };
    for other in acks.filter(|other| (other.id, other.seq) != (first.id, first.seq)) {
        let detail = format!("answered {} at {}, then {other:?}", first.id, first.seq);
        report.add(Kind::SentTwice, id, detail);
    }
    match found {
        None => report.add(Kind::Lost, id, format!("{first:?}")),
        Some(found) if (found.id, found.seq) != (first.id, first.seq) => {
            let detail = format!("answered {} at {}, is {found:?}", first.id, first.seq);
            report.add(Kind::AckDiffers, id, detail);
        }
        // The body's own number must be that of its entry, too.
        Some(found) if log.messages[&found.id].versions.get(&1) != Some(&found.seq) => {
            report.add(Kind::AckDiffers, id, format!("{found:?} lies elsewhere in the log"));
        }
        Some(_) => {}
    }
}

fn acknowledged(operation: &Operation) -> Option<&Message> {
    match &operation.outcome {
        Outcome::Ok(Answer::Message(message)) => Some(message),
        _ => None,
    }
}

/// An acknowledged edit has its entry, an acknowledged recall too.
fn check_change(operation: &Operation, log: &Log<'_>, report: &mut Report) {
    let Some(answer) = acknowledged(operation) else { return };
    let life = log.messages.get(&answer.id);
    let kept = match operation.action {
        Action::Edit { .. } => life.is_some_and(|life| life.versions.contains_key(&answer.version)),
        Action::Recall { .. } => life.is_some_and(|life| life.recalled.is_some()),
        _ => true,
    };
    if !kept {
        report.add(Kind::Lost, log.conversation.id, format!("{operation:?}"));
    }
}

/// The last word on a membership, if it was acknowledged, is how it is. There is one writer of
/// memberships, so the last operation is the last word.
fn check_members(history: &History, world: &World<'_>, report: &mut Report) {
    let mut settled = HashSet::new();
    for operation in history.operations.iter().rev() {
        let (user, wanted) = match &operation.action {
            Action::Add { user } => (user, true),
            Action::Remove { user } => (user, false),
            _ => continue,
        };
        if !settled.insert((operation.conversation, user)) {
            continue;
        }
        let Some(log) = world.logs.get(&operation.conversation) else { continue };
        if matches!(operation.outcome, Outcome::Ok(_)) && log.is_member(user) != wanted {
            report.add(Kind::Lost, operation.conversation, format!("{operation:?}"));
        }
    }
}

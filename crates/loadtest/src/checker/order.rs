//! P4: real time and the order of one connection are in the log.

use super::{
    history::{Action, Answer, History, Moment, Operation, Outcome},
    log::World,
    violation::{Kind, Report},
};
use std::collections::HashMap;
use warbler_protocol::{ConversationId, UserId};

/// When an entry was asked for first, when it was known to be there, and where it is.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) started: Moment,
    pub(super) finished: Option<Moment>,
    pub(super) seq: i64,
}

pub(super) fn check(history: &History, world: &World<'_>, report: &mut Report) {
    for (conversation, spans) in spans(history, world) {
        check_real_time(conversation, &spans, report);
    }
    check_fifo(history, world, report);
}

/// The entries whose operations are known, by conversation.
pub(super) fn spans(history: &History, world: &World<'_>) -> HashMap<ConversationId, Vec<Span>> {
    let mut found: HashMap<(ConversationId, i64), Span> = HashMap::new();
    for operation in &history.operations {
        let Some(seq) = seq_of(operation, world) else { continue };
        let finished = matches!(operation.outcome, Outcome::Ok(_)).then_some(operation.finished);
        let span = found.entry((operation.conversation, seq)).or_insert(Span {
            started: operation.started,
            finished,
            seq,
        });
        span.started = span.started.min(operation.started);
        span.finished = match (span.finished, finished) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    let mut spans: HashMap<_, Vec<Span>> = HashMap::new();
    for ((conversation, _), span) in found {
        spans.entry(conversation).or_default().push(span);
    }
    spans
}

/// The entry that an operation made, where the log says so.
fn seq_of(operation: &Operation, world: &World<'_>) -> Option<i64> {
    let log = world.logs.get(&operation.conversation)?;
    match (&operation.action, &operation.outcome) {
        (Action::Send { client_id, .. }, _) => {
            let user: &UserId = operation.user.as_ref()?;
            let message = log.sent.get(&(user, client_id.as_str()))?;
            log.messages.get(&message.id)?.versions.get(&1).copied()
        }
        (Action::Edit { .. }, Outcome::Ok(Answer::Message(answer))) => {
            log.messages.get(&answer.id)?.versions.get(&answer.version).copied()
        }
        (Action::Recall { message }, _) => log.messages.get(message)?.recalled,
        _ => None,
    }
}

/// One sweep over time: whoever starts must come after all that had finished.
fn check_real_time(conversation: ConversationId, spans: &[Span], report: &mut Report) {
    let mut starts = spans.to_vec();
    starts.sort_unstable_by_key(|span| span.started);
    let mut ends: Vec<_> =
        spans.iter().filter_map(|span| Some((span.finished?, span.seq))).collect();
    ends.sort_unstable();
    let mut ends = ends.into_iter().peekable();
    let mut newest = 0;
    for span in starts {
        while let Some((_, seq)) = ends.next_if(|(end, _)| *end < span.started) {
            newest = newest.max(seq);
        }
        if span.seq < newest {
            let detail = format!("{} was asked for after {newest} was there", span.seq);
            report.add(Kind::RealTime, conversation, detail);
        }
    }
}

/// Messages tried once, in the order in which their connection carried them.
fn check_fifo(history: &History, world: &World<'_>, report: &mut Report) {
    let mut attempts: HashMap<(ConversationId, i64), u32> = HashMap::new();
    let sends: Vec<_> = history
        .operations
        .iter()
        .filter(|operation| matches!(operation.action, Action::Send { .. }))
        .filter_map(|operation| {
            let seq = seq_of(operation, world)?;
            *attempts.entry((operation.conversation, seq)).or_default() += 1;
            Some((operation.session?, operation.conversation, seq))
        })
        .collect();
    let mut last: HashMap<(usize, ConversationId), i64> = HashMap::new();
    for (session, conversation, seq) in sends {
        if attempts.get(&(conversation, seq)).is_some_and(|count| *count > 1) {
            continue;
        }
        let last = last.entry((session, conversation)).or_default();
        if seq < *last {
            let detail = format!("{seq} was sent after {last} on connection {session}");
            report.add(Kind::Fifo, conversation, detail);
        }
        *last = seq.max(*last);
    }
}

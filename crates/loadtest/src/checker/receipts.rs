//! P10: receipts only move forward, and never past the head.

use super::{
    history::{Action, Answer, History, Moment, Outcome, Seen},
    log::World,
    violation::{Kind, Report},
};
use std::collections::HashMap;
use warbler_protocol::{ConversationId, UserId};

type Place<'h> = (ConversationId, &'h UserId);

pub(super) fn check(history: &History, world: &World<'_>, report: &mut Report) {
    check_sessions(history, world, report);
    let acknowledged = check_answers(history, world, report);
    for reading in &history.readings {
        for (user, read_seq) in &reading.receipts {
            check_head(world, reading.conversation, *read_seq, report);
            let least = acknowledged.get(&(reading.conversation, user)).copied().unwrap_or(0);
            if *read_seq < least {
                let detail = format!("{user} is at {read_seq} and was at {least}");
                report.add(Kind::ReceiptBackwards, reading.conversation, detail);
            }
        }
    }
}

fn check_head(world: &World<'_>, conversation: ConversationId, seq: i64, report: &mut Report) {
    let head = world.logs.get(&conversation).map_or(i64::MAX, |log| log.head);
    if seq > head {
        let detail = format!("read up to {seq} of {head}");
        report.add(Kind::ReceiptPastHead, conversation, detail);
    }
}

fn check_sessions(history: &History, world: &World<'_>, report: &mut Report) {
    for session in &history.sessions {
        let mut last: HashMap<Place<'_>, i64> = HashMap::new();
        for event in &session.events {
            let Seen::Receipt { conversation, user, read_seq } = &event.seen else { continue };
            check_head(world, *conversation, *read_seq, report);
            let last = last.entry((*conversation, user)).or_default();
            if read_seq < last {
                let detail = format!("{} saw {user} at {last}, then {read_seq}", session.user);
                report.add(Kind::ReceiptBackwards, *conversation, detail);
            }
            *last = (*last).max(*read_seq);
        }
    }
}

/// Answers reach what was asked for and keep it; gives the newest position of each member.
fn check_answers<'h>(
    history: &'h History,
    world: &World<'_>,
    report: &mut Report,
) -> HashMap<Place<'h>, i64> {
    let mut answers: HashMap<Place<'_>, Vec<(Moment, Moment, i64)>> = HashMap::new();
    for operation in &history.operations {
        let (Action::Read { seq }, Some(user)) = (&operation.action, &operation.user) else {
            continue;
        };
        let Outcome::Ok(Answer::Receipt { read_seq }) = operation.outcome else { continue };
        check_head(world, operation.conversation, read_seq, report);
        let head = world.logs.get(&operation.conversation).map_or(0, |log| log.head);
        if read_seq < *seq && *seq <= head {
            let detail = format!("{user} read up to {seq} and was answered {read_seq}");
            report.add(Kind::ReceiptBackwards, operation.conversation, detail);
        }
        let span = (operation.started, operation.finished, read_seq);
        answers.entry((operation.conversation, user)).or_default().push(span);
    }
    let newest = |spans: &Vec<(Moment, Moment, i64)>| spans.iter().map(|span| span.2).max();
    for ((conversation, user), spans) in &mut answers {
        // Clients start their operations in time order; one client waits for each receipt.
        spans.sort_unstable();
        for pair in spans.windows(2) {
            if pair[0].1 < pair[1].0 && pair[1].2 < pair[0].2 {
                let detail = format!("{user} was at {} and then at {}", pair[0].2, pair[1].2);
                report.add(Kind::ReceiptBackwards, *conversation, detail);
            }
        }
    }
    answers.iter().filter_map(|(place, spans)| Some((*place, newest(spans)?))).collect()
}

//! P7: a client's reads show what it wrote and never go back.

use super::{
    history::{Action, Answer, History, Moment, Outcome},
    violation::{Kind, Report},
};
use std::collections::HashMap;
use warbler_protocol::{ConversationId, UserId};

/// What a client knows to be there, and since when.
type Known = Vec<(Moment, i64)>;

pub(super) fn check(history: &History, report: &mut Report) {
    let mut known: HashMap<(&UserId, ConversationId), Known> = HashMap::new();
    let mut reads = Vec::new();
    for operation in &history.operations {
        let (Outcome::Ok(answer), Some(user)) = (&operation.outcome, &operation.user) else {
            continue;
        };
        let seq = match (&operation.action, answer) {
            (Action::Send { .. }, Answer::Message(message)) => message.seq,
            (Action::Head, Answer::Head { seq }) => {
                reads.push((user, operation, *seq));
                *seq
            }
            _ => continue,
        };
        known.entry((user, operation.conversation)).or_default().push((operation.finished, seq));
    }
    for known in known.values_mut() {
        known.sort_unstable();
        let mut newest = 0;
        for (_, seq) in known {
            newest = newest.max(*seq);
            *seq = newest;
        }
    }
    for (user, read, seq) in reads {
        let Some(known) = known.get(&(user, read.conversation)) else { continue };
        let before = known.partition_point(|(finished, _)| *finished < read.started);
        let newest = before.checked_sub(1).map_or(0, |at| known[at].1);
        if seq < newest {
            let detail = format!("{user} reads up to {seq} and knew {newest}");
            report.add(Kind::StaleRead, read.conversation, detail);
        }
    }
}

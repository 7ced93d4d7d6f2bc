//! Coming to a queue: what is promised, and what is said.

use super::{Model, named};
use crate::{
    Result,
    log::Writer,
    support::{
        change::{Change, Timers},
        model::{self, Owner},
        operators,
    },
};
use warbler_protocol::{AppId, EventKind, ServiceTarget, SupportState, Timestamp};

/// The change that puts a customer into a queue.
pub(in crate::support) async fn queueing(
    writer: &Writer<'_>,
    app_id: AppId,
    queue: &Model,
    row: &model::Model,
    event: EventKind,
) -> Result<Change> {
    let now = writer.now();
    let mut change = Change::new(event, SupportState::Queued, Owner::Queue(queue.id()));
    change.timers = Some(timers(queue, row, event, now)?);
    let messages = queue.messages()?;
    change.notice = if !queue.is_open(now)? {
        messages.closed
    } else if !operators::any_available(writer.tx(), app_id, queue.id()).await? {
        messages.away
    } else {
        None
    };
    Ok(change)
}

/// What the queue of a conversation that begins again promises.
pub(in crate::support) async fn fresh_timers(
    writer: &Writer<'_>,
    app_id: AppId,
    row: &model::Model,
) -> Result<Timers> {
    let queue = named(writer.tx(), app_id, row.queue_id()).await?;
    timers(&queue, row, EventKind::SupportReopened, writer.now())
}

/// Who comes from a bot, or begins, is promised an answer; who comes from an operator or another
/// queue keeps what they were promised.
fn timers(queue: &Model, row: &model::Model, event: EventKind, now: Timestamp) -> Result<Timers> {
    let targets = queue.targets()?;
    let due = |minutes: Option<i64>| match minutes {
        Some(minutes) => queue.after(now, minutes),
        None => Ok(None),
    };
    let begins = event != EventKind::SupportQueued;
    let from_bot = matches!(row.state()?, SupportState::Bot | SupportState::Offered);
    let missed = !begins && row.breached()?.contains(&ServiceTarget::Resolution);
    let kept = |at: Option<i64>| at.filter(|_| !begins).map(Timestamp);
    Ok(Timers {
        wait: due(queue.max_wait_minutes)?,
        response: match begins || from_bot {
            true => due(targets.first_response_minutes)?,
            false => kept(row.response_due_at),
        },
        resolution: match kept(row.resolution_due_at) {
            None if !missed => due(targets.resolution_minutes)?,
            kept => kept,
        },
    })
}

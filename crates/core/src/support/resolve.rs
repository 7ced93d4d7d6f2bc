//! Putting customers aside, being done with them, and beginning again.

use super::{
    change::{self, Change, Timers},
    desk,
    hand_over::{check, require, returned},
    model::{Model, Owner},
    operators, queues, seat, show,
};
use crate::{Context, Error, Result, Scope, log::Writer, validate::rules};
use std::time::Duration;
use warbler_protocol::{
    ConversationId, EventKind, OperatorAvailability, ReopenTo, Snooze, Support, SupportState,
    SupportStep,
};

/// The furthest that something is put aside.
const YEAR: Duration = Duration::from_secs(366 * 24 * 3600);

/// Puts a customer aside until a moment, or until they write.
pub async fn snooze(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Snooze,
) -> Result<Support> {
    seat::admit(scope)?;
    rules(&input)?;
    if input.until <= ctx.now() || input.until > ctx.now() + YEAR {
        return Err(Error::field("/until", "range", "lies within the next year"));
    }
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = seat::lock(&mut writer, scope, conversation_id, None).await?;
    require(row.state()? == SupportState::Assigned, "only who has an operator is put aside")?;
    let owner = row.owner()?;
    let mut change = Change::new(EventKind::SupportSnoozed, SupportState::Snoozed, owner);
    change.snoozed_until = Some(input.until);
    let row = change::apply(&mut writer, scope, row, change).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// Takes up a customer who was put aside.
pub async fn wake(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Support> {
    seat::admit(scope)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = seat::lock(&mut writer, scope, conversation_id, None).await?;
    require(row.state()? == SupportState::Snoozed, "it was not put aside")?;
    let row = waking(&mut writer, scope, row).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

pub(super) async fn waking(writer: &mut Writer<'_>, scope: &Scope, row: Model) -> Result<Model> {
    let owner = row.owner()?;
    let change = Change::new(EventKind::SupportAssigned, SupportState::Assigned, owner);
    change::apply(writer, scope, row, change).await
}

/// Is done with a customer. Who waits in a queue is answered first.
pub async fn resolve(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    step: SupportStep,
) -> Result<Support> {
    seat::admit(scope)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = resolve_in(&mut writer, scope, conversation_id, step).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// The same in the caller's transaction.
pub(crate) async fn resolve_in(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    step: SupportStep,
) -> Result<Model> {
    check(&step)?;
    let row = seat::lock(writer, scope, conversation_id, step.epoch).await?;
    let open =
        [SupportState::Bot, SupportState::Offered, SupportState::Assigned, SupportState::Snoozed];
    require(open.contains(&row.state()?), "only who is being answered is done with")?;
    end(writer, scope, row, step).await
}

/// Resolves, whoever may.
pub(super) async fn end(
    writer: &mut Writer<'_>,
    scope: &Scope,
    row: Model,
    step: SupportStep,
) -> Result<Model> {
    let (owner, settings) = (row.owner()?, desk::settings(writer.tx(), scope.app_id).await?);
    let change = Change::new(EventKind::SupportResolved, SupportState::Resolved, owner);
    let mut change = change.with(step);
    change.rating_requested = settings.ask_rating;
    change.timers = Some(Timers::default());
    change::apply(writer, scope, row, change).await
}

/// Opens a conversation that was resolved, as the app's policy has it.
pub async fn reopen(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Support> {
    seat::admit(scope)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = seat::lock(&mut writer, scope, conversation_id, None).await?;
    require(row.state()? == SupportState::Resolved, "it is not resolved")?;
    let row = reopening(&mut writer, scope, row).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// Opens, by policy: within the window as the app chose, later as a new one.
pub(super) async fn reopening(writer: &mut Writer<'_>, scope: &Scope, row: Model) -> Result<Model> {
    let settings = desk::settings(writer.tx(), scope.app_id).await?;
    let window = settings.reopen_hours().saturating_mul(super::model::HOUR);
    let within = writer.now().0 - row.state_at <= window;
    let to = if within { settings.reopen_to } else { ReopenTo::Bot };
    let event = EventKind::SupportReopened;
    if to == ReopenTo::Assignee
        && let Some(owner) = ready_assignee(writer, scope, &row).await?
    {
        let mut change = Change::new(event, SupportState::Assigned, owner);
        change.timers = Some(queues::fresh_timers(writer, scope.app_id, &row).await?);
        return change::apply(writer, scope, row, change).await;
    }
    if to == ReopenTo::Bot
        && let Ok(owner) = returned(&row)
    {
        let change = Change::new(event, SupportState::Bot, owner);
        return change::apply(writer, scope, row, change).await;
    }
    let queue = queues::named(writer.tx(), scope.app_id, row.queue_id()).await?;
    let change = queues::queueing(writer, scope.app_id, &queue, &row, event).await?;
    change::apply(writer, scope, row, change).await
}

/// The last operator, if they are there and have room.
async fn ready_assignee(writer: &Writer<'_>, scope: &Scope, row: &Model) -> Result<Option<Owner>> {
    let Some(id) = row.operator_id()? else { return Ok(None) };
    let Some(operator) = operators::find(writer.tx(), scope.app_id, &id).await? else {
        return Ok(None);
    };
    let load = operators::load(writer.tx(), scope.app_id, &operator.user_id).await?;
    let there = operator.availability()? == OperatorAvailability::Available;
    Ok((there && load < operator.capacity).then_some(Owner::Operator(id)))
}

//! What time brings: customers to operators, the end of a snooze, a broken promise, a silence.
//!
//! Rows that are due are leased by moving `due_at` ahead, so that any number of workers share them. What
//! is to be done is decided under the lock from what stands there then: done twice, it is done once.

use super::{
    change::{self, Change},
    desk::{self, Settings},
    hand_over::returned,
    model::{HOUR, Model},
    ownership::find,
    queues, resolve, say, show,
};
use crate::{Context, Result, Scope, apps, log::Writer, sql::statement, validate::encode};
use sea_orm::{ConnectionTrait as _, DbBackend, FromQueryResult};
use std::time::Duration;
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, EventKind, ServiceTarget, SupportState, SupportStep as Said, Timestamp,
};

/// How long a worker that fell silent keeps others away.
const LEASE: Duration = Duration::from_secs(30);
/// After so many handovers in ten minutes, the queue keeps the customer.
const MOST_HANDOFFS: i64 = 2;
const HANDOFF_WINDOW: i64 = 600_000;

/// A conversation that is due.
#[derive(Clone, Copy, Debug, FromQueryResult)]
struct Due {
    app_id: Uuid,
    conversation_id: Uuid,
    /// When the lease ends; also what proves that it is still ours.
    due_at: i64,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Wake,
    Return,
    Reopen,
    Answered,
    Breach(ServiceTarget),
    Waited,
    Resolve,
}

/// Looks at up to `limit` conversations that are due, of any app. Answers how many there were.
pub async fn sweep(ctx: &Context, limit: u64) -> Result<usize> {
    let due = lease(ctx, limit).await?;
    for due in &due {
        // One that fails comes back when its lease ends; the others need not wait for it.
        if let Err(error) = look_at(ctx, due).await {
            let conversation_id = ConversationId(due.conversation_id);
            tracing::warn!(%error, %conversation_id, "a support conversation was not looked at");
        }
    }
    Ok(due.len())
}

async fn lease(ctx: &Context, limit: u64) -> Result<Vec<Due>> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update skip locked",
        _ => "",
    };
    let sql = format!(
        "update support_conversations set due_at = $2 \
         where (app_id, conversation_id) in (select app_id, conversation_id \
             from support_conversations where due_at <= $1 order by due_at limit {limit} {lock}) \
         returning app_id, conversation_id, due_at"
    );
    let query = statement(&tx, &sql, vec![now.0.into(), (now + LEASE).0.into()]);
    let due = Due::find_by_statement(query).all(&tx).await?;
    tx.commit().await?;
    Ok(due)
}

/// Does one step, if there is one; the row is due again then. Otherwise it is put off.
async fn look_at(ctx: &Context, due: &Due) -> Result<()> {
    let (app_id, conversation_id) = (AppId(due.app_id), ConversationId(due.conversation_id));
    let settings = desk::settings(ctx.db.reader(), app_id).await?;
    let found = find(ctx.db.reader(), app_id, conversation_id).await?;
    let Some(row) = found else { return Ok(()) };
    if step(&row, &settings, ctx.now())?.is_none() {
        return put_off(ctx, due, row.next_due(settings.auto_resolve_hours)?).await;
    }
    let scope = apps::system_scope(ctx, app_id).await?;
    match act(ctx, &scope, conversation_id, &settings).await? {
        Outcome::Done => put_off(ctx, due, Some(ctx.now())).await,
        Outcome::Nothing(next) => put_off(ctx, due, next).await,
        Outcome::Gone => Ok(()),
    }
}

/// What came of looking under the lock.
enum Outcome {
    /// A step was done; there may be more to do at once.
    Done,
    /// Nothing was to be done, until then.
    Nothing(Option<Timestamp>),
    Gone,
}

async fn act(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    settings: &Settings,
) -> Result<Outcome> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let found = find(writer.tx(), scope.app_id, conversation_id).await?;
    let Some(row) = found else { return Ok(Outcome::Gone) };
    let next = row.next_due(settings.auto_resolve_hours)?;
    let Some(step) = step(&row, settings, writer.now())? else { return Ok(Outcome::Nothing(next)) };
    if !perform(&mut writer, scope, row, step).await? {
        return Ok(Outcome::Nothing(Some(writer.now() + LEASE)));
    }
    writer.commit().await?;
    Ok(Outcome::Done)
}

/// What the row calls for, if anything.
fn step(row: &Model, settings: &Settings, now: Timestamp) -> Result<Option<Step>> {
    let (state, now) = (row.state()?, now.0);
    let passed = |at: Option<i64>| at.is_some_and(|at| at <= now);
    let written = row.customer_seq > row.state_seq;
    let of_state = match state {
        SupportState::Snoozed if written || passed(row.snoozed_until) => Some(Step::Wake),
        SupportState::Offered if written => Some(Step::Return),
        SupportState::Resolved if written => Some(Step::Reopen),
        SupportState::Queued if passed(row.wait_due_at) => Some(Step::Waited),
        _ => None,
    };
    let answered = state == SupportState::Assigned
        && row.answered_by_person_at.is_some_and(|at| at >= row.state_at);
    let of_targets = match row.response_due_at {
        Some(_) if answered => Some(Step::Answered),
        Some(at) if at <= now => Some(Step::Breach(ServiceTarget::FirstResponse)),
        _ if passed(row.resolution_due_at) => Some(Step::Breach(ServiceTarget::Resolution)),
        _ => None,
    };
    let silent = row.silent_since(state).zip(settings.auto_resolve_hours);
    let silent = silent.is_some_and(|(since, hours)| since.saturating_add(hours * HOUR) <= now);
    Ok(of_state.or(of_targets).or(silent.then_some(Step::Resolve)))
}

/// Does it. Answers whether it was done: a customer may have written whom nobody has listened to yet.
async fn perform(writer: &mut Writer<'_>, scope: &Scope, row: Model, step: Step) -> Result<bool> {
    match step {
        Step::Wake => resolve::waking(writer, scope, row).await.map(drop)?,
        Step::Return => give_back(writer, scope, row, None).await?,
        Step::Reopen => resolve::reopening(writer, scope, row).await.map(drop)?,
        Step::Answered => {
            let after = Model { response_due_at: None, ..row.clone() };
            note(writer, scope, &row, &after, EventKind::InboxUpdated).await?;
        }
        Step::Breach(target) => breach(writer, scope, row, target).await?,
        Step::Waited => waited(writer, scope, row).await?,
        Step::Resolve if writes(writer, &row).await? => return Ok(false),
        Step::Resolve => resolve::end(writer, scope, row, Said::default()).await.map(drop)?,
    }
    Ok(true)
}

/// Whether the customer has written since somebody listened.
async fn writes(writer: &Writer<'_>, row: &Model) -> Result<bool> {
    let sql = "select 1 as one from entries where app_id = $1 and conversation_id = $2 \
        and seq > $3 and kind = 'message.created' and sender_id = $4 limit 1";
    let values = vec![
        row.app_id.into(),
        row.conversation_id.into(),
        row.customer_seq.into(),
        row.customer_id.as_str().into(),
    ];
    let found = writer.tx().query_one_raw(statement(writer.tx(), sql, values)).await?;
    Ok(found.is_some())
}

async fn give_back(
    writer: &mut Writer<'_>,
    scope: &Scope,
    row: Model,
    said: Option<String>,
) -> Result<()> {
    let owner = returned(&row)?;
    let change = Change::new(EventKind::SupportReturned, SupportState::Bot, owner);
    let change = Change { notice: said, ..change };
    change::apply(writer, scope, row, change).await.map(drop)
}

async fn breach(
    writer: &mut Writer<'_>,
    scope: &Scope,
    row: Model,
    target: ServiceTarget,
) -> Result<()> {
    let mut after = row.clone();
    match target {
        ServiceTarget::FirstResponse => after.response_due_at = None,
        ServiceTarget::Resolution => after.resolution_due_at = None,
    }
    let mut breached = row.breached()?;
    breached.push(target);
    after.breached = encode(&breached)?;
    super::episodes::note_breach(writer, &row).await?;
    note(writer, scope, &row, &after, EventKind::SupportBreached).await
}

/// Nobody came: back to the bot, or a word of comfort.
async fn waited(writer: &mut Writer<'_>, scope: &Scope, row: Model) -> Result<()> {
    let queue = queues::named(writer.tx(), scope.app_id, row.queue_id()).await?;
    let said = queue.messages()?.waited;
    let bounces = handoffs(writer, &row).await? >= MOST_HANDOFFS;
    if queue.return_to_bot && row.bot_id.is_some() && !bounces {
        return give_back(writer, scope, row, said).await;
    }
    let lines = said.into_iter().map(|text| say::Line { sender_id: None, text }).collect();
    writer.head(scope.app_id, row.conversation_id()).await?;
    say::lines(writer, scope, row.conversation_id(), lines).await?;
    let after = Model { wait_due_at: None, ..row.clone() };
    note(writer, scope, &row, &after, EventKind::InboxUpdated).await
}

async fn handoffs(writer: &Writer<'_>, row: &Model) -> Result<i64> {
    let sql = "select count(*) as count from support_handoffs \
        where app_id = $1 and conversation_id = $2 and at >= $3";
    let since = writer.now().0 - HANDOFF_WINDOW;
    let values = vec![row.app_id.into(), row.conversation_id.into(), since.into()];
    let row = writer.tx().query_one_raw(statement(writer.tx(), sql, values)).await?;
    Ok(row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default())
}

/// Writes what changes neither owner nor state, and tells the inbox.
async fn note(
    writer: &mut Writer<'_>,
    scope: &Scope,
    before: &Model,
    after: &Model,
    kind: EventKind,
) -> Result<()> {
    change::store(writer, after).await?;
    show::tell_inboxes(writer, scope, before, after, kind).await
}

/// Says when the row is to be looked at again, unless somebody has said so since.
async fn put_off(ctx: &Context, due: &Due, until: Option<Timestamp>) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update support_conversations set due_at = $4 \
        where app_id = $1 and conversation_id = $2 and due_at = $3";
    let until = until.map(|until| until.0);
    let values =
        vec![due.app_id.into(), due.conversation_id.into(), due.due_at.into(), until.into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

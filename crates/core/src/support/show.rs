//! A support conversation as its reader may see it.

use super::{
    change::draft,
    model::Model,
    operators,
    ownership::find,
    queues,
    seat::{self, Seat},
};
use crate::{
    Context, Error, Result, Scope,
    log::Writer,
    sql::statement,
    validate::{encode, from_word},
};
use sea_orm::ConnectionTrait;
use warbler_protocol::{
    ConversationId, EventKind, Expectation, KeyScope, Support, SupportDesk, SupportState, Timestamp,
};

/// How a support conversation stands. The customer sees who answers; operators and the tenant's server
/// see the rest.
pub async fn get(ctx: &Context, scope: &Scope, conversation_id: ConversationId) -> Result<Support> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let row = find(ctx.db.reader(), scope.app_id, conversation_id).await?;
    after(ctx, scope, &row.ok_or(Error::NotFound("conversation"))?).await
}

/// How it stands now, to whoever has changed it.
pub(super) async fn after(ctx: &Context, scope: &Scope, row: &Model) -> Result<Support> {
    let db = ctx.db.reader();
    // An operator who gave it away sees what they did.
    let seat = seat::seat(db, scope, row).await;
    let is_customer = matches!(seat, Ok(Seat::Customer));
    if seat.is_err() && row.state_at != ctx.now().0 {
        return seat.and(Err(Error::NotFound("conversation")));
    }
    let rating_requested = awaits_rating(db, row).await?;
    let expectation = match row.state()? {
        SupportState::Queued => Some(expectation(ctx, row).await?),
        _ => None,
    };
    let support = support(row)?;
    let desk = support.desk.filter(|_| !is_customer);
    Ok(Support { expectation, rating_requested, desk, ..support })
}

/// All of a row.
pub(super) fn support(row: &Model) -> Result<Support> {
    let desk = SupportDesk {
        customer_id: row.customer_id()?,
        internal_id: row.internal_id(),
        queue_id: row.queue_id(),
        operator_id: row.operator_id()?,
        priority: row.priority(),
        labels: row.labels()?,
        reason: row.reason.as_deref().map(from_word).transpose()?,
        waiting_since: row.waiting_since.map(Timestamp),
        snoozed_until: row.snoozed_until.map(Timestamp),
        response_due_at: row.response_due_at.map(Timestamp),
        resolution_due_at: row.resolution_due_at.map(Timestamp),
        breached: row.breached()?,
    };
    Ok(Support {
        conversation_id: row.conversation_id(),
        state: row.state()?,
        owner: row.owner()?.shown(),
        owner_epoch: row.owner_epoch,
        since: Timestamp(row.state_at),
        expectation: None,
        rating_requested: false,
        desk: Some(desk),
    })
}

/// Tells the operators of the queue how a conversation stands; those of the queue that it left, too.
pub(super) async fn tell_inboxes(
    writer: &mut Writer<'_>,
    scope: &Scope,
    before: &Model,
    after: &Model,
) -> Result<()> {
    let data = encode(&support(after)?)?;
    let mut queues = vec![after.queue_id()];
    if before.queue_id != after.queue_id {
        queues.push(before.queue_id());
    }
    for queue_id in queues {
        let queue = queues::named(writer.tx(), scope.app_id, queue_id).await?;
        writer.head(scope.app_id, queue.inbox_id()).await?;
        let draft = draft(scope, queue.inbox_id(), EventKind::InboxUpdated);
        let place = writer.append(&draft)?;
        writer.write(draft, place, &data, None);
    }
    Ok(())
}

async fn expectation(ctx: &Context, row: &Model) -> Result<Expectation> {
    let (db, now) = (ctx.db.reader(), ctx.now());
    let queue = queues::named(db, row.app_id(), row.queue_id()).await?;
    let sql = "select count(*) as count from support_conversations where app_id = $1 \
        and state = 'queued' and queue_id = $2 \
        and (priority > $3 or (priority = $3 and (state_at < $4 \
            or (state_at = $4 and conversation_id < $5))))";
    let values = vec![
        row.app_id.into(),
        row.queue_id.into(),
        row.priority.into(),
        row.state_at.into(),
        row.conversation_id.into(),
    ];
    let counted = db.query_one_raw(statement(db, sql, values)).await?;
    let ahead = counted.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    let away = !operators::any_available(db, row.app_id(), row.queue_id()).await?;
    let opens_at = queue.opens_at(now)?.filter(|at| *at > now);
    Ok(Expectation { ahead, opens_at, away })
}

async fn awaits_rating(db: &impl ConnectionTrait, row: &Model) -> Result<bool> {
    let sql = "select episode from support_episodes where app_id = $1 and conversation_id = $2 \
        and episode = $3 and rating_requested and rated_at is null and resolved_at is not null";
    let values = vec![row.app_id.into(), row.conversation_id.into(), row.episode.into()];
    Ok(db.query_one_raw(statement(db, sql, values)).await?.is_some())
}

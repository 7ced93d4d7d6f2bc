//! A support conversation as its reader may see it.

use super::{
    change::draft,
    episodes,
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
use sea_orm::ConnectionTrait as _;
use warbler_protocol::{
    ConversationId, EventKind, Expectation, KeyScope, Support, SupportDesk, SupportState, Timestamp,
};

/// How a support conversation stands. The customer sees who answers; operators and the tenant's server
/// see the rest.
pub async fn get(ctx: &Context, scope: &Scope, conversation_id: ConversationId) -> Result<Support> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let row = find(ctx.db.reader(), scope.app_id, conversation_id).await?;
    let row = row.ok_or(Error::NotFound("conversation"))?;
    let seat = seat::seat(ctx.db.reader(), scope, &row).await?;
    let support = to(ctx, scope, &row).await?;
    let desk = support.desk.filter(|_| seat != Seat::Customer);
    Ok(Support { desk, ..support })
}

/// How it stands now, to somebody who may know.
pub(super) async fn to(ctx: &Context, scope: &Scope, row: &Model) -> Result<Support> {
    let works = match scope.as_user() {
        Some(user_id) if user_id.as_str() == row.customer_id => false,
        Some(user_id) => operators::find(ctx.db.reader(), scope.app_id, user_id).await?.is_some(),
        None => true,
    };
    let (rating_requested, rating) = episodes::rating(ctx.db.reader(), row).await?;
    let expectation = match row.state()? {
        SupportState::Queued => Some(expectation(ctx, row).await?),
        _ => None,
    };
    let support = support(row)?;
    let desk = support.desk.filter(|_| works);
    Ok(Support { expectation, rating_requested, rating, desk, ..support })
}

/// All of a row.
pub(super) fn support(row: &Model) -> Result<Support> {
    let state = row.state()?;
    let waits = state != SupportState::Resolved;
    let desk = SupportDesk {
        customer_id: row.customer_id()?,
        internal_id: row.internal_id(),
        queue_id: row.queue_id(),
        operator_id: row.operator_id()?,
        priority: row.priority(),
        labels: row.labels()?,
        reason: row.reason.as_deref().map(from_word).transpose()?,
        waiting_since: row.waiting_since.filter(|_| waits).map(Timestamp),
        snoozed_until: row.snoozed_until.map(Timestamp),
        response_due_at: row.response_due_at.map(Timestamp),
        resolution_due_at: row.resolution_due_at.map(Timestamp),
        breached: row.breached()?,
    };
    Ok(Support {
        conversation_id: row.conversation_id(),
        state,
        owner: row.owner()?.shown(),
        owner_epoch: row.owner_epoch,
        since: Timestamp(row.state_at),
        expectation: None,
        rating_requested: false,
        rating: None,
        desk: Some(desk),
    })
}

/// Tells the operators of the queue how a conversation stands; those of the queue that it left, too.
pub(super) async fn tell_inboxes(
    writer: &mut Writer<'_>,
    scope: &Scope,
    before: &Model,
    after: &Model,
    kind: EventKind,
) -> Result<()> {
    let data = encode(&support(after)?)?;
    let mut queues = vec![after.queue_id()];
    if before.queue_id != after.queue_id {
        queues.push(before.queue_id());
    }
    for queue_id in queues {
        let queue = queues::named(writer.tx(), scope.app_id, queue_id).await?;
        writer.head(scope.app_id, queue.inbox_id()).await?;
        let draft = draft(scope, queue.inbox_id(), kind);
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

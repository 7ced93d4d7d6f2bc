//! Delivering a stretch of the log once more.
//!
//! The stretch is one of positions. A moment is found by looking at entries ever closer to it, which
//! stand in the order of their commit; so the ends of a stretch of time are as exact as the clocks
//! of the nodes agree.

use super::{
    dispatch::{Target, kinds_of},
    endpoints,
    new::NewDeliveries,
};
use crate::{
    Context, Error, Result, Scope,
    cursor::{self, SyncCursor},
    jobs::{self, Job},
    log,
    sql::statement,
    validate::rules,
};
use sea_orm::ConnectionTrait as _;
use serde::{Deserialize, Serialize};
use warbler_protocol::{EndpointId, EventKind, KeyScope, ReplayEvents, Timestamp};

/// Positions that one step looks at.
const STEP: i64 = 1000;

/// The job that makes the deliveries.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Replay {
    endpoint_id: EndpointId,
    /// The position behind which it goes on.
    after: i64,
    until: i64,
}

impl Job for Replay {
    const KIND: &'static str = "webhooks.replay";
}

/// Begins to deliver once more what happened from a moment or a cursor on.
pub async fn replay(
    ctx: &Context,
    scope: &Scope,
    endpoint_id: EndpointId,
    input: ReplayEvents,
) -> Result<()> {
    scope.require(KeyScope::WebhooksWrite)?;
    rules(&input)?;
    if !endpoints::find(ctx.db.reader(), scope, endpoint_id).await?.enabled {
        return Err(Error::conflict("the endpoint is disabled"));
    }
    let after = match (input.from, input.after) {
        (Some(from), None) => before_moment(ctx, scope.shard, from).await?,
        (None, Some(after)) => match cursor::open_sync(ctx, scope.app_id, &after)? {
            SyncCursor::At(position) => position,
            SyncCursor::Amid(_) => return Err(cursor::invalid()),
        },
        _ => return Err(Error::field("/from", "exclusive", "give either from or after")),
    };
    let until = match input.to {
        Some(to) => before_moment(ctx, scope.shard, to).await?,
        None => log::position(ctx, scope.shard).await?,
    };
    let job = Replay { endpoint_id, after, until };
    jobs::enqueue(ctx.db.writer(), scope.app_id, ctx.now(), &job).await?;
    Ok(())
}

/// Makes the deliveries of one step. Answers the next, if there is one.
pub async fn replay_step(ctx: &Context, scope: &Scope, job: &Replay) -> Result<Option<Replay>> {
    let until = (job.after + STEP).min(job.until);
    let Some(target) = target(ctx, scope, job.endpoint_id).await? else { return Ok(None) };
    let entries = log::of_app(ctx, (scope.app_id, scope.shard), (job.after, until), STEP as u64);
    let mut entries = entries.await?;
    entries.retain(|it| !it.is_imported() && it.kind().is_ok_and(EventKind::reaches_servers));
    let conversations = entries.iter().map(|it| (it.app_id, it.conversation_id)).collect();
    let kinds = kinds_of(ctx.db.reader(), conversations).await?;
    let mut new = NewDeliveries::new(ctx.now());
    for entry in &entries {
        if target.selects(entry, entry.kind()?, &kinds) {
            new.push(target.delivery(entry))?;
        }
    }
    let tx = ctx.db.begin().await?;
    new.insert(&tx).await?;
    tx.commit().await?;
    Ok((until < job.until).then(|| Replay { after: until, ..job.clone() }))
}

/// The endpoint, unless it is gone or disabled by now.
async fn target(ctx: &Context, scope: &Scope, id: EndpointId) -> Result<Option<Target>> {
    let db = ctx.db.reader();
    let sql = "select id, ordered, from_position, event_types, conversation_kinds, \
        conversation_ids from webhook_endpoints where app_id = $1 and id = $2 and enabled";
    let query = statement(db, sql, vec![scope.app_id.0.into(), id.0.into()]);
    db.query_one_raw(query).await?.as_ref().map(Target::read).transpose()
}

/// The last position that stands before a moment.
async fn before_moment(ctx: &Context, shard: i32, moment: Timestamp) -> Result<i64> {
    let (mut before, mut behind) = (0, log::position(ctx, shard).await? + 1);
    while behind - before > 1 {
        let middle = before + (behind - before) / 2;
        match happened(ctx, shard, middle).await? {
            Some((_, at)) if at < moment => before = middle,
            Some(_) | None => behind = middle,
        }
    }
    Ok(before)
}

/// The first entry from a position on that happened here: imported ones have times of their own.
async fn happened(ctx: &Context, shard: i32, from: i64) -> Result<Option<(i64, Timestamp)>> {
    let db = ctx.db.reader();
    let sql = "select position, created_at from entries where shard = $1 and position >= $2 \
        and origin is null order by position limit 1";
    let row = db.query_one_raw(statement(db, sql, vec![shard.into(), from.into()])).await?;
    let read = |row: sea_orm::QueryResult| -> Result<_> {
        Ok((row.try_get("", "position")?, Timestamp(row.try_get("", "created_at")?)))
    };
    row.map(read).transpose()
}

//! Readers of the log that remember where they are.
//!
//! One durable cursor per (consumer, shard), leased by one worker at a time and moved in the
//! transaction that has the effect: a crash repeats nothing and skips nothing. What a consumer
//! reads is complete, because positions are given out and committed under one lock; a reader that
//! trusted a serial number instead would skip what commits late.

use super::reader::{COLUMNS, Entry};
use crate::{Context, Result, sql::statement};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, FromQueryResult as _};
use std::time::Duration;
use uuid::Uuid;
use warbler_protocol::Timestamp;

/// How long a worker that fell silent keeps others out.
const LEASE: Duration = Duration::from_secs(15);

/// How far a consumer with nothing to do falls behind before its cursor is moved.
const FAR: i64 = 10_000;

/// What a consumer does with entries, in the transaction that moves its cursor.
pub trait Effects {
    /// Names the cursor. Never change it: a new name starts at the beginning.
    const NAME: &'static str;

    /// Up to where nothing has to be read, if there is nothing that the consumer could do with it.
    fn skips(
        &self,
        _ctx: &Context,
        _shard: i32,
    ) -> impl Future<Output = Result<Option<i64>>> + Send {
        async { Ok(None) }
    }

    fn apply(
        &self,
        tx: &DatabaseTransaction,
        entries: &[Entry],
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Takes up to `limit` entries further, if `worker` holds or can get the lease. Answers how many.
pub async fn consume<E: Effects>(
    ctx: &Context,
    effects: &E,
    shard: i32,
    worker: Uuid,
    limit: u64,
) -> Result<usize> {
    let skipped = effects.skips(ctx, shard).await?;
    if let Some(position) = skipped
        && !is_far_behind(ctx, E::NAME, shard, position).await?
    {
        return Ok(0);
    }
    if !lease(ctx, E::NAME, shard, worker).await? {
        return Ok(0);
    }
    let tx = ctx.db.begin().await?;
    let Some(cursor) = cursor(&tx, E::NAME, shard, worker).await? else { return Ok(0) };
    if let Some(position) = skipped {
        advance(&tx, E::NAME, shard, position.max(cursor)).await?;
        tx.commit().await?;
        return Ok(0);
    }
    let sql = format!(
        "select {COLUMNS} from entries e where shard = $1 and position > $2 \
         order by position limit {limit}"
    );
    let query = statement(&tx, &sql, vec![shard.into(), cursor.into()]);
    let entries = Entry::find_by_statement(query).all(&tx).await?;
    if let Some(last) = entries.last() {
        effects.apply(&tx, &entries).await?;
        advance(&tx, E::NAME, shard, last.position).await?;
    }
    tx.commit().await?;
    Ok(entries.len())
}

/// Whether it is worth a write to move a cursor that nothing is read behind.
async fn is_far_behind(ctx: &Context, name: &str, shard: i32, position: i64) -> Result<bool> {
    let db = ctx.db.reader();
    let sql = "select position from consumers where name = $1 and shard = $2";
    let row = db.query_one_raw(statement(db, sql, vec![name.into(), shard.into()])).await?;
    let cursor: i64 = row.map(|row| row.try_get("", "position")).transpose()?.unwrap_or(0);
    Ok(position - cursor >= FAR)
}

async fn advance(tx: &DatabaseTransaction, name: &str, shard: i32, position: i64) -> Result<()> {
    let sql = "update consumers set position = $1 where name = $2 and shard = $3";
    let values = vec![position.into(), name.into(), shard.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// How many positions a consumer is behind, over all shards.
pub async fn lag(ctx: &Context, name: &str) -> Result<i64> {
    let db = ctx.db.reader();
    let sql = "select cast(coalesce(sum(s.position - coalesce(c.position, 0)), 0) as bigint) as lag \
        from shards s left join consumers c on c.shard = s.shard and c.name = $1";
    let row = db.query_one_raw(statement(db, sql, vec![name.into()])).await?;
    Ok(row.map(|row| row.try_get("", "lag")).transpose()?.unwrap_or_default())
}

/// The cursor, locked, if the lease is still ours.
async fn cursor(
    tx: &DatabaseTransaction,
    name: &str,
    shard: i32,
    worker: Uuid,
) -> Result<Option<i64>> {
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update",
        _ => "",
    };
    let sql = format!(
        "select position from consumers where name = $1 and shard = $2 and leased_by = $3 {lock}"
    );
    let values = vec![name.into(), shard.into(), worker.into()];
    let row = tx.query_one_raw(statement(tx, &sql, values)).await?;
    Ok(row.map(|row| row.try_get("", "position")).transpose()?)
}

/// Takes or renews the lease. A renewal is written only when half of it is over.
async fn lease(ctx: &Context, name: &str, shard: i32, worker: Uuid) -> Result<bool> {
    let (db, now) = (ctx.db.reader(), ctx.now());
    let sql = "select leased_by, leased_until from consumers where name = $1 and shard = $2";
    let row = db.query_one_raw(statement(db, sql, vec![name.into(), shard.into()])).await?;
    let Some(row) = row else {
        let sql = "insert into consumers (name, shard, position, leased_by, leased_until) \
            values ($1, $2, 0, $3, $4) on conflict do nothing";
        return write_lease(ctx, sql, name, shard, worker).await;
    };
    let holder: Option<Uuid> = row.try_get("", "leased_by")?;
    let until = Timestamp(row.try_get("", "leased_until")?);
    if holder == Some(worker) && until.since(now) > LEASE / 2 {
        return Ok(true);
    }
    if holder != Some(worker) && until > now {
        return Ok(false);
    }
    let sql = "update consumers set leased_by = $3, leased_until = $4 where name = $1 \
        and shard = $2 and (leased_by = $3 or leased_until <= $5)";
    write_lease(ctx, sql, name, shard, worker).await
}

async fn write_lease(
    ctx: &Context,
    sql: &str,
    name: &str,
    shard: i32,
    worker: Uuid,
) -> Result<bool> {
    let (db, now) = (ctx.db.writer(), ctx.now());
    let mut values = vec![name.into(), shard.into(), worker.into(), (now + LEASE).0.into()];
    if sql.contains("$5") {
        values.push(now.0.into());
    }
    let done = db.execute_raw(statement(db, sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

//! Jobs: what must happen after a request and may fail.
//!
//! A job is a row, written in the transaction that calls for it. It is leased, not locked: taking it
//! moves it into the future, finishing it deletes it, and the job of a worker that died comes back
//! by itself. Jobs run at least once. One that fails for good becomes a dead letter, which somebody
//! can look at and run again. What a job does lives in the worker.

use crate::{
    Context, Error, Result, Scope,
    sql::statement,
    validate::{decode, encode},
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use uuid::Uuid;
use warbler_protocol::{AppId, DeadLetter, JobId, KeyScope, Timestamp};

/// The payload of a job. Keep it to ids: a job reads the world as it is when it runs.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Names the job in the queue. Never change it while such jobs may be queued.
    const KIND: &'static str;
}

/// How long a worker may take. After that the job is taken for abandoned.
pub const LEASE: Duration = Duration::from_secs(60);

/// A job that was taken.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Leased {
    pub app_id: Uuid,
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    /// This one included.
    pub attempts: i32,
    /// When the lease ends; also what proves that it is still ours.
    pub run_at: i64,
}

impl Leased {
    pub fn app_id(&self) -> AppId {
        AppId(self.app_id)
    }

    pub fn payload<J: Job>(&self) -> Result<J> {
        decode(&self.payload)
    }
}

/// Queues a job in the caller's transaction, to be run from a moment on.
pub async fn enqueue<J: Job>(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    run_at: Timestamp,
    job: &J,
) -> Result<JobId> {
    let id = JobId::generate();
    let sql = "insert into jobs (app_id, id, kind, payload, attempts, run_at, created_at) \
        values ($1, $2, $3, $4, 0, $5, $5)";
    let payload = encode(job)?;
    let values =
        vec![app_id.0.into(), id.0.into(), J::KIND.into(), payload.into(), run_at.0.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(id)
}

/// Takes up to `limit` jobs that are due, of any app.
pub async fn lease(ctx: &Context, limit: u64) -> Result<Vec<Leased>> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update skip locked",
        _ => "",
    };
    let sql = format!(
        "update jobs set attempts = attempts + 1, run_at = $2 \
         where (app_id, id) in (select app_id, id from jobs where run_at <= $1 \
             order by run_at limit {limit} {lock}) \
         returning app_id, id, kind, payload, attempts, run_at"
    );
    let query = statement(&tx, &sql, vec![now.0.into(), (now + LEASE).0.into()]);
    let leased = Leased::find_by_statement(query).all(&tx).await?;
    tx.commit().await?;
    Ok(leased)
}

/// The job is done, if the lease is still ours.
pub async fn finish(ctx: &Context, job: &Leased) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "delete from jobs where app_id = $1 and id = $2 and run_at = $3";
    let values = vec![job.app_id.into(), job.id.into(), job.run_at.into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

/// The job is to be run again, later, perhaps with another payload.
pub async fn retry(ctx: &Context, job: &Leased, after: Duration) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update jobs set run_at = $4 where app_id = $1 and id = $2 and run_at = $3";
    let run_at = (ctx.now() + after).0;
    let values = vec![job.app_id.into(), job.id.into(), job.run_at.into(), run_at.into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

/// The job goes on from another point: its attempts start anew.
pub async fn advance<J: Job>(ctx: &Context, job: &Leased, next: &J) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update jobs set payload = $4, attempts = 0, run_at = $5 \
        where app_id = $1 and id = $2 and run_at = $3";
    let values = vec![
        job.app_id.into(),
        job.id.into(),
        job.run_at.into(),
        encode(next)?.into(),
        ctx.now().0.into(),
    ];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

/// The job failed for good: it becomes a dead letter.
pub async fn bury(ctx: &Context, job: &Leased, error: &str) -> Result<()> {
    let tx = ctx.db.begin().await?;
    let sql = "delete from jobs where app_id = $1 and id = $2 and run_at = $3";
    let values = vec![job.app_id.into(), job.id.into(), job.run_at.into()];
    if tx.execute_raw(statement(&tx, sql, values)).await?.rows_affected() == 0 {
        return Ok(());
    }
    let sql = "insert into dead_letters (app_id, id, kind, payload, attempts, error, died_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        job.app_id.into(),
        job.id.into(),
        job.kind.as_str().into(),
        job.payload.as_str().into(),
        job.attempts.into(),
        error.replace('\0', "").into(),
        ctx.now().0.into(),
    ];
    tx.execute_raw(statement(&tx, sql, values)).await?;
    Ok(tx.commit().await?)
}

/// The app's dead letters, the oldest first, at most 100.
pub async fn dead_letters(ctx: &Context, scope: &Scope) -> Result<Vec<DeadLetter>> {
    scope.require(KeyScope::AppRead)?;
    let db = ctx.db.reader();
    let sql = "select id, kind, attempts, error, died_at from dead_letters where app_id = $1 \
        order by died_at, id limit 100";
    let rows = db.query_all_raw(statement(db, sql, vec![scope.app_id.0.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(DeadLetter {
                id: JobId(row.try_get("", "id")?),
                kind: row.try_get("", "kind")?,
                attempts: row.try_get("", "attempts")?,
                error: row.try_get("", "error")?,
                died_at: Timestamp(row.try_get("", "died_at")?),
            })
        })
        .collect()
}

/// Runs a dead letter again, as a job with no attempts behind it.
pub async fn replay(ctx: &Context, scope: &Scope, id: JobId) -> Result<()> {
    scope.require(KeyScope::AppWrite)?;
    let tx = ctx.db.begin().await?;
    let sql = "insert into jobs (app_id, id, kind, payload, attempts, run_at, created_at) \
        select app_id, id, kind, payload, 0, $3, $3 from dead_letters \
        where app_id = $1 and id = $2";
    let values = vec![scope.app_id.0.into(), id.0.into(), ctx.now().0.into()];
    if tx.execute_raw(statement(&tx, sql, values)).await?.rows_affected() == 0 {
        return Err(Error::NotFound("dead letter"));
    }
    let sql = "delete from dead_letters where app_id = $1 and id = $2";
    tx.execute_raw(statement(&tx, sql, vec![scope.app_id.0.into(), id.0.into()])).await?;
    Ok(tx.commit().await?)
}

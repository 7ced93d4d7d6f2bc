//! How hooks did, by the minute: their time is added to every send, so it is shown.

use super::Hooks;
use crate::{
    Context, Result,
    sql::{Rows, Type, column, greatest, statement},
};
use sea_orm::ConnectionTrait as _;
use std::{sync::PoisonError, time::Duration};
use warbler_protocol::{AppId, HookId, HookStats};

/// How long minutes are kept.
const KEPT: Duration = Duration::from_secs(24 * 3600);
const HOUR: Duration = Duration::from_secs(3600);

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Allowed,
    Rejected,
    Modified,
    Failed,
    Skipped,
}

/// Calls that are not written yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    calls: i64,
    rejected: i64,
    modified: i64,
    failed: i64,
    skipped: i64,
    total_ms: i64,
    max_ms: i64,
}

impl Tally {
    fn add(&mut self, fate: Fate, took: Duration) {
        let ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        if fate == Fate::Skipped {
            self.skipped += 1;
            return;
        }
        self.calls += 1;
        self.rejected += i64::from(fate == Fate::Rejected);
        self.modified += i64::from(fate == Fate::Modified);
        self.failed += i64::from(fate == Fate::Failed);
        self.total_ms += ms;
        self.max_ms = self.max_ms.max(ms);
    }
}

impl Hooks {
    pub(super) fn count(&self, key: (AppId, HookId), fate: Fate, took: Duration) {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        tallies.entry(key).or_default().add(fate, took);
    }
}

/// Writes what was counted since the last time.
pub async fn flush(ctx: &Context) -> Result<()> {
    let tallies = {
        let mut tallies = ctx.hooks.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *tallies)
    };
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("hook_id", Type::Uuid),
        column("minute", Type::Int),
        column("calls", Type::Int),
        column("rejected", Type::Int),
        column("modified", Type::Int),
        column("failed", Type::Int),
        column("skipped", Type::Int),
        column("total_ms", Type::Int),
        column("max_ms", Type::Int),
    ]);
    let minute = ctx.now().minute().0;
    for ((app_id, hook_id), tally) in tallies {
        let Tally { calls, rejected, modified, failed, skipped, total_ms, max_ms } = tally;
        let [calls, rejected, modified, failed] =
            [calls, rejected, modified, failed].map(sea_orm::Value::from);
        let [skipped, total_ms, max_ms] = [skipped, total_ms, max_ms].map(sea_orm::Value::from);
        let (app, hook, minute) = (app_id.0.into(), hook_id.0.into(), minute.into());
        rows.push([
            app, hook, minute, calls, rejected, modified, failed, skipped, total_ms, max_ms,
        ]);
    }
    let sums = ["calls", "rejected", "modified", "failed", "skipped", "total_ms"];
    let sums = sums.map(|it| format!("{it} = hook_minutes.{it} + excluded.{it}")).join(", ");
    let greatest = greatest(ctx.db.backend());
    let add = format!(
        "on conflict (app_id, hook_id, minute) do update set {sums}, \
         max_ms = {greatest}(hook_minutes.max_ms, excluded.max_ms)"
    );
    Ok(rows.insert(ctx.db.writer(), "hook_minutes", &add).await?)
}

pub(super) async fn last_hour(ctx: &Context, app_id: AppId, id: HookId) -> Result<HookStats> {
    let db = ctx.db.reader();
    let names = ["calls", "rejected", "modified", "failed", "skipped", "total_ms"];
    let sums = names.map(|it| format!("cast(coalesce(sum({it}), 0) as bigint) as {it}")).join(", ");
    let sql = format!(
        "select {sums}, coalesce(max(max_ms), 0) as max_ms from hook_minutes \
         where app_id = $1 and hook_id = $2 and minute > $3"
    );
    let values = vec![app_id.0.into(), id.0.into(), (ctx.now() - HOUR).0.into()];
    let row = db.query_one_raw(statement(db, &sql, values)).await?;
    let Some(row) = row else { return Ok(HookStats::default()) };
    let number = |name| row.try_get::<i64>("", name);
    let calls = number("calls")?;
    Ok(HookStats {
        calls,
        rejected: number("rejected")?,
        modified: number("modified")?,
        failed: number("failed")?,
        skipped: number("skipped")?,
        mean_ms: number("total_ms")? / calls.max(1),
        max_ms: number("max_ms")?,
    })
}

/// Forgets minutes that nobody asks for any more. Answers how many went.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = "delete from hook_minutes where minute < $1";
    let before = (ctx.now() - KEPT).0;
    Ok(db.execute_raw(statement(db, sql, vec![before.into()])).await?.rows_affected())
}

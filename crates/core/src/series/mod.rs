//! Series: what happened in an app, by the minute, for thirty days.
//!
//! Requests, their latencies and open connections are counted in the process and added to the
//! minute's row every few seconds, each node its part; a process that dies takes the last seconds
//! with it, and what happened in them counts for the minute in which it is written. Messages are
//! counted from the log, exactly.

mod histogram;
mod meter;
mod read;

pub(crate) use meter::Meters;
pub use read::{Query, read};

use crate::{
    Context, Result, Scope,
    log::Entry,
    sql::{Column, Rows, Type, column, statement},
};
use meter::{COUNTS, Meter};
use sea_orm::{ConnectionTrait, Value};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use uuid::Uuid;
use warbler_protocol::{AppId, EventKind, Timestamp};

const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Rows in one statement.
const CHUNK: usize = 200;
/// Rows that one round of [`prune`] takes away at most.
const PRUNED: u64 = 50_000;

/// Counts a request that was answered.
pub fn record(ctx: &Context, scope: &Scope, status: u16, took: Duration) {
    ctx.meters.of(scope.app_id).record(status, took);
}

/// A connection that is counted for as long as it lasts.
#[derive(Debug)]
pub struct Connected(Arc<Meter>);

impl Connected {
    pub fn to(ctx: &Context, app_id: AppId) -> Self {
        let meter = ctx.meters.of(app_id);
        meter.connect();
        Self(meter)
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.disconnect();
    }
}

/// Adds what was counted since the last time to the rows of this minute.
pub async fn flush(ctx: &Context) -> Result<()> {
    let minute = ctx.now().minute();
    let taken = ctx.meters.take(minute);
    for chunk in taken.chunks(CHUNK) {
        let mut rows = Rows::new(columns());
        for (app_id, counts) in chunk {
            let counts = counts.map(Value::from);
            let mut cells = [app_id.0.into(), minute.0.into()].into_iter().chain(counts);
            rows.push(std::array::from_fn(|_| cells.next().unwrap_or(0i64.into())));
        }
        let added = rows.insert(ctx.db.writer(), "minute_counts", &addition(&columns())).await;
        if let Err(error) = added {
            ctx.meters.give_back(chunk);
            return Err(error.into());
        }
    }
    Ok(())
}

/// Counts the messages among entries, in the transaction of whoever reads them once.
pub(crate) async fn count_messages(db: &impl ConnectionTrait, entries: &[Entry]) -> Result<()> {
    let mut counts: BTreeMap<(Uuid, i64), i64> = BTreeMap::new();
    for entry in entries.iter().filter(|it| it.kind == EventKind::MessageCreated.as_str()) {
        let minute = Timestamp(entry.created_at).minute().0;
        *counts.entry((entry.app_id, minute)).or_default() += 1;
    }
    let columns =
        [column("app_id", Type::Uuid), column("minute", Type::Int), column("messages", Type::Int)];
    let mut rows = Rows::new(columns);
    for ((app_id, minute), count) in counts {
        rows.push([app_id.into(), minute.into(), count.into()]);
    }
    Ok(rows.insert(db, "minute_counts", &addition(&columns)).await?)
}

/// Forgets what is older than thirty days. Answers how many rows went.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = format!(
        "delete from minute_counts where (app_id, minute) in \
         (select app_id, minute from minute_counts where minute < $1 order by minute limit {PRUNED})"
    );
    let before = ctx.now() - KEPT;
    Ok(db.execute_raw(statement(db, &sql, vec![before.0.into()])).await?.rows_affected())
}

/// The row's key, then what a [`Meter`] counts, in its order.
fn columns() -> [Column; 2 + COUNTS] {
    const NAMES: [&str; 2 + COUNTS] = [
        "app_id",
        "minute",
        "requests",
        "errors_4xx",
        "errors_5xx",
        "connections",
        "took_0",
        "took_1",
        "took_2",
        "took_3",
        "took_4",
        "took_5",
        "took_6",
        "took_7",
        "took_8",
        "took_9",
        "took_10",
        "took_11",
        "took_12",
        "took_13",
        "took_14",
        "took_15",
    ];
    NAMES.map(|name| column(name, if name == "app_id" { Type::Uuid } else { Type::Int }))
}

/// The counts are added to those that are there.
fn addition(columns: &[Column]) -> String {
    let counts = columns.iter().copied().map(Column::name).skip(2);
    let added = counts.map(|name| format!("{name} = minute_counts.{name} + excluded.{name}"));
    let added = added.collect::<Vec<_>>().join(", ");
    format!("on conflict (app_id, minute) do update set {added}")
}

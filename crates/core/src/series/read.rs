//! Reading series back, with as many points as asked for.

use super::histogram::{BUCKETS, percentile};
use crate::{Context, Error, Result, Scope, sql::statement};
use sea_orm::ConnectionTrait as _;
use std::collections::HashMap;
use warbler_protocol::{ErrorCode, KeyScope, Metric, Point, Series, Timestamp};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 3600;
/// Most points of one answer, and as many as there are at least unless a step is given.
const MAX_POINTS: i64 = 1000;
const HOUR_MS: i64 = 3_600_000;
/// No series reaches further; larger numbers are no times.
const MAX_SPAN_MS: i64 = 366 * DAY * 1000;

/// Which part of a series.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    pub metric: Metric,
    /// An hour before `to` if left out.
    pub from: Option<Timestamp>,
    /// The moment to stop before; now if left out.
    pub to: Option<Timestamp>,
    /// Seconds from point to point, whole minutes; the least that makes no more than 1,000 points
    /// if left out.
    pub step: Option<i64>,
}

/// A metric of the caller's app over time. Minutes in which nothing happened count as nothing.
pub async fn read(ctx: &Context, scope: &Scope, query: Query) -> Result<Series> {
    scope.require(KeyScope::AppRead)?;
    let to = query.to.unwrap_or_else(|| ctx.now());
    let from = query.from.unwrap_or(Timestamp(to.0.saturating_sub(HOUR_MS))).minute();
    let span = to.0.saturating_sub(from.0);
    if !(0..=MAX_SPAN_MS).contains(&span) {
        return Err(invalid("from is at most a year before to"));
    }
    let step = step(query.step, span)?;
    let points = ceil(span, step * 1000);
    if points > MAX_POINTS {
        return Err(invalid("more than 1,000 points: take a larger step"));
    }
    let slots = slots(ctx, scope, query.metric, (from, to, step)).await?;
    let point = |slot: i64| Point {
        at: Timestamp(from.0 + slot * step * 1000),
        value: value(query.metric, slots.get(&slot)),
    };
    Ok(Series { metric: query.metric, step, data: (0..points).map(point).collect() })
}

fn step(given: Option<i64>, span: i64) -> Result<i64> {
    match given {
        Some(step) if step % MINUTE == 0 && (MINUTE..=DAY).contains(&step) => Ok(step),
        Some(_) => Err(invalid("step is whole minutes in seconds, 60 to 86400")),
        None => Ok(ceil(span, MAX_POINTS * MINUTE * 1000).max(1) * MINUTE),
    }
}

fn ceil(span: i64, part: i64) -> i64 {
    (span + part - 1) / part
}

/// What was counted in each step that has something.
async fn slots(
    ctx: &Context,
    scope: &Scope,
    metric: Metric,
    (from, to, step): (Timestamp, Timestamp, i64),
) -> Result<HashMap<i64, Vec<i64>>> {
    let (aggregate, columns) = columns(metric);
    let selected: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(at, name)| format!("cast({aggregate}({name}) as bigint) as v{at}"))
        .collect();
    let sql = format!(
        "select (minute - $2) / $4 as slot, {} from minute_counts \
         where app_id = $1 and minute >= $2 and minute < $3 group by 1",
        selected.join(", ")
    );
    let db = ctx.db.reader();
    let values = vec![scope.app_id.0.into(), from.0.into(), to.0.into(), (step * 1000).into()];
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    rows.iter()
        .map(|row| {
            let counts = (0..columns.len()).map(|at| row.try_get::<i64>("", &format!("v{at}")));
            Ok((row.try_get("", "slot")?, counts.collect::<Result<_, _>>()?))
        })
        .collect()
}

/// Which columns a metric is made of, and how those of several minutes become one.
fn columns(metric: Metric) -> (&'static str, Vec<String>) {
    let counted = |name: &str| ("sum", vec![name.to_owned()]);
    match metric {
        Metric::Requests => counted("requests"),
        Metric::Errors4xx => counted("errors_4xx"),
        Metric::Errors5xx => counted("errors_5xx"),
        Metric::Messages => counted("messages"),
        Metric::Connections => ("max", vec!["connections".to_owned()]),
        Metric::LatencyP50 | Metric::LatencyP95 | Metric::LatencyP99 => {
            ("sum", (0..BUCKETS).map(|at| format!("took_{at}")).collect())
        }
    }
}

fn value(metric: Metric, counts: Option<&Vec<i64>>) -> Option<i64> {
    let of = |percent| counts.and_then(|counts| percentile(counts, percent));
    match metric {
        Metric::LatencyP50 => of(50),
        Metric::LatencyP95 => of(95),
        Metric::LatencyP99 => of(99),
        _ => Some(counts.and_then(|counts| counts.first().copied()).unwrap_or_default()),
    }
}

fn invalid(detail: &str) -> Error {
    Error::Refused(ErrorCode::InvalidParameter, detail.to_owned())
}

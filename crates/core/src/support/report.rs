//! How the desk did, day by day, in the time zone of whoever asks.

use crate::{
    Context, Error, Result, Scope,
    sql::{Rows, Type, column},
    validate::from_word,
};
use chrono::{Days, NaiveDate, TimeZone as _};
use chrono_tz::Tz;
use sea_orm::QueryResult;
use std::collections::HashMap;
use warbler_protocol::{DayReport, ErrorCode, HandoffCount, KeyScope, SupportReport};

/// Most days of one report.
const MOST: u64 = 92;

/// Which days.
#[derive(Clone, Debug)]
pub struct ReportQuery {
    /// `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// UTC, if left out.
    pub zone: Option<String>,
}

/// Volume, first response, resolution, satisfaction and handoffs. For the tenant's server.
pub async fn report(ctx: &Context, scope: &Scope, query: ReportQuery) -> Result<SupportReport> {
    scope.require(KeyScope::AppRead)?;
    let days = days(&query)?;
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("day", Type::Text),
        column("from_at", Type::Int),
        column("to_at", Type::Int),
    ]);
    for (day, from, to) in &days {
        rows.push([scope.app_id.0.into(), day.as_str().into(), (*from).into(), (*to).into()]);
    }
    let db = ctx.db.reader();
    let mut reports: HashMap<String, DayReport> = HashMap::new();
    for row in rows.clone().query(db, FIGURES).await? {
        let report = figures(&row)?;
        reports.insert(report.day.clone(), report);
    }
    for row in rows.query(db, HANDOFFS).await? {
        let day: String = row.try_get("", "day")?;
        let reason: String = row.try_get("", "reason")?;
        let handoff =
            HandoffCount { reason: from_word(&reason)?, count: row.try_get("", "count")? };
        if let Some(report) = reports.get_mut(&day) {
            report.handoffs.push(handoff);
        }
    }
    let days = days.iter().filter_map(|(day, ..)| reports.remove(day)).collect();
    Ok(SupportReport { days })
}

/// Each number by an index of its own: what was opened, resolved and rated on a day.
const FIGURES: &str = "select v.day, \
    (select count(*) from support_episodes e where e.app_id = v.app_id \
        and e.opened_at >= v.from_at and e.opened_at < v.to_at) as opened, \
    (select cast(coalesce(sum(e.breaches), 0) as bigint) from support_episodes e \
        where e.app_id = v.app_id \
        and e.opened_at >= v.from_at and e.opened_at < v.to_at) as breaches, \
    (select cast(avg(e.first_response_at - e.queued_at) as bigint) from support_episodes e \
        where e.app_id = v.app_id \
        and e.opened_at >= v.from_at and e.opened_at < v.to_at) as first_response, \
    (select count(*) from support_episodes e where e.app_id = v.app_id \
        and e.resolved_at >= v.from_at and e.resolved_at < v.to_at) as resolved, \
    (select count(*) from support_episodes e where e.app_id = v.app_id \
        and e.resolved_at >= v.from_at and e.resolved_at < v.to_at \
        and e.operator_id is null) as resolved_by_bot, \
    (select cast(avg(e.resolved_at - e.opened_at) as bigint) from support_episodes e \
        where e.app_id = v.app_id \
        and e.resolved_at >= v.from_at and e.resolved_at < v.to_at) as resolution, \
    (select count(*) from support_episodes e where e.app_id = v.app_id \
        and e.rated_at >= v.from_at and e.rated_at < v.to_at) as ratings, \
    (select cast(coalesce(sum(e.score), 0) as bigint) from support_episodes e \
        where e.app_id = v.app_id \
        and e.rated_at >= v.from_at and e.rated_at < v.to_at) as scores \
    from v";

const HANDOFFS: &str = "select v.day, h.reason, count(*) as count from v \
    join support_handoffs h on h.app_id = v.app_id and h.at >= v.from_at and h.at < v.to_at \
    group by v.day, h.reason order by v.day, h.reason";

fn figures(row: &QueryResult) -> Result<DayReport> {
    let seconds = |name| -> Result<Option<i64>> {
        let mean: Option<i64> = row.try_get("", name)?;
        Ok(mean.map(|mean| mean / 1000))
    };
    let ratings: i64 = row.try_get("", "ratings")?;
    let scores: i64 = row.try_get("", "scores")?;
    Ok(DayReport {
        day: row.try_get("", "day")?,
        opened: row.try_get("", "opened")?,
        resolved: row.try_get("", "resolved")?,
        resolved_by_bot: row.try_get("", "resolved_by_bot")?,
        first_response_seconds: seconds("first_response")?,
        resolution_seconds: seconds("resolution")?,
        ratings,
        mean_score: (ratings > 0).then(|| scores as f64 / ratings as f64),
        breaches: row.try_get("", "breaches")?,
        handoffs: Vec::new(),
    })
}

/// The days, each with the moments at which it begins and ends there.
fn days(query: &ReportQuery) -> Result<Vec<(String, i64, i64)>> {
    let zone: Tz = match &query.zone {
        Some(zone) => zone.parse().map_err(|_| invalid("zone is one of the IANA database"))?,
        None => Tz::UTC,
    };
    let (from, to) = (date(&query.from)?, date(&query.to)?);
    let length = (to - from).num_days();
    if !(0..i64::try_from(MOST).unwrap_or(i64::MAX)).contains(&length) {
        return Err(invalid("from is at most 91 days before to"));
    }
    let days = (0..=length.unsigned_abs()).map(|n| {
        let day = from.checked_add_days(Days::new(n))?;
        let next = day.checked_add_days(Days::new(1))?;
        Some((day.to_string(), midnight(zone, day)?, midnight(zone, next)?))
    });
    days.collect::<Option<_>>().ok_or_else(|| invalid("there are no such days"))
}

fn date(text: &str) -> Result<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| invalid("days are YYYY-MM-DD"))
}

/// When a day begins: some zones skip midnight.
fn midnight(zone: Tz, day: NaiveDate) -> Option<i64> {
    (0..24).find_map(|hour| {
        let wall = day.and_hms_opt(hour, 0, 0)?;
        zone.from_local_datetime(&wall).earliest().map(|moment| moment.timestamp_millis())
    })
}

fn invalid(detail: &str) -> Error {
    Error::Refused(ErrorCode::InvalidParameter, detail.to_owned())
}

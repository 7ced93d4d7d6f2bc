//! The log of an app's requests, for seven days: what was asked, never what was said.
//!
//! Noting a request waits for nothing. Requests are put in a bounded queue, and whoever runs
//! [`flush`] writes them in batches; what is in the queue when a process dies is lost, and so is
//! what finds it full. Of many requests a second only some are kept, with a weight that says how
//! many each stands for; errors have a share of their own.

mod model;
mod sampler;

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    cursor,
    sql::{Rows, text_or_empty},
    validate::word,
};
use model::{COLUMNS, Column, Entity, Model};
use sampler::Sampler;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use uuid::Uuid;
use warbler_protocol::{AppId, ErrorCode, KeyScope, Page, RequestLog, Timestamp};

/// Kept of each app and process in a second.
const SUCCESSES: u32 = 20;
const ERRORS: u32 = 100;
/// Requests that wait to be written.
const CAPACITY: usize = 10_000;
/// Rows in one statement.
const CHUNK: usize = 500;
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// Rows that one round of [`prune`] takes away at most.
const PRUNED: u64 = 50_000;

/// Requests that are not written yet, and how many each app has kept lately.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    requests: Vec<(AppId, RequestLog)>,
    samplers: HashMap<AppId, [Sampler; 2]>,
}

/// Notes a request that was answered. `describe` is asked only if it is one of those that are kept;
/// it is given what the request stands for.
pub fn note(ctx: &Context, app_id: AppId, status: u16, describe: impl FnOnce(u32) -> RequestLog) {
    let second = ctx.now().seconds();
    let mut queue = ctx.requests.0.lock().unwrap_or_else(PoisonError::into_inner);
    let [successes, errors] = queue.samplers.entry(app_id).or_default();
    let weight = match status {
        ..400 => successes.take(second, SUCCESSES),
        _ => errors.take(second, ERRORS),
    };
    let Some(weight) = weight else { return };
    match queue.requests.len() < CAPACITY {
        true => queue.requests.push((app_id, describe(weight))),
        false => metrics::counter!("warbler_request_logs_dropped_total").increment(1),
    }
}

/// Writes what was noted since the last time.
pub async fn flush(ctx: &Context) -> Result<()> {
    let second = ctx.now().seconds();
    let requests = {
        let mut queue = ctx.requests.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.samplers.retain(|_, samplers| !samplers.iter().all(|it| it.is_idle(second)));
        std::mem::take(&mut queue.requests)
    };
    for chunk in requests.chunks(CHUNK) {
        let mut rows = Rows::new(COLUMNS);
        for (app_id, request) in chunk {
            rows.push(row(*app_id, request)?);
        }
        rows.insert(ctx.db.writer(), "request_logs", "on conflict do nothing").await?;
    }
    Ok(())
}

fn row(app_id: AppId, request: &RequestLog) -> Result<[sea_orm::Value; 17]> {
    Ok([
        app_id.0.into(),
        request.at.0.into(),
        Uuid::now_v7().into(),
        request.method.as_str().into(),
        request.route.as_str().into(),
        request.path.as_str().into(),
        i64::from(request.status).into(),
        text_or_empty(request.code.map(ErrorCode::as_str)),
        request.duration_us.into(),
        word(&request.principal.kind)?.into(),
        request.principal.id.as_str().into(),
        text_or_empty(request.address.as_deref()),
        request.request_id.as_str().into(),
        request.request_bytes.into(),
        request.response_bytes.into(),
        text_or_empty(request.user_agent.as_deref()),
        request.weight.into(),
    ])
}

/// Which requests. What is not said does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The lowest status, and the one to stop before.
    pub status: Option<(u16, u16)>,
    pub route: Option<String>,
    /// The id of a user or of a secret key.
    pub principal: Option<String>,
    pub request_id: Option<String>,
    pub from: Option<Timestamp>,
    /// The moment to stop before.
    pub to: Option<Timestamp>,
}

impl Filter {
    fn condition(self) -> Result<Condition> {
        let texts = [
            (Column::Route, self.route),
            (Column::PrincipalId, self.principal),
            (Column::RequestId, self.request_id),
        ];
        let mut all = Condition::all()
            .add_option(self.status.map(|(from, _)| Column::Status.gte(i64::from(from))))
            .add_option(self.status.map(|(_, to)| Column::Status.lt(i64::from(to))))
            .add_option(self.from.map(|from| Column::At.gte(from.0)))
            .add_option(self.to.map(|to| Column::At.lt(to.0)));
        for (column, text) in texts {
            let Some(text) = text else { continue };
            if text.contains('\0') {
                let detail = "a filter must not contain the NUL character".to_owned();
                return Err(Error::Refused(ErrorCode::InvalidParameter, detail));
            }
            all = all.add(column.eq(text));
        }
        Ok(all)
    }
}

/// The app's requests, the newest first.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    filter: Filter,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<RequestLog>> {
    scope.require(KeyScope::AppRead)?;
    let before: Option<(i64, Uuid)> = cursor::open_page(ctx, scope, "request_logs", cursor)?;
    let older = before.map(|(at, id)| {
        let at_once = Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id));
        Condition::any().add(Column::At.lt(at)).add(at_once)
    });
    let found = Entity::in_app(scope.app_id)
        .filter(filter.condition()?)
        .filter(Condition::all().add_option(older))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let key = |model: &Model| (model.at, model.id);
    let page = cursor::page(ctx, scope, ("request_logs", limit), found, key)?;
    page.try_map(TryInto::try_into)
}

/// Forgets what is older than seven days. Answers how many rows went.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = format!(
        "delete from request_logs where (app_id, at, id) in \
         (select app_id, at, id from request_logs where at < $1 order by at limit {PRUNED})"
    );
    let before = ctx.now() - KEPT;
    let query = crate::sql::statement(db, &sql, vec![before.0.into()]);
    Ok(db.execute_raw(query).await?.rows_affected())
}

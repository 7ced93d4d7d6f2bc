//! What is to be delivered now, endpoint by endpoint.
//!
//! The endpoint is what is leased, not the delivery: one worker has all of an endpoint's deliveries
//! in hand, which keeps their number in flight and their order without a word between workers, and
//! costs a delivery no write of its own. The worker gives the endpoint back within the lease; one
//! that died does not, and then others take over and send again what it had not settled.

use super::{model::Model, signature::Signer};
use crate::{
    Context, Error, Result,
    sql::{Rows, Type, column, statement},
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use std::{collections::HashSet, time::Duration};
use uuid::Uuid;
use warbler_protocol::{AppId, EndpointId, Timestamp};

/// How long a worker that fell silent keeps others out. It lasts for a turn, a last attempt and
/// what it takes to write things down.
const LEASE: Duration = Duration::from_secs(90);

/// An endpoint whose deliveries are in hand.
#[derive(Clone, Debug)]
pub struct Queue {
    pub app_id: AppId,
    pub endpoint_id: EndpointId,
    pub(crate) shard: i32,
    pub url: String,
    pub ordered: bool,
    /// Whether the last attempts failed.
    pub failing: bool,
    pub signer: Signer,
    worker: Uuid,
}

/// A delivery that is due.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Due {
    pub id: Uuid,
    pub kind: String,
    pub(crate) position: Option<i64>,
    pub conversation_id: Option<Uuid>,
    /// How often it was tried before.
    pub attempts: i64,
    run_at: i64,
    pub(crate) created_at: i64,
}

impl Due {
    /// Where the page after this one goes on.
    pub fn place(&self) -> (i64, Uuid) {
        (self.run_at, self.id)
    }
}

/// Deliveries of an ordered endpoint wait while an earlier one of their conversation does.
const NOT_BEHIND: &str = "not exists (select 1 from webhook_deliveries b \
    where b.app_id = d.app_id and b.endpoint_id = d.endpoint_id \
    and b.conversation_id = d.conversation_id and b.ordered and b.run_at is not null \
    and b.run_at > $3 and b.position < d.position)";

/// Takes up to `limit` endpoints that have something due.
pub async fn lease(ctx: &Context, worker: Uuid, limit: usize) -> Result<Vec<Queue>> {
    let now = ctx.now();
    let due = "due_at is not null and due_at <= $1 and enabled \
        and (leased_until is null or leased_until <= $1) \
        and (paused_until is null or paused_until <= $1)";
    // Idle workers look, and look again: without anything due, nothing is written.
    let db = ctx.db.reader();
    let sql = format!("select 1 as one from webhook_endpoints where {due} limit 1");
    if db.query_one_raw(statement(db, &sql, vec![now.0.into()])).await?.is_none() {
        return Ok(Vec::new());
    }
    let db = ctx.db.writer();
    let lock = match db.get_database_backend() {
        DbBackend::Postgres => "for update skip locked",
        _ => "",
    };
    let sql = format!(
        "update webhook_endpoints set leased_by = $2, leased_until = $3 where (app_id, id) in \
         (select app_id, id from webhook_endpoints where {due} order by due_at limit {limit} {lock}) \
         returning *"
    );
    let values = vec![now.0.into(), worker.into(), (now + LEASE).0.into()];
    let models = Model::find_by_statement(statement(db, &sql, values)).all(db).await?;
    models.into_iter().map(|model| Queue::new(ctx, model, worker)).collect()
}

impl Queue {
    fn new(ctx: &Context, model: Model, worker: Uuid) -> Result<Self> {
        Ok(Self {
            app_id: AppId(model.app_id),
            endpoint_id: EndpointId(model.id),
            shard: model.shard,
            signer: model.signer(ctx)?,
            url: model.url,
            ordered: model.ordered,
            failing: model.failing_since.is_some(),
            worker,
        })
    }
}

/// Deliveries that are due, the longest first, from behind a place on. Those of an ordered endpoint
/// come in the order of the log, without what has to wait for another.
pub async fn due(
    ctx: &Context,
    queue: &Queue,
    after: Option<(i64, Uuid)>,
    limit: usize,
) -> Result<Vec<Due>> {
    let db = ctx.db.reader();
    let (rest, order) = match queue.ordered {
        true => (format!("d.ordered and {NOT_BEHIND}"), "d.position"),
        false => ("(d.run_at, d.id) > ($4, $5)".to_owned(), "d.run_at, d.id"),
    };
    let sql = format!(
        "select d.id, d.kind, d.position, d.conversation_id, d.attempts, d.run_at, d.created_at \
         from webhook_deliveries d where d.app_id = $1 and d.endpoint_id = $2 \
         and d.run_at is not null and d.run_at <= $3 and {rest} order by {order} limit {limit}"
    );
    let mut values = vec![queue.app_id.0.into(), queue.endpoint_id.0.into(), ctx.now().0.into()];
    if !queue.ordered {
        let (run_at, id) = after.unwrap_or((i64::MIN, Uuid::nil()));
        values.extend([run_at.into(), id.into()]);
    }
    Ok(Due::find_by_statement(statement(db, &sql, values)).all(db).await?)
}

/// Gives an endpoint back, and says when it is due next.
pub async fn release(ctx: &Context, queue: &Queue) -> Result<()> {
    let tx = ctx.db.begin().await?;
    let key = vec![queue.app_id.0.into(), queue.endpoint_id.0.into()];
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update",
        _ => "",
    };
    // The lock first: whoever adds a delivery now says so after us.
    let sql =
        format!("select 1 as one from webhook_endpoints where app_id = $1 and id = $2 {lock}");
    tx.query_one_raw(statement(&tx, &sql, key.clone())).await?;
    let sql = format!(
        "update webhook_endpoints set leased_by = null, leased_until = null, due_at = \
         (select min(d.run_at) from webhook_deliveries d where d.app_id = $1 \
             and d.endpoint_id = $2 and d.run_at is not null \
             and (not d.ordered or {NOT_BEHIND})) \
         where app_id = $1 and id = $2 and leased_by = $4"
    );
    let values = [key, vec![ctx.now().0.into(), queue.worker.into()]].concat();
    tx.execute_raw(statement(&tx, &sql, values)).await?;
    Ok(tx.commit().await?)
}

/// Says that endpoints have something due now.
pub(super) async fn wake(
    tx: &impl ConnectionTrait,
    endpoints: HashSet<(Uuid, Uuid)>,
    now: Timestamp,
) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("id", Type::Uuid),
        column("now", Type::Int),
    ]);
    // Always in the same order: two that wake the same ones do not wait for each other in a circle.
    let mut endpoints: Vec<_> = endpoints.into_iter().collect();
    endpoints.sort_unstable();
    for (app_id, id) in endpoints {
        rows.push([app_id.into(), id.into(), now.0.into()]);
    }
    let sql = "update webhook_endpoints set due_at = v.now from v \
        where webhook_endpoints.app_id = v.app_id and webhook_endpoints.id = v.id \
        and (due_at is null or due_at > v.now)";
    rows.execute(tx, sql).await.map_err(Error::from)
}

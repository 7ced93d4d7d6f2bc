//! Customers who wait are given to operators who are there: the most urgent first, then who has waited
//! longest; to whom has fewest, then to whom was given none for longest.

use super::{
    model::{Column, Entity, Model},
    operators, queues, take,
};
use crate::{Context, Result, Scope, access::InApp as _, apps, log::Writer, sql::statement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;
use warbler_protocol::AppId;

/// How long a worker that fell silent keeps others away.
const LEASE: Duration = Duration::from_secs(30);
/// Customers who are looked at in one transaction, for one that can be given to somebody.
const WINDOW: u64 = 200;

/// Looks at up to `limit` desks where somebody waits, or has time. Answers how many there were.
pub async fn assign_due(ctx: &Context, limit: u64) -> Result<usize> {
    let due = lease(ctx, limit).await?;
    for (app_id, due_at) in &due {
        // One that fails comes back when its lease ends; the others need not wait for it.
        if let Err(error) = assign(ctx, *app_id, *due_at).await {
            tracing::warn!(%error, %app_id, "a desk was not looked at");
        }
    }
    Ok(due.len())
}

async fn assign(ctx: &Context, app_id: AppId, due_at: i64) -> Result<()> {
    let scope = apps::system_scope(ctx, app_id).await?;
    while assign_one(ctx, &scope).await? {}
    finish(ctx, app_id, due_at).await
}

async fn lease(ctx: &Context, limit: u64) -> Result<Vec<(AppId, i64)>> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update skip locked",
        _ => "",
    };
    let sql = format!(
        "update support_desks set due_at = $2 where app_id in (select app_id from support_desks \
             where due_at <= $1 order by due_at limit {limit} {lock}) \
         returning app_id, due_at"
    );
    let values = vec![now.0.into(), (now + LEASE).0.into()];
    let rows = tx.query_all_raw(statement(&tx, &sql, values)).await?;
    tx.commit().await?;
    rows.iter()
        .map(|row| Ok((AppId(row.try_get("", "app_id")?), row.try_get("", "due_at")?)))
        .collect()
}

/// Nobody is left who can be given to anybody, unless something happened since.
async fn finish(ctx: &Context, app_id: AppId, due_at: i64) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update support_desks set due_at = null where app_id = $1 and due_at = $2";
    db.execute_raw(statement(db, sql, vec![app_id.0.into(), due_at.into()])).await?;
    Ok(())
}

/// Gives one customer to an operator. Answers whether there was one to be given.
async fn assign_one(ctx: &Context, scope: &Scope) -> Result<bool> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let Some((row, operator)) = pair(&writer, scope).await? else { return Ok(false) };
    take::give(&mut writer, scope, row, &operator, None).await?;
    writer.commit().await?;
    // The desk is due again by this change; it is looked at until nobody can be given.
    Ok(true)
}

/// The first customer for whom somebody is there, and who that is.
async fn pair(writer: &Writer<'_>, scope: &Scope) -> Result<Option<(Model, operators::Model)>> {
    let free = free(writer, scope).await?;
    if free.is_empty() {
        return Ok(None);
    }
    let mut queues: HashMap<Uuid, queues::Model> = HashMap::new();
    for row in waiting(writer, scope).await? {
        let queue = match queues.get(&row.queue_id) {
            Some(queue) => queue.clone(),
            None => queues::named(writer.tx(), scope.app_id, row.queue_id()).await?,
        };
        queues.insert(row.queue_id, queue.clone());
        if !queue.assign {
            continue;
        }
        let skills = queue.skills()?;
        for operator in &free {
            let stranger = operator.user_id != row.customer_id;
            if stranger && operator.is_for(queue.id(), &skills)? {
                return Ok(Some((row, operator.clone())));
            }
        }
    }
    Ok(None)
}

/// Operators with room for one more, in the order in which they are to be given one.
async fn free(writer: &Writer<'_>, scope: &Scope) -> Result<Vec<operators::Model>> {
    let loads = operators::loads(writer.tx(), scope.app_id).await?;
    let load = |it: &operators::Model| loads.get(&it.user_id).copied().unwrap_or_default();
    let mut all = operators::all(writer.tx(), scope.app_id).await?;
    all.retain(|operator| load(operator) < operator.capacity);
    all.sort_by_key(|operator| (load(operator), operator.assigned_at));
    Ok(all)
}

async fn waiting(writer: &Writer<'_>, scope: &Scope) -> Result<Vec<Model>> {
    Ok(Entity::in_app(scope.app_id)
        .filter(Column::State.eq("queued"))
        .order_by_desc(Column::Priority)
        .order_by_asc(Column::StateAt)
        .order_by_asc(Column::ConversationId)
        .limit(WINDOW)
        .all(writer.tx())
        .await?)
}

//! Operators: users of the app who answer customers, some of them from the console.
//!
//! They are members of the inboxes of the queues that they serve, and of the conversations that they
//! answer. Their load is counted, never kept.

mod change;
mod model;

pub use change::{put, remove, set_availability};
pub(crate) use model::Model;

use crate::{
    Context, Error, Result, Scope, access::InApp as _, cursor, log::Writer, sql::statement,
};
use model::{Column, Entity};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::Expr,
};
use std::collections::HashMap;
use warbler_protocol::{AccountId, AppId, Operator, Page, QueueId, UserId};

/// One operator.
pub async fn get(ctx: &Context, scope: &Scope, id: &UserId) -> Result<Operator> {
    super::seat::admit_reader(ctx, scope).await?;
    shown(ctx, scope.app_id, id).await
}

async fn shown(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Operator> {
    let found = find(ctx.db.reader(), app_id, id).await?.ok_or(Error::NotFound("operator"))?;
    found.operator(load(ctx.db.reader(), app_id, &found.user_id).await?)
}

/// The operators of the app, by user id.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Operator>> {
    super::seat::admit_reader(ctx, scope).await?;
    let after: Option<String> = cursor::open_page(ctx, scope, "operators", cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::UserId.gt(after.unwrap_or_default()))
        .order_by_asc(Column::UserId)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, ("operators", limit), found, |it| it.user_id.clone())?;
    let loads = loads(ctx.db.reader(), scope.app_id).await?;
    page.try_map(|it| it.operator(loads.get(&it.user_id).copied().unwrap_or_default()))
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    id: &UserId,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id).filter(Column::UserId.eq(id.as_str())).one(db).await?)
}

/// Who answers as whom in the console.
pub(super) async fn of_account(
    db: &impl ConnectionTrait,
    app_id: AppId,
    id: AccountId,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id).filter(Column::AccountId.eq(id.0)).one(db).await?)
}

/// All operators of the app.
pub(super) async fn all(db: &impl ConnectionTrait, app_id: AppId) -> Result<Vec<Model>> {
    Ok(Entity::in_app(app_id).order_by_asc(Column::UserId).all(db).await?)
}

/// Whether anybody is there to be given a customer of this queue.
pub(super) async fn any_available(
    db: &impl ConnectionTrait,
    app_id: AppId,
    queue_id: QueueId,
) -> Result<bool> {
    for operator in all(db, app_id).await? {
        if operator.is_for(queue_id, &[])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many customers an operator answers now.
pub(super) async fn load(db: &impl ConnectionTrait, app_id: AppId, id: &str) -> Result<i64> {
    let sql = "select count(*) as count from support_conversations \
        where app_id = $1 and operator_id = $2 and state = 'assigned'";
    let row = db.query_one_raw(statement(db, sql, vec![app_id.0.into(), id.into()])).await?;
    Ok(row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default())
}

/// The same for all of them who answer any.
pub(super) async fn loads(
    db: &impl ConnectionTrait,
    app_id: AppId,
) -> Result<HashMap<String, i64>> {
    let sql = "select operator_id, count(*) as count from support_conversations \
        where app_id = $1 and state = 'assigned' group by operator_id";
    let rows = db.query_all_raw(statement(db, sql, vec![app_id.0.into()])).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "operator_id")?, row.try_get("", "count")?)))
        .collect()
}

/// Notes that an operator was given a customer.
pub(super) async fn note_assignment(writer: &Writer<'_>, operator: &Model) -> Result<()> {
    Entity::update_in_app(AppId(operator.app_id))
        .filter(Column::UserId.eq(operator.user_id.as_str()))
        .col_expr(Column::AssignedAt, Expr::value(writer.now().0))
        .exec(writer.tx())
        .await?;
    Ok(())
}

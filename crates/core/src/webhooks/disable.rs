//! Giving an endpoint up, and telling the owners of the organisation.

use super::model::{Column, Entity};
use crate::{
    Context, Result,
    access::InApp as _,
    mail::{self, letters},
    organizations,
    sql::{Rows, Type, column},
    validate::word,
};
use sea_orm::{QueryResult, entity::prelude::*, sea_query::Expr};
use std::time::Duration;
use warbler_protocol::{AppId, DisabledReason, EndpointId};

/// How long an endpoint may fail.
const PATIENCE: Duration = Duration::from_secs(5 * 24 * 3600);

/// Those of these endpoints that have failed for longer than anybody has patience.
pub(super) async fn too_long(
    ctx: &Context,
    endpoints: impl Iterator<Item = (AppId, EndpointId)>,
) -> Result<Vec<(AppId, EndpointId)>> {
    let before = (ctx.now() - PATIENCE).0;
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("id", Type::Uuid),
        column("since", Type::Int),
    ]);
    for (app_id, id) in endpoints {
        rows.push([app_id.0.into(), id.0.into(), before.into()]);
    }
    let sql = "select e.app_id, e.id from v join webhook_endpoints e \
        on e.app_id = v.app_id and e.id = v.id where e.enabled and e.failing_since <= v.since";
    let found = rows.query(ctx.db.writer(), sql).await?;
    let key = |row: &QueryResult| -> Result<_> {
        Ok((AppId(row.try_get("", "app_id")?), EndpointId(row.try_get("", "id")?)))
    };
    found.iter().map(key).collect()
}

/// Stops delivering to an endpoint; what is pending waits.
pub(super) async fn disable(
    ctx: &Context,
    app_id: AppId,
    id: EndpointId,
    reason: DisabledReason,
) -> Result<()> {
    let tx = ctx.db.begin().await?;
    let disabled = Entity::update_in_app(app_id)
        .filter(Column::Id.eq(id.0))
        .filter(Column::Enabled.eq(true))
        .col_expr(Column::Enabled, Expr::value(false))
        .col_expr(Column::DisabledAt, Expr::value(ctx.now().0))
        .col_expr(Column::DisabledReason, Expr::value(word(&reason)?))
        .exec(&tx)
        .await?;
    let endpoint = Entity::in_app(app_id).filter(Column::Id.eq(id.0)).one(&tx).await?;
    let Some(endpoint) = endpoint.filter(|_| disabled.rows_affected > 0) else { return Ok(()) };
    for owner in organizations::owners_of(&tx, app_id).await? {
        let letter = letters::endpoint_disabled(ctx, &owner.app, &endpoint.url, reason);
        mail::write(ctx, &tx, &owner.email, letter).await?;
    }
    tracing::info!(%app_id, endpoint_id = %id, ?reason, "an endpoint was disabled");
    Ok(tx.commit().await?)
}

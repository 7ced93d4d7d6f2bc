//! Giving an endpoint up, and telling the owners of the organisation.

use super::model::{Column, Entity};
use crate::{
    Context, Result,
    access::InApp as _,
    mail::{self, letters},
    organizations,
    validate::word,
};
use sea_orm::{entity::prelude::*, sea_query::Expr};
use std::time::Duration;
use warbler_protocol::{AppId, DisabledReason, EndpointId};

/// How long an endpoint may fail.
const PATIENCE: Duration = Duration::from_secs(5 * 24 * 3600);

/// Whether an endpoint has failed for longer than anybody has patience.
pub(super) async fn too_long(ctx: &Context, app_id: AppId, id: EndpointId) -> Result<bool> {
    let before = (ctx.now() - PATIENCE).0;
    let failing = Entity::in_app(app_id)
        .filter(Column::Id.eq(id.0))
        .filter(Column::FailingSince.lte(before));
    Ok(failing.one(ctx.db.writer()).await?.is_some())
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

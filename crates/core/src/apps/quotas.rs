//! How much the callers of an app may ask for: what the installation allows, unless whoever runs it
//! gave the app quotas of its own.

use super::{
    known,
    model::{Column, Entity, Model},
};
use crate::{
    Context, Error, Result,
    auth::{self, Stale},
    rate_limits::Quotas,
    validate::{decode, encode},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde::{Deserialize, Serialize};
use warbler_protocol::{AppId, Quota};

/// Quotas of one app in place of the installation's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct QuotaChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Quota>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Quota>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<Quota>,
}

/// The quotas of an app, as they were within the last seconds.
pub(crate) async fn quotas(ctx: &Context, app_id: AppId) -> Result<Quotas> {
    Ok(known(ctx, app_id).await?.ok_or(Error::NotFound("app"))?.quotas)
}

/// Gives an app quotas of its own; those left out are the installation's. For whoever runs the
/// installation: only the command line calls it.
pub async fn set_quotas(ctx: &Context, app_id: AppId, change: QuotaChange) -> Result<Quotas> {
    let none = change == QuotaChange::default();
    let value = if none { None } else { Some(encode(&change)?) };
    Entity::update_many()
        .filter(Column::Id.eq(app_id.0))
        .col_expr(Column::RateLimits, Expr::value(value))
        .exec(ctx.db.writer())
        .await?;
    auth::forget(ctx, Stale::App(app_id)).await;
    quotas(ctx, app_id).await
}

impl Model {
    pub(super) fn quotas(&self, usual: Quotas) -> Result<Quotas> {
        let Some(change) = self.rate_limits.as_deref() else { return Ok(usual) };
        let QuotaChange { key, user, app } = decode(change)?;
        Ok(Quotas {
            key: key.unwrap_or(usual.key),
            user: user.unwrap_or(usual.user),
            app: app.unwrap_or(usual.app),
            address: usual.address,
        })
    }
}

//! Hooks: making, changing and removing them.

use super::{
    model::{ActiveModel, Column, Entity, Model},
    stats::last_hour,
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    auth::{self, Stale},
    validate::{rules, word},
    webhooks::{DAY, check_url, signature},
};
use sea_orm::{
    ActiveValue::Set, IntoActiveModel as _, QueryOrder as _, QuerySelect as _, SqlErr,
    entity::prelude::*,
};
use std::time::Duration;
use warbler_protocol::{
    CreateHook, CreatedHook, Hook, HookId, HookStats, KeyScope, RotateSecret, UpdateHook,
};

/// How long an answer may take, unless said otherwise.
const DEADLINE_MS: i64 = 1000;

/// Makes a hook, which is asked from now on.
pub async fn create(ctx: &Context, scope: &Scope, input: CreateHook) -> Result<CreatedHook> {
    scope.require(KeyScope::WebhooksWrite)?;
    rules(&input)?;
    check_url(ctx, &input.url)?;
    let (id, now) = (HookId::generate(), ctx.now().0);
    let (sealed, secret) = signature::make(ctx, id.0);
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(id.0),
        kind: Set(input.kind.as_str().to_owned()),
        url: Set(input.url),
        deadline_ms: Set(input.deadline_ms.unwrap_or(DEADLINE_MS)),
        on_failure: Set(word(&input.on_failure)?),
        enabled: Set(true),
        sealed_secret: Set(sealed),
        sealed_previous: Set(None),
        previous_until: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let inserted = row.insert(ctx.db.writer()).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("the app has a hook of this type")
        }
        _ => error.into(),
    });
    let hook = inserted?.shown(HookStats::default())?;
    auth::forget(ctx, Stale::Hooks(scope.app_id)).await;
    Ok(CreatedHook { hook, secret })
}

/// The app's hooks, the oldest first.
pub async fn list(ctx: &Context, scope: &Scope) -> Result<Vec<Hook>> {
    scope.require(KeyScope::WebhooksRead)?;
    let query = Entity::in_app(scope.app_id).order_by_asc(Column::Id);
    let mut hooks = Vec::new();
    for model in query.all(ctx.db.reader()).await? {
        hooks.push(shown(ctx, scope, model).await?);
    }
    Ok(hooks)
}

pub async fn get(ctx: &Context, scope: &Scope, id: HookId) -> Result<Hook> {
    scope.require(KeyScope::WebhooksRead)?;
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    let model = query.one(ctx.db.reader()).await?.ok_or(Error::NotFound("hook"))?;
    shown(ctx, scope, model).await
}

/// Changes a hook.
pub async fn update(ctx: &Context, scope: &Scope, id: HookId, input: UpdateHook) -> Result<Hook> {
    scope.require(KeyScope::WebhooksWrite)?;
    rules(&input)?;
    let tx = ctx.db.begin().await?;
    let mut row = lock(&tx, scope, id).await?.into_active_model();
    if let Some(url) = input.url {
        check_url(ctx, &url)?;
        row.url = Set(url);
    }
    if let Some(deadline_ms) = input.deadline_ms {
        row.deadline_ms = Set(deadline_ms);
    }
    if let Some(on_failure) = input.on_failure {
        row.on_failure = Set(word(&on_failure)?);
    }
    if let Some(enabled) = input.enabled {
        row.enabled = Set(enabled);
    }
    row.updated_at = Set(ctx.now().0);
    let model = row.update(&tx).await?;
    tx.commit().await?;
    // What it did at another address, or with another deadline, is nothing to go by.
    ctx.hooks.trust(id);
    auth::forget(ctx, Stale::Hooks(scope.app_id)).await;
    shown(ctx, scope, model).await
}

/// Removes a hook.
pub async fn delete(ctx: &Context, scope: &Scope, id: HookId) -> Result<()> {
    scope.require(KeyScope::WebhooksWrite)?;
    let query = Entity::delete_in_app(scope.app_id).filter(Column::Id.eq(id.0));
    if query.exec(ctx.db.writer()).await?.rows_affected == 0 {
        return Err(Error::NotFound("hook"));
    }
    auth::forget(ctx, Stale::Hooks(scope.app_id)).await;
    Ok(())
}

/// Gives a hook a new secret. The one before signs beside it for a while.
pub async fn rotate(
    ctx: &Context,
    scope: &Scope,
    id: HookId,
    input: RotateSecret,
) -> Result<CreatedHook> {
    scope.require(KeyScope::WebhooksWrite)?;
    rules(&input)?;
    let now = ctx.now();
    let (sealed, secret) = signature::make(ctx, id.0);
    let life = Duration::from_secs(input.expires_in_seconds.unwrap_or(DAY).unsigned_abs());
    let tx = ctx.db.begin().await?;
    let model = lock(&tx, scope, id).await?;
    let mut row = model.clone().into_active_model();
    row.sealed_previous = Set(Some(model.sealed_secret));
    row.previous_until = Set(Some((now + life).0));
    row.sealed_secret = Set(sealed);
    row.updated_at = Set(now.0);
    let model = row.update(&tx).await?;
    tx.commit().await?;
    auth::forget(ctx, Stale::Hooks(scope.app_id)).await;
    Ok(CreatedHook { hook: shown(ctx, scope, model).await?, secret })
}

async fn lock(tx: &impl ConnectionTrait, scope: &Scope, id: HookId) -> Result<Model> {
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0)).lock_exclusive();
    query.one(tx).await?.ok_or(Error::NotFound("hook"))
}

async fn shown(ctx: &Context, scope: &Scope, model: Model) -> Result<Hook> {
    let stats = last_hour(ctx, scope.app_id, HookId(model.id)).await?;
    model.shown(stats)
}

//! Endpoints: making, changing and removing them.

use super::{
    model::{ActiveModel, Column, Entity, Model},
    signature,
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log,
    validate::{encode, no_nul, plain, rules, word},
};
use sea_orm::{
    ActiveValue::Set, IntoActiveModel as _, PaginatorTrait as _, QueryOrder as _, QuerySelect as _,
    entity::prelude::*,
};
use std::time::Duration;
use warbler_protocol::{
    CreateEndpoint, CreatedEndpoint, DisabledReason, Endpoint, EndpointId, EventSelector, KeyScope,
    RotateSecret, UpdateEndpoint,
};

/// Endpoints of an app: each is looked at for every entry.
const MAX_ENDPOINTS: u64 = 50;
/// How long a secret that was replaced goes on, unless said otherwise.
pub(crate) const DAY: i64 = 24 * 3600;

/// Makes an endpoint. What happens from now on is delivered to it.
pub async fn create(
    ctx: &Context,
    scope: &Scope,
    input: CreateEndpoint,
) -> Result<CreatedEndpoint> {
    scope.require(KeyScope::WebhooksWrite)?;
    rules(&input)?;
    plain("/description", input.description.as_deref())?;
    check_url(ctx, &input.url)?;
    if Entity::in_app(scope.app_id).count(ctx.db.reader()).await? >= MAX_ENDPOINTS {
        return Err(Error::limit("an app has at most 50 endpoints"));
    }
    let (id, now) = (EndpointId::generate(), ctx.now().0);
    let (sealed, secret) = signature::make(ctx, id.0);
    let event_types = input.event_types.unwrap_or_else(|| vec![EventSelector::All]);
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(id.0),
        shard: Set(scope.shard),
        url: Set(input.url),
        description: Set(input.description),
        event_types: Set(encode(&event_types)?),
        conversation_kinds: Set(encode(&input.conversation_kinds)?),
        conversation_ids: Set(encode(&input.conversation_ids)?),
        ordered: Set(input.ordered),
        enabled: Set(true),
        from_position: Set(log::position(ctx, scope.shard).await?),
        sealed_secret: Set(sealed),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let endpoint = row.insert(ctx.db.writer()).await?.try_into()?;
    Ok(CreatedEndpoint { endpoint, secret })
}

/// The app's endpoints, the oldest first.
pub async fn list(ctx: &Context, scope: &Scope) -> Result<Vec<Endpoint>> {
    scope.require(KeyScope::WebhooksRead)?;
    let query = Entity::in_app(scope.app_id).order_by_asc(Column::Id);
    query.all(ctx.db.reader()).await?.into_iter().map(TryInto::try_into).collect()
}

pub async fn get(ctx: &Context, scope: &Scope, id: EndpointId) -> Result<Endpoint> {
    scope.require(KeyScope::WebhooksRead)?;
    find(ctx.db.reader(), scope, id).await?.try_into()
}

/// Changes an endpoint. One that is enabled again goes on with what was pending, and with what
/// happens from now on.
pub async fn update(
    ctx: &Context,
    scope: &Scope,
    id: EndpointId,
    input: UpdateEndpoint,
) -> Result<Endpoint> {
    scope.require(KeyScope::WebhooksWrite)?;
    rules(&input)?;
    plain("/description", input.description.as_ref().and_then(|it| it.as_deref()))?;
    let tx = ctx.db.begin().await?;
    let model = lock(&tx, scope, id).await?;
    let (was_enabled, now) = (model.enabled, ctx.now().0);
    let mut row = model.into_active_model();
    if let Some(url) = input.url {
        check_url(ctx, &url)?;
        row.url = Set(url);
    }
    if let Some(description) = input.description {
        row.description = Set(description);
    }
    if let Some(event_types) = input.event_types {
        row.event_types = Set(encode(&event_types)?);
    }
    if let Some(kinds) = input.conversation_kinds {
        row.conversation_kinds = Set(encode(&kinds)?);
    }
    if let Some(ids) = input.conversation_ids {
        row.conversation_ids = Set(encode(&ids)?);
    }
    match input.enabled {
        Some(true) if !was_enabled => {
            enable(&mut row, now);
            row.from_position = Set(log::position_in(&tx, scope.shard).await?);
        }
        Some(false) if was_enabled => {
            row.enabled = Set(false);
            row.disabled_at = Set(Some(now));
            row.disabled_reason = Set(Some(word(&DisabledReason::Asked)?));
        }
        _ => {}
    }
    row.updated_at = Set(now);
    let endpoint = row.update(&tx).await?.try_into()?;
    tx.commit().await?;
    Ok(endpoint)
}

fn enable(row: &mut ActiveModel, now: i64) {
    row.enabled = Set(true);
    row.disabled_at = Set(None);
    row.disabled_reason = Set(None);
    row.failing_since = Set(None);
    row.paused_until = Set(None);
    row.due_at = Set(Some(now));
}

/// Removes an endpoint: nothing more is sent there. What was is forgotten with its age.
pub async fn delete(ctx: &Context, scope: &Scope, id: EndpointId) -> Result<()> {
    scope.require(KeyScope::WebhooksWrite)?;
    let query = Entity::delete_in_app(scope.app_id).filter(Column::Id.eq(id.0));
    match query.exec(ctx.db.writer()).await?.rows_affected {
        0 => Err(Error::NotFound("endpoint")),
        _ => Ok(()),
    }
}

/// Gives an endpoint a new secret. The one before signs beside it for a while.
pub async fn rotate(
    ctx: &Context,
    scope: &Scope,
    id: EndpointId,
    input: RotateSecret,
) -> Result<CreatedEndpoint> {
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
    let endpoint = row.update(&tx).await?.try_into()?;
    tx.commit().await?;
    Ok(CreatedEndpoint { endpoint, secret })
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: EndpointId,
) -> Result<Model> {
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    query.one(db).await?.ok_or(Error::NotFound("endpoint"))
}

/// The same; whoever else changes it waits.
async fn lock(tx: &impl ConnectionTrait, scope: &Scope, id: EndpointId) -> Result<Model> {
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0)).lock_exclusive();
    query.one(tx).await?.ok_or(Error::NotFound("endpoint"))
}

/// Refuses what could never be called.
pub(crate) fn check_url(ctx: &Context, url: &str) -> Result<()> {
    no_nul("/url", Some(url))?;
    ctx.egress.check(url).map_err(|error| Error::field("/url", "url", &error.to_string()))
}

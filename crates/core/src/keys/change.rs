//! Changing, rotating and revoking secret keys. A key changes only keys that can do no more than it
//! can itself: or else a narrow one could make itself a wide one. And it neither ends nor restricts
//! itself: what a server saws off by mistake may be the branch on which it sits.

use super::secret::{Column, Entity, Model, row, shown, stored};
use crate::{
    Actor, Context, Error, Result, Scope,
    access::InApp as _,
    auth::{self, Stale},
    validate::{encode, no_nul, rules},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel as _, entity::prelude::*};
use std::time::Duration;
use warbler_protocol::{CreatedKey, Key, KeyId, KeyScope, RotateKey, UpdateKey};

/// How long a rotated key goes on, unless said otherwise.
const DAY: i64 = 24 * 3600;
/// How long one that rotates itself goes on at least: the answer with the new secret may get lost.
const HOUR: i64 = 3600;

/// Changes a key's name, where it may be used from, or what it may do, which can only become less.
pub async fn update(ctx: &Context, scope: &Scope, id: KeyId, input: UpdateKey) -> Result<Key> {
    scope.require(KeyScope::KeysWrite)?;
    rules(&input)?;
    no_nul("/name", input.name.as_deref())?;
    if input.scopes.is_some() || input.allowed_ips.is_some() {
        require_another(scope, id)?;
    }
    let model = find_below(ctx, scope, id).await?;
    let before = model.scopes()?;
    let mut row = model.into_active_model();
    if let Some(scopes) = input.scopes {
        if scopes.is_empty() || !scopes.iter().all(|wanted| before.contains(wanted)) {
            return Err(Error::forbidden(
                "a key's scopes only become fewer, and stay at least one",
            ));
        }
        row.scopes = Set(encode(&scopes)?);
    }
    if let Some(name) = input.name {
        row.name = Set(name);
    }
    if let Some(allowed_ips) = input.allowed_ips {
        row.allowed_ips = Set(stored(&allowed_ips)?);
    }
    let key = row.update(ctx.db.writer()).await?.try_into()?;
    auth::forget(ctx, Stale::SecretKey(id)).await;
    Ok(key)
}

/// Makes a key like this one, which ends some time later, so that servers can be moved over.
pub async fn rotate(
    ctx: &Context,
    scope: &Scope,
    id: KeyId,
    input: RotateKey,
) -> Result<CreatedKey> {
    scope.require(KeyScope::KeysWrite)?;
    rules(&input)?;
    let old = find_below(ctx, scope, id).await?;
    let now = ctx.now();
    if old.revoked_at.is_some() || old.expires_at.is_some_and(|end| end <= now.0) {
        return Err(Error::conflict("the key has ended"));
    }
    let (scopes, allowed_ips) = (old.scopes()?, old.allowed_ips()?);
    let (new, secret) = row(ctx, scope, old.name.clone(), &scopes, &allowed_ips)?;
    let life = input.expires_in_seconds.unwrap_or(DAY);
    if life < HOUR {
        require_another(scope, id)?;
    }
    let end = (now + Duration::from_secs(life.unsigned_abs())).0;
    // One that is to end already is not given more time.
    let end = old.expires_at.map_or(end, |before| before.min(end));
    let tx = ctx.db.begin().await?;
    let mut row = old.into_active_model();
    row.expires_at = Set(Some(end));
    row.update(&tx).await?;
    let new = new.insert(&tx).await?;
    tx.commit().await?;
    auth::forget(ctx, Stale::SecretKey(id)).await;
    shown(new, &secret)
}

/// Ends a key at once.
pub async fn revoke(ctx: &Context, scope: &Scope, id: KeyId) -> Result<Key> {
    scope.require(KeyScope::KeysWrite)?;
    require_another(scope, id)?;
    let model = find(ctx, scope, id).await?;
    let mut row = model.clone().into_active_model();
    row.revoked_at = Set(model.revoked_at.or(Some(ctx.now().0)));
    let key = row.update(ctx.db.writer()).await?.try_into()?;
    auth::forget(ctx, Stale::SecretKey(id)).await;
    Ok(key)
}

async fn find(ctx: &Context, scope: &Scope, id: KeyId) -> Result<Model> {
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    query.one(ctx.db.reader()).await?.ok_or(Error::NotFound("key"))
}

/// Refuses the key that asks.
fn require_another(scope: &Scope, id: KeyId) -> Result<()> {
    match &scope.actor {
        Actor::Server { key_id, .. } if *key_id == id => {
            Err(Error::conflict("a key neither ends nor restricts itself: use another key"))
        }
        _ => Ok(()),
    }
}

/// The key, if it can do no more than the caller.
async fn find_below(ctx: &Context, scope: &Scope, id: KeyId) -> Result<Model> {
    let model = find(ctx, scope, id).await?;
    let own = scope.granted().unwrap_or(KeyScope::ALL);
    match model.scopes()?.iter().all(|scope| own.contains(scope)) {
        true => Ok(model),
        false => Err(Error::forbidden("a key changes only keys that can do no more than itself")),
    }
}

//! Secret keys, from the text to the scope.

use super::refused;
use crate::{Actor, Context, Permissions, Result, Scope, apps, keys, secrets};
use std::{net::IpAddr, sync::Arc};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use warbler_protocol::{ErrorCode, KeyId, KeyScope, Network};

/// A key as it was within the last seconds.
pub(super) struct Known {
    model: keys::SecretModel,
    scopes: Vec<KeyScope>,
    allowed_ips: Vec<Network>,
    shard: i32,
}

pub(super) async fn scope(ctx: &Context, key: &str, address: Option<IpAddr>) -> Result<Scope> {
    let unknown = || refused(ErrorCode::Unauthenticated, "there is no such secret key");
    let (id, secret) = key.split_once('_').ok_or_else(unknown)?;
    let id = KeyId(Uuid::try_parse(id).map_err(|_| unknown())?);
    let known = match ctx.cache.secret_key(id).await {
        Some(known) => known,
        None => look_up(ctx, id).await?.ok_or_else(unknown)?,
    };
    let presented = secrets::hash(secret.as_bytes());
    if !bool::from(presented.as_slice().ct_eq(&known.model.secret_hash)) {
        return Err(unknown());
    }
    check(ctx, &known, address)?;
    keys::used(ctx, &known.model, address);
    let actor = Actor::Server { key_id: id, scopes: known.scopes.clone() };
    let (app_id, permissions) = (known.model.app_id(), Permissions::ALL);
    Ok(Scope { app_id, shard: known.shard, actor, permissions })
}

async fn look_up(ctx: &Context, id: KeyId) -> Result<Option<Arc<Known>>> {
    let Some(model) = keys::find_secret(ctx, id).await? else { return Ok(None) };
    let Some(app) = apps::known(ctx, model.app_id()).await? else { return Ok(None) };
    let (scopes, allowed_ips) = (model.scopes()?, model.allowed_ips()?);
    let known = Known { model, scopes, allowed_ips, shard: app.shard };
    Ok(Some(ctx.cache.keep_secret_key(id, known).await))
}

/// Whoever comes this far has the secret, and may be told what is wrong.
fn check(ctx: &Context, known: &Known, address: Option<IpAddr>) -> Result<()> {
    if known.model.revoked_at.is_some() {
        return Err(refused(ErrorCode::KeyRevoked, "this key was revoked"));
    }
    if known.model.expires_at.is_some_and(|end| end <= ctx.now().0) {
        return Err(refused(ErrorCode::KeyExpired, "this key was rotated and has ended"));
    }
    let from = |network: &Network| address.is_some_and(|address| network.contains(address));
    if !known.allowed_ips.is_empty() && !known.allowed_ips.iter().any(from) {
        let detail = "this key may be used from other addresses alone";
        return Err(refused(ErrorCode::AddressNotAllowed, detail));
    }
    Ok(())
}

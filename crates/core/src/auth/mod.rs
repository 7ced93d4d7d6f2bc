//! Who a credential stands for. The only maker of scopes.
//!
//! A bearer credential is a secret key (`sk_…`) or a user token (a JWT). Tokens are taken only with
//! the algorithm that their key was made for; when they begin and end is decided by our clock. Who is
//! logged in to the console enters the apps of their organisations.

mod cache;
mod token;

pub(crate) use cache::Cache;
pub use token::{Identity, mint, read, verify};

use crate::{
    Actor, Context, Error, Result, Scope, apps, keys, organizations, secrets, sessions::Login,
};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use warbler_protocol::{AppId, ErrorCode, KeyId};

/// The scope that a bearer credential gives.
pub async fn authenticate(ctx: &Context, credential: &str) -> Result<Scope> {
    match credential.strip_prefix("sk_") {
        Some(key) => secret_key(ctx, key).await,
        None => Ok(verify(ctx, credential).await?.scope),
    }
}

/// The scope in which somebody of an organisation's team acts in one of its apps.
pub async fn enter(ctx: &Context, login: &Login, app_id: AppId) -> Result<Scope> {
    let unknown = || Error::NotFound("app");
    let place = organizations::role_in_app(ctx, login, app_id).await?;
    let (_, role) = place.ok_or_else(unknown)?;
    let (app, shard) = apps::look_up(ctx, app_id).await?.ok_or_else(unknown)?;
    let scopes = organizations::scopes(role, app.mode);
    Ok(Scope {
        app_id,
        shard,
        actor: Actor::Account { account_id: login.account_id, role, scopes },
    })
}

/// The user that a credential stands for, where only a user can be meant.
pub async fn identify(ctx: &Context, credential: &str) -> Result<Identity> {
    if let Some(key) = credential.strip_prefix("sk_") {
        secret_key(ctx, key).await?.user()?;
    }
    verify(ctx, credential).await
}

async fn secret_key(ctx: &Context, key: &str) -> Result<Scope> {
    let unknown = || refused(ErrorCode::Unauthenticated, "there is no such secret key");
    let (id, secret) = key.split_once('_').ok_or_else(unknown)?;
    let id = KeyId(Uuid::try_parse(id).map_err(|_| unknown())?);
    let found = match ctx.cache.secret_key(id).await {
        Some(found) => found,
        None => {
            let model = keys::find_secret(ctx, id).await?.ok_or_else(unknown)?;
            let shard = apps::shard(ctx, model.app_id()).await?.ok_or_else(unknown)?;
            ctx.cache.keep_secret_key(id, model, shard).await
        }
    };
    let (model, shard) = found.as_ref();
    let presented = secrets::hash(secret.as_bytes());
    if !bool::from(presented.as_slice().ct_eq(&model.secret_hash)) {
        return Err(unknown());
    }
    if model.revoked_at.is_some() {
        return Err(refused(ErrorCode::KeyRevoked, "this key was revoked"));
    }
    let actor = Actor::Server { key_id: id, scopes: model.scopes()? };
    Ok(Scope { app_id: model.app_id(), shard: *shard, actor })
}

fn refused(code: ErrorCode, detail: &str) -> Error {
    Error::Refused(code, detail.to_owned())
}

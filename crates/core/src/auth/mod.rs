//! Who a credential stands for. The only maker of scopes.
//!
//! A bearer credential is a secret key (`sk_…`) or a user token (a JWT). Tokens are taken only with
//! the algorithm that their key was made for; when they begin and end is decided by our clock.

mod cache;
mod token;

pub(crate) use cache::Cache;
pub use token::{Identity, mint, read, verify};

use crate::{Actor, Context, Error, Result, Scope, keys, secrets};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use warbler_protocol::{ErrorCode, KeyId};

/// The scope that a bearer credential gives.
pub async fn authenticate(ctx: &Context, credential: &str) -> Result<Scope> {
    match credential.strip_prefix("sk_") {
        Some(key) => secret_key(ctx, key).await,
        None => Ok(verify(ctx, credential).await?.scope),
    }
}

async fn secret_key(ctx: &Context, key: &str) -> Result<Scope> {
    let unknown = || refused(ErrorCode::Unauthenticated, "there is no such secret key");
    let (id, secret) = key.split_once('_').ok_or_else(unknown)?;
    let id = KeyId(Uuid::try_parse(id).map_err(|_| unknown())?);
    let found = match ctx.cache.secret_key(id).await {
        Some(found) => found,
        None => {
            let model = keys::find_secret(ctx, id).await?.ok_or_else(unknown)?;
            let shard = crate::apps::shard(ctx, model.app_id()).await?.ok_or_else(unknown)?;
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

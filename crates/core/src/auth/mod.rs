//! Who a credential stands for. The only maker of scopes.
//!
//! A bearer credential is a secret key (`sk_…`) or a user token (a JWT). Tokens are taken only with
//! the algorithm that their key was made for; when they begin and end is decided by our clock. Who is
//! logged in to the console enters the apps of their organisations.

mod cache;
mod claims;
mod mint;
mod revocation;
mod secret_key;
mod token;
mod verifier;

pub use cache::Stale;
pub(crate) use cache::{Cache, forget, listen};
pub use mint::mint;
pub use revocation::{Revocation, Revoked, revoked_since};
pub(crate) use revocation::{end, next_second};
pub(crate) use token::revoked;
pub use token::{Identity, read, verify};

use crate::{
    Actor, Context, Error, Permissions, Result, Scope, apps, organizations, sessions::Login,
};
use std::net::IpAddr;
use warbler_protocol::{AppId, ErrorCode};

/// The scope that a bearer credential gives to whoever asks from this address.
pub async fn authenticate(
    ctx: &Context,
    credential: &str,
    address: Option<IpAddr>,
) -> Result<Scope> {
    match credential.strip_prefix("sk_") {
        Some(key) => secret_key::scope(ctx, key, address).await,
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
    let actor = Actor::Account { account_id: login.account_id, role, scopes };
    Ok(Scope { app_id, shard, actor, permissions: Permissions::ALL })
}

/// The user that a credential stands for, where only a user can be meant.
pub async fn identify(ctx: &Context, credential: &str) -> Result<Identity> {
    if credential.starts_with("sk_") {
        // A key is refused from everywhere: only how depends on whether it is one.
        authenticate(ctx, credential, None).await?.user()?;
    }
    verify(ctx, credential).await
}

fn refused(code: ErrorCode, detail: &str) -> Error {
    Error::Refused(code, detail.to_owned())
}

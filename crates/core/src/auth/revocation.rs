//! Ending user tokens before their time.
//!
//! A token is over if its `iat` lies before a watermark of its app or of its user, or if the key that
//! signed it was revoked. `iat` has whole seconds, so the watermark is the next full second: no token
//! from before it survives. Ending tokens is answered when that second has come, so that a token that
//! is signed afterwards counts.

use super::{Identity, Stale, forget};
use crate::{Context, Result, Scope, apps, bus::Signal, keys, users};
use serde::{Deserialize, Serialize};
use warbler_protocol::{AppId, SigningKeyId, Timestamp, TokensRevoked, UserId};

/// Tokens of an app that were ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Revocation {
    pub app_id: AppId,
    pub tokens: Revoked,
}

/// Which tokens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Revoked {
    /// Of all users, issued before this.
    OfApp(Timestamp),
    /// Of one user, issued before this.
    OfUser(UserId, Timestamp),
    SignedWith(SigningKeyId),
}

impl Revocation {
    /// Whether the token behind an identity is one of them.
    pub fn ends(&self, identity: &Identity) -> bool {
        identity.scope.app_id == self.app_id
            && match &self.tokens {
                Revoked::OfApp(valid_from) => identity.issued_at < *valid_from,
                Revoked::OfUser(user_id, valid_from) => {
                    identity.user_id == *user_id && identity.issued_at < *valid_from
                }
                Revoked::SignedWith(id) => identity.signing_key_id == *id,
            }
    }
}

/// What was revoked since, in whatever app. For nodes, which may not have heard of it.
pub async fn revoked_since(ctx: &Context, since: Timestamp) -> Result<Vec<Revocation>> {
    let mut revocations = apps::revoked_since(ctx, since).await?;
    revocations.extend(users::revoked_since(ctx, since).await?);
    revocations.extend(keys::revoked_since(ctx, since).await?);
    Ok(revocations)
}

/// From when on tokens count that are signed after now.
pub(crate) fn next_second(now: Timestamp) -> Timestamp {
    Timestamp((now.seconds() + 1) * 1000)
}

/// Makes a new watermark take effect everywhere, and waits for the second from which on tokens count.
pub(crate) async fn end(ctx: &Context, scope: &Scope, tokens: Revoked) -> TokensRevoked {
    let (stale, valid_from) = match &tokens {
        Revoked::OfApp(valid_from) => (Stale::App(scope.app_id), *valid_from),
        Revoked::OfUser(user_id, valid_from) => {
            (Stale::User(scope.app_id, user_id.clone()), *valid_from)
        }
        Revoked::SignedWith(_) => (Stale::SigningKeys(scope.app_id), ctx.now()),
    };
    forget(ctx, stale).await;
    ctx.bus.signal(scope.shard, Signal::Revoked(Revocation { app_id: scope.app_id, tokens }));
    tokio::time::sleep(valid_from.since(ctx.now())).await;
    TokensRevoked { valid_from }
}

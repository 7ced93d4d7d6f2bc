//! User tokens: JSON Web Tokens (RFC 7519) signed by the tenant, or by us on its behalf.

use super::{claims::Claims, refused, verifier};
use crate::{Actor, Context, Result, Scope, apps, users};
use jsonwebtoken::errors::Error as JwtError;
use warbler_protocol::{AppId, ErrorCode, SigningKeyId, Timestamp, UserId};

/// A user that a token stands for, and what is to be known of the token.
#[derive(Clone, Debug)]
pub struct Identity {
    pub scope: Scope,
    pub user_id: UserId,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    pub signing_key_id: SigningKeyId,
}

/// The user that a token stands for. A user whom the tenant vouches for and whom we have not seen
/// is created; a deactivated one is refused.
pub async fn verify(ctx: &Context, token: &str) -> Result<Identity> {
    let identity = read(ctx, token).await?;
    users::admit(ctx, &identity).await?;
    Ok(identity)
}

/// The user that a token names. Whether they may act is then for [`users::welcome`] to say.
pub async fn read(ctx: &Context, token: &str) -> Result<Identity> {
    let malformed = |_: JwtError| refused(ErrorCode::TokenMalformed, "not a user token");
    let header = jsonwebtoken::decode_header(token).map_err(malformed)?;
    let claimed = jsonwebtoken::dangerous::insecure_decode::<Claims>(token).map_err(malformed)?;
    // Extensions that must be understood are not (RFC 7515, 4.1.11).
    if header.crit.is_some() {
        return Err(refused(ErrorCode::TokenMalformed, "`crit` names what is not supported"));
    }
    let unknown =
        || refused(ErrorCode::TokenSignature, "no live signing key of this app signed it");
    let app_id: AppId = claimed.claims.iss.parse().map_err(|_| unknown())?;
    let kid = header.kid.ok_or_else(unknown)?;
    let app = apps::known(ctx, app_id).await?.ok_or_else(unknown)?;
    let verifier = verifier::find(ctx, app_id, &kid).await?.ok_or_else(unknown)?;
    let claims: Claims = verifier.claims(token).ok_or_else(unknown)?;
    claims.check_times(ctx.now().seconds())?;
    let identity = identity(app_id, &app, &claims, verifier.signing_key_id)?;
    match identity.issued_at < app.tokens_valid_from {
        true => Err(revoked()),
        false => Ok(identity),
    }
}

fn identity(
    app_id: AppId,
    app: &apps::Known,
    claims: &Claims,
    signing_key_id: SigningKeyId,
) -> Result<Identity> {
    let user_id: UserId = claims
        .sub
        .parse()
        .map_err(|_| refused(ErrorCode::TokenMalformed, "sub is not a user id"))?;
    let (shard, actor) = (app.shard, Actor::User(user_id.clone()));
    Ok(Identity {
        scope: Scope { app_id, shard, actor, permissions: claims.permissions(app) },
        user_id,
        issued_at: Timestamp(claims.iat.0.saturating_mul(1000)),
        expires_at: Timestamp(claims.exp.0.saturating_mul(1000)),
        signing_key_id,
    })
}

/// A token from before those of its app or user were ended.
pub(crate) fn revoked() -> crate::Error {
    refused(ErrorCode::TokenRevoked, "the token was revoked")
}

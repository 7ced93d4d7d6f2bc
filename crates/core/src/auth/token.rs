//! User tokens: JSON Web Tokens (RFC 7519) signed by the tenant, or by us on its behalf.

use super::{cache::Verifier, refused};
use crate::{Actor, Context, Error, Result, Scope, apps, keys, users, validate::rules};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use warbler_protocol::{
    AppId, ErrorCode, KeyScope, MintToken, SigningKeyId, Timestamp, Token, UserId,
};

/// Longest life of a token.
const MAX_LIFE: i64 = 24 * 3600;
/// How far the clocks of a tenant's servers may be ahead of ours, in seconds.
const LEEWAY: i64 = 30;

/// A user that a token stands for.
#[derive(Clone, Debug)]
pub struct Identity {
    pub scope: Scope,
    pub user_id: UserId,
    pub expires_at: Timestamp,
}

#[derive(Debug, Deserialize, Serialize)]
struct Claims {
    iss: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    /// These narrow what the user may do. Until they can be honoured, such a token is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caps: Option<serde_json::Value>,
}

/// The user that a token stands for. A user whom the tenant vouches for and whom we have not seen
/// is created; a deactivated one is refused.
pub async fn verify(ctx: &Context, token: &str) -> Result<Identity> {
    let identity = read(ctx, token).await?;
    users::admit(ctx, identity.scope.app_id, &identity.user_id).await?;
    Ok(identity)
}

/// The user that a token names. Whether they may act is then for [`users::welcome`] to say.
pub async fn read(ctx: &Context, token: &str) -> Result<Identity> {
    let malformed = |_| refused(ErrorCode::TokenMalformed, "not a JSON Web Token of ours");
    let header = jsonwebtoken::decode_header(token).map_err(malformed)?;
    let claimed = jsonwebtoken::dangerous::insecure_decode::<Claims>(token).map_err(malformed)?;
    let unknown =
        || refused(ErrorCode::TokenSignature, "no live signing key of this app signed it");
    let app_id: AppId = claimed.claims.iss.parse().map_err(|_| unknown())?;
    let kid: SigningKeyId =
        header.kid.as_deref().and_then(|kid| kid.parse().ok()).ok_or_else(unknown)?;
    if header.alg != Algorithm::HS256 {
        return Err(unknown());
    }
    let verifier = verifier(ctx, app_id, kid).await?.ok_or_else(unknown)?;
    let claims = jsonwebtoken::decode::<Claims>(token, &verifier.key, &signature_only())
        .map_err(|_| unknown())?
        .claims;
    check_times(&claims, ctx.now().seconds())?;
    let user_id: UserId = claims
        .sub
        .parse()
        .map_err(|_| refused(ErrorCode::TokenMalformed, "sub is not a user id"))?;
    let actor = Actor::User(user_id.clone());
    let scope = Scope { app_id, shard: verifier.shard, actor };
    Ok(Identity { scope, user_id, expires_at: Timestamp(claims.exp.saturating_mul(1000)) })
}

/// Signs a token for a user, for tenants who would rather not.
pub async fn mint(
    ctx: &Context,
    scope: &Scope,
    user_id: &UserId,
    input: MintToken,
) -> Result<Token> {
    scope.require(KeyScope::UsersWrite)?;
    rules(&input)?;
    users::require_active(ctx, scope.app_id, user_id).await?;
    let key = keys::newest_signing(ctx, scope.app_id).await?;
    let key = key.ok_or_else(|| Error::conflict("the app has no live signing key"))?;
    let now = ctx.now();
    let life = input.expires_in.unwrap_or(MAX_LIFE);
    let claims = Claims {
        iss: scope.app_id.to_string(),
        sub: user_id.to_string(),
        iat: now.seconds(),
        exp: now.seconds() + life,
        nbf: None,
        jti: Some(uuid::Uuid::now_v7().simple().to_string()),
        role: None,
        caps: None,
    };
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(SigningKeyId(key.id).to_string());
    let secret = EncodingKey::from_secret(&key.secret(ctx)?);
    let token = jsonwebtoken::encode(&header, &claims, &secret)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let expires_at = now + Duration::from_secs(life.unsigned_abs());
    Ok(Token { token, expires_at })
}

async fn verifier(
    ctx: &Context,
    app_id: AppId,
    kid: SigningKeyId,
) -> Result<Option<Arc<Verifier>>> {
    if let Some(known) = ctx.cache.verifier(app_id, kid).await {
        return Ok(Some(known));
    }
    let Some(model) = keys::find_signing(ctx, app_id, kid).await? else { return Ok(None) };
    let Some(shard) = apps::shard(ctx, app_id).await? else { return Ok(None) };
    if model.revoked_at.is_some() {
        return Ok(None);
    }
    let verifier = Verifier { key: DecodingKey::from_secret(&model.secret(ctx)?), shard };
    Ok(Some(ctx.cache.keep_verifier(app_id, kid, verifier).await))
}

/// The library reads the system's clock; we read ours, and tell the cases apart.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

fn check_times(claims: &Claims, now: i64) -> Result<()> {
    if claims.role.is_some() || claims.caps.is_some() {
        return Err(refused(ErrorCode::TokenMalformed, "role and caps are not supported"));
    }
    if claims.exp <= now {
        return Err(refused(ErrorCode::TokenExpired, "the token has expired"));
    }
    if claims.nbf.is_some_and(|nbf| nbf > now + LEEWAY) || claims.iat > now + LEEWAY {
        return Err(refused(ErrorCode::TokenNotYetValid, "the token begins in the future"));
    }
    if claims.exp.saturating_sub(claims.iat) > MAX_LIFE {
        return Err(refused(ErrorCode::TokenMalformed, "a token lives for at most a day"));
    }
    Ok(())
}

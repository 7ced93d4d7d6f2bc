//! Signing tokens for tenants who would rather not.

use super::claims::{Claims, MAX_LIFE, Seconds};
use crate::{Context, Error, Result, Scope, apps, keys, users, validate::rules};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use warbler_protocol::{KeyScope, MintToken, Timestamp, Token, UserId};

/// Signs a token for a user with the newest key of which we have the secret.
pub async fn mint(
    ctx: &Context,
    scope: &Scope,
    user_id: &UserId,
    input: MintToken,
) -> Result<Token> {
    scope.require(KeyScope::UsersWrite)?;
    rules(&input)?;
    let users_valid_from = users::require_active(ctx, scope.app_id, user_id).await?;
    let app = apps::known(ctx, scope.app_id).await?.ok_or(Error::NotFound("app"))?;
    let key = keys::minting(ctx, scope.app_id).await?;
    let key = key.ok_or_else(|| Error::conflict("the app has no live HS256 signing key"))?;
    let now = ctx.now();
    // In the second in which tokens were ended, a new one counts from the next.
    let iat = now.max(users_valid_from).max(app.tokens_valid_from).seconds();
    let exp = now.seconds() + input.expires_in.unwrap_or(MAX_LIFE);
    let claims = Claims {
        iss: scope.app_id.to_string(),
        sub: user_id.to_string(),
        iat: Seconds(iat),
        exp: Seconds(exp),
        nbf: None,
        jti: Some(uuid::Uuid::now_v7().simple().to_string()),
        role: input.role,
        caps: input.caps.map(FromIterator::from_iter),
    };
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(key.kid());
    let secret = EncodingKey::from_secret(&key.secret(ctx)?);
    let token = jsonwebtoken::encode(&header, &claims, &secret)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(Token { token, expires_at: Timestamp(exp * 1000) })
}

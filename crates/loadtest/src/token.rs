//! User tokens, signed here as a tenant's server would.

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};

const LIFETIME_S: u64 = 20 * 3600;

/// A key that signs user tokens.
#[derive(Clone, Debug, Deserialize)]
pub struct SigningKey {
    pub id: String,
    pub secret: String,
}

impl SigningKey {
    /// A token of the user, for most of a day.
    pub fn sign(&self, app: &str, user: &str) -> Result<String> {
        let now = now()?;
        let header = serde_json::json!({"alg": "HS256", "typ": "JWT", "kid": self.id});
        let claims = serde_json::json!({
            "iss": app, "sub": user, "iat": now, "exp": now + LIFETIME_S,
            "jti": uuid::Uuid::now_v7().simple().to_string(),
        });
        let signed =
            format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes())
            .context("the secret cannot be a key")?;
        mac.update(signed.as_bytes());
        Ok(format!("{signed}.{}", BASE64.encode(mac.finalize().into_bytes())))
    }
}

#[expect(clippy::disallowed_methods, reason = "the server under test has the real clock, too")]
fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_three_parts_and_no_padding() {
        let key = SigningKey { id: "sig_1".to_owned(), secret: "secret".to_owned() };
        let token = key.sign("app_1", "alice").unwrap();
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims = BASE64.decode(parts[1]).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["sub"], "alice");
        // HMAC-SHA256 is 32 bytes, 43 characters without padding.
        assert_eq!(parts[2].len(), 43);
    }
}

//! Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 over `id.timestamp.body`, with a key
//! that both sides know as `whsec_` and its base64.

use crate::{Context, Error, Result, secrets::Purpose};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use warbler_protocol::Timestamp;

const PREFIX: &str = "whsec_";
/// Bytes of a key that we make.
const LENGTH: usize = 32;

/// The keys of an endpoint: the newest, and beside it for a while the one before.
#[derive(Clone)]
pub struct Signer(Vec<Hmac<Sha256>>);

/// A key as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Sealed<'a> {
    pub(crate) secret: &'a [u8],
    pub(crate) previous: Option<&'a [u8]>,
    /// When the previous one ends.
    pub(crate) until: Option<i64>,
}

/// A new key: sealed for its owner, and as its owner is told.
pub(crate) fn make(ctx: &Context, owner: Uuid) -> (Vec<u8>, String) {
    let key: [u8; LENGTH] = rand::random();
    (ctx.secrets.seal(Purpose::Secret, owner, &key), format!("{PREFIX}{}", STANDARD.encode(key)))
}

impl Signer {
    /// From a secret as its owner is told, if it is one.
    pub fn of(secret: &str) -> Option<Self> {
        let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
        Some(Self(vec![Hmac::new_from_slice(&key).ok()?]))
    }

    /// A secret of its own, for whoever signs without us.
    pub fn generate() -> (Self, String) {
        let key: [u8; LENGTH] = rand::random();
        let mac = Hmac::new_from_slice(&key).ok();
        (Self(mac.into_iter().collect()), format!("{PREFIX}{}", STANDARD.encode(key)))
    }

    pub(crate) fn open(ctx: &Context, owner: Uuid, sealed: &Sealed<'_>) -> Result<Self> {
        let previous = sealed.previous.filter(|_| sealed.until.is_some_and(|it| it > ctx.now().0));
        let open = |sealed: &[u8]| {
            let key = ctx.secrets.open(Purpose::Secret, owner, sealed);
            let mac = key.and_then(|key| Hmac::new_from_slice(&key).ok());
            mac.ok_or_else(|| Error::Corrupt("a secret of another master key".to_owned()))
        };
        let keys = [Some(sealed.secret), previous].into_iter().flatten();
        Ok(Self(keys.map(open).collect::<Result<_>>()?))
    }

    /// What the header `webhook-signature` says.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> String {
        let signatures = self.0.iter().map(|key| {
            let mac = key.clone().chain_update(id).chain_update(format!(".{}.", at.seconds()));
            format!("v1,{}", STANDARD.encode(mac.chain_update(body).finalize().into_bytes()))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the libraries of Standard Webhooks test themselves with.
    #[test]
    fn the_published_example_comes_out() {
        let signer = Signer::of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let (id, at) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", Timestamp(1_614_265_330_000));
        let signature = signer.sign(id, at, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(Signer::of("whsec_?").is_none() && Signer::of("MfKQ9r8G").is_none());
    }
}

//! JWK sets that tenants publish (RFC 7517), as they were when they were last fetched.
//!
//! 1. A token whose key is known waits for nobody: a set that is due is fetched beside it.
//! 2. A key that is not known makes its set be fetched, at most every 30 s and once at a time.
//! 3. While a set cannot be fetched, what was fetched before goes on, for a day.

use super::{
    public_key::{decoding_key, from_jwk},
    ring::{Published, Verifier},
};
use crate::{Context, Error, Result, egress};
use moka::future::Cache;
use reqwest::header::{ACCEPT, CACHE_CONTROL, HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use warbler_protocol::{ErrorCode, SigningKeyId, Timestamp};

/// How long a set is fresh, if its answer does not say, and within which bounds it may say.
const FRESH: Duration = Duration::from_secs(3600);
const FRESH_AT_LEAST: Duration = Duration::from_secs(300);
const FRESH_AT_MOST: Duration = Duration::from_secs(24 * 3600);
/// How long a set that cannot be fetched again goes on.
const STALE: Duration = Duration::from_secs(24 * 3600);
const PAUSE: Duration = Duration::from_secs(30);
const TIMEOUT: Duration = Duration::from_secs(5);
const MAX_BYTES: usize = 64 * 1024;
const MAX_KEYS: usize = 20;

/// The sets that this process has fetched.
pub(crate) struct KeySets(Cache<SigningKeyId, Arc<KeySet>>);

#[derive(Default)]
struct KeySet {
    state: Mutex<State>,
    /// Held by whoever fetches.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    keys: HashMap<String, Arc<Verifier>>,
    fetched_at: Timestamp,
    fresh_until: Timestamp,
    tried_at: Option<Timestamp>,
    failed: bool,
}

/// What was fetched, and for how long it is fresh.
pub(super) struct Fetched {
    keys: HashMap<String, Arc<Verifier>>,
    fresh: Duration,
}

impl Default for KeySets {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(10_000).time_to_idle(STALE).build())
    }
}

impl KeySets {
    /// The key of this name, if it is known. A set that is due is fetched meanwhile.
    pub(crate) async fn known(
        &self,
        ctx: &Context,
        from: &Published,
        kid: &str,
    ) -> Option<Arc<Verifier>> {
        let set = self.0.get(&from.signing_key_id).await?;
        let now = ctx.now();
        let (known, due) = {
            let state = set.lock();
            (state.find(kid, now), state.fresh_until <= now && state.may_try(now))
        };
        if due {
            let (ctx, from) = (ctx.clone(), from.clone());
            tokio::spawn(async move { set.fetch(&ctx, &from).await });
        }
        known
    }

    /// The key of this name, fetching the set if that may help.
    pub(crate) async fn find(
        &self,
        ctx: &Context,
        from: &Published,
        kid: &str,
    ) -> Result<Option<Arc<Verifier>>> {
        let set = self.0.get_with(from.signing_key_id, async { Arc::default() }).await;
        set.fetch(ctx, from).await;
        let state = set.lock();
        match state.find(kid, ctx.now()) {
            None if state.failed => {
                let detail = "the key set that may hold the token's key cannot be fetched";
                Err(Error::Refused(ErrorCode::KeySetUnavailable, detail.to_owned()))
            }
            found => Ok(found),
        }
    }
}

impl KeySet {
    /// Fetches the set, unless somebody has just tried.
    async fn fetch(&self, ctx: &Context, from: &Published) {
        let _turn = self.fetching.lock().await;
        if !self.lock().may_try(ctx.now()) {
            return;
        }
        let fetched = download(ctx, &from.url, from.signing_key_id).await;
        let now = ctx.now();
        let mut state = self.lock();
        state.tried_at = Some(now);
        state.failed = fetched.is_err();
        match fetched {
            Ok(Fetched { keys, fresh }) => {
                state.keys = keys;
                state.fetched_at = now;
                state.fresh_until = now + fresh;
            }
            Err(reason) => tracing::info!(id = %from.signing_key_id, reason, "no key set"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn find(&self, kid: &str, now: Timestamp) -> Option<Arc<Verifier>> {
        self.keys.get(kid).filter(|_| now.since(self.fetched_at) < STALE).cloned()
    }

    fn may_try(&self, now: Timestamp) -> bool {
        self.tried_at.is_none_or(|tried| now.since(tried) >= PAUSE)
    }
}

/// Fetches a set, or says why that did not work.
pub(super) async fn download(
    ctx: &Context,
    url: &str,
    signing_key_id: SigningKeyId,
) -> Result<Fetched, String> {
    let mut request =
        egress::Request { timeout: TIMEOUT, max_body: MAX_BYTES, ..egress::Request::get(url) };
    request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = ctx.egress.fetch(request).await.map_err(|error| error.to_string())?;
    if answer.status.as_u16() != 200 {
        return Err(format!("the address answered {}", answer.status.as_u16()));
    }
    let keys = read(&answer.body, signing_key_id)?;
    Ok(Fetched { keys, fresh: freshness(&answer.headers) })
}

/// A set, of which what is not ours to use is passed over.
#[derive(Deserialize)]
struct Document {
    keys: Vec<Map<String, Value>>,
}

fn read(
    body: &[u8],
    signing_key_id: SigningKeyId,
) -> Result<HashMap<String, Arc<Verifier>>, String> {
    let document: Document =
        serde_json::from_slice(body).map_err(|_| "the answer is no JWK set".to_owned())?;
    let usable = document.keys.iter().filter_map(|jwk| {
        let key = from_jwk(jwk).ok()?;
        let verifier = Verifier::new(signing_key_id, key.algorithm, decoding_key(&key.jwk)?)?;
        Some((key.kid?, Arc::new(verifier)))
    });
    let mut keys = HashMap::new();
    for (kid, verifier) in usable.take(MAX_KEYS) {
        // Of two keys of one name, the first counts.
        keys.entry(kid).or_insert(verifier);
    }
    match keys.is_empty() {
        true => Err("the set holds no key that can be used".to_owned()),
        false => Ok(keys),
    }
}

/// What `Cache-Control` says, within bounds.
fn freshness(headers: &HeaderMap) -> Duration {
    let said = headers.get(CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut fresh = FRESH;
    for directive in said.split(',').map(|directive| directive.trim().to_ascii_lowercase()) {
        if matches!(directive.as_str(), "no-cache" | "no-store") {
            return FRESH_AT_LEAST;
        }
        let age = directive.strip_prefix("max-age=").map(|age| age.trim_matches('"').parse());
        if let Some(Ok(seconds)) = age {
            fresh = Duration::from_secs(seconds);
        }
    }
    fresh.clamp(FRESH_AT_LEAST, FRESH_AT_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn freshness_has_bounds() {
        for (said, seconds) in [
            ("", 3600),
            ("max-age=600", 600),
            ("public, Max-Age=\"7200\", immutable", 7200),
            ("max-age=1", 300),
            ("max-age=999999999", 86400),
            ("max-age=soon", 3600),
            ("no-store, max-age=7200", 300),
            ("max-age=7200, no-cache", 300),
        ] {
            let headers = HeaderMap::from_iter([(CACHE_CONTROL, said.parse().unwrap())]);
            assert_eq!(freshness(&headers).as_secs(), seconds, "{said}");
        }
        assert_eq!(freshness(&HeaderMap::new()), FRESH);
    }

    #[test]
    fn a_set_keeps_what_can_be_used() {
        let good = |kid: &str| {
            json!({ "kid": kid, "kty": "OKP", "crv": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
        };
        let mut keys = vec![
            json!({ "kid": "secret", "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" }),
            json!({ "kid": "strange", "kty": "AKP" }),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": good("x")["x"] }),
            good("first"),
        ];
        let id = SigningKeyId::generate();
        let read = |keys: &Value| read(json!({ "keys": keys }).to_string().as_bytes(), id);
        assert_eq!(read(&json!(keys)).unwrap().into_keys().collect::<Vec<_>>(), ["first"]);
        keys.extend((0..30).map(|at| good(&at.to_string())));
        assert_eq!(read(&json!(keys)).unwrap().len(), MAX_KEYS);
        for bad in [json!([]), json!([keys[0]]), json!({}), json!([1])] {
            assert!(read(&bad).is_err(), "{bad}");
        }
    }
}

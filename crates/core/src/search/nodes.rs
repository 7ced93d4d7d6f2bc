//! The nodes that search, and how others ask them.
//!
//! Each shard belongs to one of them, by its place in the list. What is asked is signed with a key
//! that all nodes of an installation derive from the master key: nothing secret travels, and who
//! has not the key is not answered.

use super::{Answer, Ask};
use crate::{Context, Error, Result, secrets::Secrets, validate::encode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::redirect::Policy;
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use url::Url;

/// The header that proves who asks.
pub const SIGNATURE: &str = "warbler-signature";
/// For all of an answer.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(2);

/// Who searches which shard.
pub struct Nodes {
    urls: Vec<Url>,
    own: Option<usize>,
    http: reqwest::Client,
}

impl Nodes {
    /// The nodes at these addresses, which end in a slash; `own` is the one of this process, if it
    /// is one of them.
    pub fn new(urls: Vec<Url>, own: Option<&Url>) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none());
        let http = http.connect_timeout(CONNECT).timeout(TIMEOUT).build().map_err(failed)?;
        let own = own.and_then(|own| urls.iter().position(|url| url == own));
        Ok(Self { urls, own, http })
    }

    fn of(&self, shard: i32) -> usize {
        usize::try_from(shard).unwrap_or_default() % self.urls.len().max(1)
    }

    pub(super) fn is_own(&self, shard: i32) -> bool {
        self.own == Some(self.of(shard))
    }

    pub(super) async fn ask(&self, secrets: &Secrets, shard: i32, ask: &Ask) -> Result<Answer> {
        let nowhere = || Error::Search("no node searches".to_owned());
        let node = self.urls.get(self.of(shard)).ok_or_else(nowhere)?;
        let url = node.join(&format!("internal/search/{shard}"));
        let url = url.map_err(|error| Error::Search(error.to_string()))?;
        let body = encode(ask)?;
        let request = self.http.post(url).header(SIGNATURE, sign(secrets, shard, body.as_bytes()));
        let response = request.body(body).send().await.map_err(failed)?;
        let response = response.error_for_status().map_err(failed)?;
        response.json().await.map_err(failed)
    }
}

/// Whether a node of this installation asked this of a shard.
pub fn verify(ctx: &Context, shard: i32, body: &[u8], signature: &str) -> bool {
    sign(&ctx.secrets, shard, body).as_bytes().ct_eq(signature.as_bytes()).into()
}

fn sign(secrets: &Secrets, shard: i32, body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(secrets.sign("search", &[&shard.to_be_bytes(), body]))
}

fn failed(error: reqwest::Error) -> Error {
    Error::Search(error.to_string())
}

//! Sends requests, within limits.

use super::{
    Error,
    resolver::{Guarded, Lookup, system},
    target,
};
use bytes::{Bytes, BytesMut};
use reqwest::{Method, StatusCode, header::HeaderMap, redirect::Policy};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::time::{Instant, timeout};
use warbler_protocol::Network;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one that is not used is kept.
const IDLE: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("Warbler/", env!("CARGO_PKG_VERSION"));

/// Calls addresses that tenants chose. Cheap to clone; keeps connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    allowed: Arc<[Network]>,
    lookup: Lookup,
    https: OnceLock<Result<reqwest::Client, Error>>,
    http: OnceLock<Result<reqwest::Client, Error>>,
}

/// What to send where, and how much of an answer to wait for.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    pub url: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// For all of it, from looking up the name to the last byte.
    pub timeout: Duration,
    /// Longest body of an answer, in bytes.
    pub max_body: usize,
    /// Whether a longer one is cut off there, rather than no answer at all.
    pub cut: bool,
}

/// What came back, whatever its status; a redirect is not followed.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub timing: Timing,
}

/// How long it took from the start.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Until the answer began.
    pub began: Duration,
    /// Until its last byte.
    pub ended: Duration,
}

impl Request {
    /// A request that asks for something small.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            timeout: Duration::from_secs(10),
            max_body: 64 * 1024,
            cut: false,
        }
    }

    /// A request that brings something.
    pub fn post(url: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self { method: Method::POST, body: body.into(), ..Self::get(url) }
    }
}

impl Client {
    /// Calls public addresses, and those in the ranges that are allowed.
    pub fn new(allowed: &[Network]) -> Self {
        Self::over(allowed, system())
    }

    pub(super) fn over(allowed: &[Network], lookup: Lookup) -> Self {
        let (https, http) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Inner { allowed: allowed.into(), lookup, https, http }))
    }

    /// Whether a URL may be called, as far as one can see without looking its name up.
    pub fn check(&self, url: &str) -> Result<(), Error> {
        target::check(url, &self.0.allowed).map(drop)
    }

    /// Sends a request and reads the answer to its end.
    pub async fn fetch(&self, request: Request) -> Result<Response, Error> {
        let (started, limit) = (Instant::now(), request.timeout);
        let answered = timeout(limit, self.0.send(request, started)).await;
        answered.unwrap_or(Err(Error::Timeout))
    }
}

impl Inner {
    async fn send(&self, request: Request, started: Instant) -> Result<Response, Error> {
        let url = target::check(&request.url, &self.allowed)?;
        let client = self.client(url.scheme() == "https")?;
        let sending = client.request(request.method, url).headers(request.headers);
        let mut answer = sending.body(request.body).send().await.map_err(failure)?;
        let began = started.elapsed();
        let body = read(&mut answer, request.max_body, request.cut).await?;
        let timing = Timing { began, ended: started.elapsed() };
        let headers = std::mem::take(answer.headers_mut());
        Ok(Response { status: answer.status(), headers, body, timing })
    }

    fn client(&self, secure: bool) -> Result<&reqwest::Client, Error> {
        let made = match secure {
            true => self.https.get_or_init(|| self.build(true)),
            false => self.http.get_or_init(|| self.build(false)),
        };
        made.as_ref().map_err(Clone::clone)
    }

    /// Made when it is first needed: reading the system's certificates takes a while, and a machine
    /// without any is no reason not to start.
    fn build(&self, secure: bool) -> Result<reqwest::Client, Error> {
        let resolver = Guarded {
            lookup: Arc::clone(&self.lookup),
            allowed: Arc::clone(&self.allowed),
            only_allowed: !secure,
        };
        let builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .dns_resolver(Arc::new(resolver))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE);
        let builder = match secure {
            true => builder.https_only(true),
            false => builder.tls_certs_only([]),
        };
        builder.build().map_err(failure)
    }
}

async fn read(answer: &mut reqwest::Response, most: usize, cut: bool) -> Result<Bytes, Error> {
    let declared = answer.content_length().unwrap_or_default();
    if !cut && usize::try_from(declared).map_or(true, |declared| declared > most) {
        return Err(Error::TooLarge(most));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = answer.chunk().await.map_err(failure)? {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            if !cut {
                return Err(Error::TooLarge(most));
            }
            body.truncate(most);
            break;
        }
    }
    Ok(body.freeze())
}

/// What went wrong: our own word on it where there is one, or else the innermost cause.
fn failure(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        return Error::Timeout;
    }
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        if let Some(ours) = source.downcast_ref::<Error>() {
            return ours.clone();
        }
        cause = source;
    }
    Error::Unreachable(cause.to_string())
}

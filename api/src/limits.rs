//! Rate limits as headers: those that many know (`X-RateLimit-*`), and those of the IETF's draft
//! (`RateLimit-Policy` for all buckets, `RateLimit` for the tightest).

use crate::{ApiError, admission::Admission};
use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use std::{
    future::{Ready, ready},
    time::Duration,
};
use warbler_core::rate_limits::{Level, Verdict};
use warbler_protocol::RateLimit;

/// Says what was left to the caller.
pub(crate) fn describe(verdict: &Verdict, headers: &mut HeaderMap) {
    if let Some(wait) = verdict.retry_after() {
        insert(headers, RETRY_AFTER, &seconds(wait).max(1).to_string());
    }
    let Some(tightest) = verdict.tightest() else { return };
    let (left, reset) = (tightest.remaining(), seconds(tightest.reset()));
    let name = tightest.kind.as_str();
    let plain = HeaderName::from_static;
    insert(headers, plain("x-ratelimit-limit"), &tightest.quota.burst().to_string());
    insert(headers, plain("x-ratelimit-remaining"), &left.to_string());
    insert(headers, plain("x-ratelimit-reset"), &reset.to_string());
    insert(headers, plain("ratelimit"), &format!("\"{name}\";r={left};t={reset}"));
    let policies: Vec<_> = verdict.levels.iter().map(policy).collect();
    insert(headers, plain("ratelimit-policy"), &policies.join(", "));
}

fn policy(level: &Level) -> String {
    let (burst, window) = (level.quota.burst(), seconds(level.window()).max(1));
    format!("\"{}\";q={burst};w={window}", level.kind.as_str())
}

fn seconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The caller's buckets, as this request left them.
pub(crate) struct Buckets(pub(crate) Vec<RateLimit>);

impl FromRequest for Buckets {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        let verdict = extensions.get::<Admission>().and_then(|it| it.verdict.as_ref());
        let levels =
            verdict.map(|verdict| verdict.levels.iter().copied().map(Into::into).collect());
        ready(Ok(Self(levels.unwrap_or_default())))
    }
}

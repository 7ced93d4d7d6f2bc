//! What browsers are told about pages of other origins.
//!
//! Everything is allowed, because a bearer token does what it can do wherever it is, and never with
//! credentials, because a browser would add those by itself. Which origins an app takes is checked
//! with the request, in [`crate::admission`]: a preflight does not say whose it is.

use actix_cors::Cors;
use actix_web::http::header::{LOCATION, RETRY_AFTER};

/// How long browsers may remember it, in seconds: what most cap it at.
const MAX_AGE: usize = 7200;

pub(crate) fn cors() -> Cors {
    Cors::default()
        .allow_any_origin()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allow_any_header()
        .expose_headers([
            "idempotent-replayed",
            LOCATION.as_str(),
            "ratelimit",
            "ratelimit-policy",
            RETRY_AFTER.as_str(),
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-request-id",
        ])
        .max_age(MAX_AGE)
}

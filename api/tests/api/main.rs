//! The API, as a tenant's server and as users meet it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod apps;
mod console;
mod conversations;
mod idempotency;
mod insight;
mod keys;
mod malformed;
mod members;
mod messages;
mod openapi;
mod origins;
mod rate_limits;
mod receipts;
mod sync;
mod tokens;
mod users;

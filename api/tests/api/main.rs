//! The API, as a tenant's server and as users meet it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod apps;
mod bans;
mod blocks;
mod console;
mod conversations;
mod drafts;
mod files;
mod hiding;
mod hooks;
mod idempotency;
mod imports;
mod insight;
mod keys;
mod malformed;
mod members;
mod messages;
mod names;
mod openapi;
mod origins;
mod pins;
mod presence;
mod rate_limits;
mod reactions;
mod receipts;
mod search;
mod support;
mod sync;
mod threads;
mod tokens;
mod users;
mod webhooks;

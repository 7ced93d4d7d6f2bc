//! The API, as a tenant's server and as users meet it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod apps;
mod console;
mod conversations;
mod imports;
mod malformed;
mod members;
mod messages;
mod openapi;
mod receipts;
mod sync;
mod tokens;
mod users;

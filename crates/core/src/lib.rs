//! What the product does.
//!
//! Each module is one noun and owns its tables: nobody else reads or writes them. Its public
//! functions are the things one can do with that noun; they take the [`Context`] (what we have),
//! the [`Scope`] (who asks) and then their arguments, and know nothing of HTTP, WebSockets or job
//! runners.
//!
//! Everything that happens in a conversation goes through [`log`]: committed before it is
//! acknowledged, in one order per shard; everything else, delivery included, reads it.

mod access;
pub mod accounts;
mod address;
pub mod apps;
pub mod audit;
pub mod auth;
pub mod bans;
pub mod blobs;
pub mod blocks;
pub mod bus;
pub mod context;
pub mod conversations;
pub mod counters;
mod cursor;
pub mod database;
pub mod devices;
pub mod drafts;
pub mod egress;
mod error;
pub mod exports;
pub mod files;
pub mod hooks;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod keys;
pub mod log;
pub mod mail;
pub mod members;
pub mod messages;
pub mod names;
pub mod organizations;
mod permissions;
pub mod pins;
pub mod presence;
pub mod rate_limits;
pub mod reactions;
pub mod receipts;
pub mod request_logs;
mod scope;
pub mod search;
pub mod secrets;
pub mod series;
pub mod sessions;
mod sql;
pub mod support;
pub mod sync;
pub mod threads;
pub mod tickets;
pub mod typing;
pub mod users;
mod validate;
pub mod webhooks;

pub use address::client_address;
pub use context::{Clock, Context, Limits, SignUpPolicy};
pub use cursor::seal_position;
pub use error::{Error, Result};
pub use permissions::Permissions;
pub use scope::{Actor, Scope};

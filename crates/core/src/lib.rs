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
pub mod apps;
pub mod audit;
pub mod auth;
pub mod blobs;
pub mod bus;
pub mod context;
pub mod conversations;
pub mod counters;
mod cursor;
pub mod database;
pub mod devices;
mod error;
pub mod exports;
pub mod imports;
pub mod jobs;
pub mod keys;
pub mod log;
pub mod mail;
pub mod members;
pub mod messages;
pub mod organizations;
pub mod receipts;
mod scope;
pub mod secrets;
pub mod sessions;
mod sql;
pub mod sync;
pub mod typing;
pub mod users;
mod validate;

pub use context::{Clock, Context, Limits, SignUpPolicy};
pub use cursor::seal_position;
pub use error::{Error, Result};
pub use scope::{Actor, Scope};

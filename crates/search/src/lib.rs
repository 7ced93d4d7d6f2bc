//! Finding what was said: an index per shard of the log, and the language to ask it in.
//!
//! This crate knows texts, terms and files. It knows no database and no users: who may see a hit is
//! decided by whoever asks, and told here as a [`Sight`].
//!
//! 1. A document is a message; its key is the position of the entry that created it.
//! 2. The position up to which the log is indexed travels in the commit, so that a crash neither
//!    repeats nor skips.
//! 3. Texts are not kept: what matched is shown from the messages themselves ([`highlight`]).

pub mod analysis;
mod error;
mod files;
mod find;
mod highlight;
mod index;
mod plan;
pub mod query;
mod schema;

pub use error::{Error, Result};
pub use find::{Found, Hit, Request, Sight, Sort};
pub use highlight::highlight;
pub use index::{Document, Index, Writer};

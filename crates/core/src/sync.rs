//! Catching up: what changed for a user since a position of their app's shard.
//!
//! That is, for each conversation they are in whose last entry lies after it, the entries since and
//! the receipts since; and the conversations they are no longer in. No inbox is written per
//! recipient: reconnecting costs what changed, not what exists.

mod changes;
mod private;

pub use changes::{Progress, entries, page, resume, sync, totals};

//! The log: everything that happens in a conversation, committed before it is acknowledged.
//!
//! 1. An app lives in one shard. A shard has one counter, its position; whoever holds the row of
//!    the shard is its only writer, on whatever node ([`Writer`]).
//! 2. Positions are dense and in commit order, per shard. `seq` is dense per conversation; the
//!    ordinal counts its messages. [`Writer::append`] alone gives out all three.
//! 3. Every entry is published after its commit, once. Whoever misses it on the bus notices by the
//!    position and reads it here ([`read`]).
//! 4. Receipts take a position and no seq: they are news, not history. So do reactions in large
//!    conversations, and private news: what one is told alone.
//!
//! Senders do not each pay for a transaction: [`Committers`] collect what arrives while the last
//! commit is under way. Everything rarer takes a [`Writer`] of its own.

mod committer;
mod consumer;
mod entry;
mod head;
mod queue;
mod reader;
mod texts;
mod writer;

pub use committer::Committers;
pub(crate) use committer::Request;
pub use consumer::{Effects, consume, lag};
pub use entry::{Audience, Batch, Delivery, Effect, Hidden};
pub(crate) use entry::{Draft, LARGE, Place, Uncounted, frame};
pub(crate) use head::{COLUMNS as HEAD_COLUMNS, Head};
pub(crate) use reader::{
    COLUMNS as ENTRY_COLUMNS, effect, entries, events, of_app, position_in, render, told, told_at,
};
pub use reader::{Entry, position, prune_receipts, read};
pub(crate) use writer::{Imported, Writer};

use crate::{Clock, Context, bus::Bus, database::Database, secrets::Secrets};
use std::sync::Arc;

/// What the log needs of the world.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) db: Database,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) secrets: Secrets,
    pub(crate) clock: Clock,
}

impl Context {
    pub(crate) fn log(&self) -> Log {
        Log {
            db: self.db.clone(),
            bus: Arc::clone(&self.bus),
            secrets: self.secrets.clone(),
            clock: Arc::clone(&self.clock),
        }
    }
}

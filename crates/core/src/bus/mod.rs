//! The bus: tells realtime nodes what was committed, and carries what may be lost.
//!
//! A bus may lose anything; losing costs latency, never data. Committed entries carry positions, by
//! which a node notices and reads what is missing from the database. Typing and the like are simply
//! gone.

mod local;
mod redis;
mod wire;

pub use local::LocalBus;
pub use redis::RedisBus;

use crate::{
    Result,
    auth::{Revocation, Stale},
    log::Batch,
    presence::Board,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::broadcast;
use warbler_protocol::{AppId, ConversationId, UserId};

/// What a node may hear of one shard.
#[derive(Clone, Debug)]
pub enum News {
    Committed(Arc<Batch>),
    Signal(Arc<Signal>),
    /// The bus was away: compare positions.
    Reconnected,
}

/// Something that nobody will miss.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Signal {
    /// An ephemeral frame for those in a conversation, but not for whom it is about.
    Frame {
        app_id: AppId,
        conversation_id: ConversationId,
        from: UserId,
        /// Whom the user of whom it speaks has blocked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_to: Vec<UserId>,
        frame: String,
    },
    /// A user may no longer be connected.
    Deactivated { app_id: AppId, user_id: UserId },
    /// Tokens with which connections may have been opened are over.
    Revoked(Revocation),
    /// What nodes remember of this is not true any more.
    Stale(Stale),
    /// A user has blocked another, or no longer does.
    Blocked { app_id: AppId, user_id: UserId, other: UserId, blocked: bool },
    /// Users came, went, or said something new; the board says how they are.
    Presence { app_id: AppId, user_ids: Vec<UserId> },
}

/// In place of a shard: what every node hears, whatever it serves.
pub const ALL_NODES: i32 = -1;

/// How nodes hear of each other.
#[async_trait::async_trait]
pub trait Bus: Send + Sync {
    /// Tells every node, this one included. Never waits and never fails.
    fn publish(&self, batch: Arc<Batch>);

    /// Tells every node, this one included, perhaps.
    fn signal(&self, shard: i32, signal: Signal);

    /// Listens to a shard from now on. A listener that lags loses news, and is told so.
    fn subscribe(&self, shard: i32) -> broadcast::Receiver<News>;

    /// Where nodes leave word of who is connected to them.
    fn board(&self) -> &dyn Board;

    /// Whether other nodes can be reached.
    async fn check(&self) -> Result<()>;
}

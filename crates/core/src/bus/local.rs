//! The bus of a single process.

use super::{Bus, News, Signal};
use crate::{
    Result,
    log::Batch,
    presence::{Board, LocalBoard},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::broadcast;

/// News that a listener may be behind by before it loses some.
const CAPACITY: usize = 1024;

/// Tells the listeners of this process.
#[derive(Debug, Default)]
pub struct LocalBus {
    shards: Mutex<HashMap<i32, broadcast::Sender<News>>>,
    board: LocalBoard,
}

impl LocalBus {
    pub(super) fn send(&self, shard: i32, news: News) {
        // Nobody listening is fine: they read the database when they come.
        let _ = self.channel(shard).send(news);
    }

    /// Tells the listeners of every shard.
    pub(super) fn send_all(&self, news: &News) {
        let shards = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        for channel in shards.values() {
            let _ = channel.send(news.clone());
        }
    }

    fn channel(&self, shard: i32) -> broadcast::Sender<News> {
        let mut shards = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        shards.entry(shard).or_insert_with(|| broadcast::channel(CAPACITY).0).clone()
    }
}

#[async_trait::async_trait]
impl Bus for LocalBus {
    fn publish(&self, batch: Arc<Batch>) {
        self.send(batch.shard, News::Committed(batch));
    }

    fn signal(&self, shard: i32, signal: Signal) {
        self.send(shard, News::Signal(Arc::new(signal)));
    }

    fn subscribe(&self, shard: i32) -> broadcast::Receiver<News> {
        self.channel(shard).subscribe()
    }

    fn board(&self) -> &dyn Board {
        &self.board
    }

    async fn check(&self) -> Result<()> {
        Ok(())
    }
}

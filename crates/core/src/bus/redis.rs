//! The bus of several nodes: a Redis channel per shard.
//!
//! Two long-lived connections do all of it. One task publishes what is queued in pipelines; one
//! listens and hands on. Both reconnect by themselves; what is lost in between, delivery repairs.

use super::{Bus, LocalBus, News, Signal, wire};
use crate::{
    Error, Result,
    log::Batch,
    presence::{Board, RedisBoard},
    secrets::Secrets,
};
use futures_util::StreamExt as _;
use redis::aio::{PubSubSink, PubSubStream};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{Notify, broadcast, mpsc},
    task::JoinSet,
};
use uuid::Uuid;

/// Publications waiting for Redis. What does not fit is dropped.
const CAPACITY: usize = 4096;
/// Most publications in one round trip.
const PIPELINE: usize = 64;
const RETRY: Duration = Duration::from_millis(250);

/// Tells the listeners of this process, and through Redis those of the others.
pub struct RedisBus {
    node: Uuid,
    local: Arc<LocalBus>,
    outgoing: mpsc::Sender<(i32, Vec<u8>)>,
    shards: Arc<Shards>,
    pool: deadpool_redis::Pool,
    board: RedisBoard,
    _tasks: JoinSet<()>,
}

/// The shards that somebody listens to.
#[derive(Default)]
struct Shards {
    wanted: Mutex<BTreeSet<i32>>,
    changed: Notify,
}

impl RedisBus {
    /// Connects in the background: a Redis that is away delays nothing but news. Installations that
    /// share a Redis are kept apart by their secrets.
    pub fn connect(url: &str, secrets: &Secrets) -> Result<Self> {
        let unusable = |error: String| Error::Corrupt(format!("the Redis address: {error}"));
        let client = redis::Client::open(url).map_err(|error| unusable(error.to_string()))?;
        let pool = deadpool_redis::Config::from_url(url)
            .create_pool(Some(deadpool_redis::Runtime::Tokio1))
            .map_err(|error| unusable(error.to_string()))?;
        let node = Uuid::now_v7();
        let prefix: Arc<str> = format!("warbler:{}:", secrets.installation()).into();
        let local = Arc::new(LocalBus::default());
        let shards = Arc::new(Shards::default());
        let (outgoing, queued) = mpsc::channel(CAPACITY);
        let mut tasks = JoinSet::new();
        tasks.spawn(publish(client.clone(), Arc::clone(&prefix), queued));
        let board = RedisBoard::new(pool.clone(), &prefix);
        let ears = Ears { node, prefix, local: Arc::clone(&local), shards: Arc::clone(&shards) };
        tasks.spawn(ears.listen(client));
        Ok(Self { node, local, outgoing, shards, pool, board, _tasks: tasks })
    }

    fn queue(&self, shard: i32, payload: Vec<u8>) {
        if self.outgoing.try_send((shard, payload)).is_err() {
            metrics::counter!("warbler_bus_dropped_total").increment(1);
        }
    }
}

#[async_trait::async_trait]
impl Bus for RedisBus {
    fn publish(&self, batch: Arc<Batch>) {
        self.queue(batch.shard, wire::encode_batch(self.node, &batch));
        self.local.publish(batch);
    }

    fn signal(&self, shard: i32, signal: Signal) {
        self.queue(shard, wire::encode_signal(self.node, signal.clone()));
        self.local.signal(shard, signal);
    }

    fn subscribe(&self, shard: i32) -> broadcast::Receiver<News> {
        let receiver = self.local.subscribe(shard);
        let mut wanted = self.shards.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted.insert(shard) {
            self.shards.changed.notify_one();
        }
        receiver
    }

    fn board(&self) -> &dyn Board {
        &self.board
    }

    async fn check(&self) -> Result<()> {
        let gone = |error: String| Error::Corrupt(format!("Redis: {error}"));
        let mut connection = self.pool.get().await.map_err(|error| gone(error.to_string()))?;
        let ping: redis::RedisResult<String> =
            redis::cmd("PING").query_async(&mut connection).await;
        ping.map(drop).map_err(|error| gone(error.to_string()))
    }
}

async fn publish(
    client: redis::Client,
    prefix: Arc<str>,
    mut queued: mpsc::Receiver<(i32, Vec<u8>)>,
) {
    loop {
        match client.get_multiplexed_async_connection().await {
            Ok(connection) => match publish_over(connection, &prefix, &mut queued).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "publishing to Redis failed"),
            },
            Err(error) => tracing::warn!(%error, "Redis cannot be reached for publishing"),
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// Publishes until the bus is dropped. What was taken when the connection broke is lost.
async fn publish_over(
    mut connection: redis::aio::MultiplexedConnection,
    prefix: &str,
    queued: &mut mpsc::Receiver<(i32, Vec<u8>)>,
) -> redis::RedisResult<()> {
    let mut taken = Vec::with_capacity(PIPELINE);
    while queued.recv_many(&mut taken, PIPELINE).await > 0 {
        let mut pipeline = redis::pipe();
        for (shard, payload) in taken.drain(..) {
            pipeline.publish(format!("{prefix}{shard}"), payload).ignore();
        }
        pipeline.exec_async(&mut connection).await?;
    }
    Ok(())
}

/// What hears the other nodes.
struct Ears {
    node: Uuid,
    prefix: Arc<str>,
    local: Arc<LocalBus>,
    shards: Arc<Shards>,
}

impl Ears {
    async fn listen(self, client: redis::Client) {
        loop {
            match client.get_async_pubsub().await {
                Ok(pubsub) => {
                    let (sink, stream) = pubsub.split();
                    if let Err(error) = self.listen_over(sink, stream).await {
                        tracing::warn!(%error, "listening to Redis failed");
                    }
                }
                Err(error) => tracing::warn!(%error, "Redis cannot be reached for listening"),
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn listen_over(
        &self,
        mut sink: PubSubSink,
        mut stream: PubSubStream,
    ) -> redis::RedisResult<()> {
        let mut subscribed = BTreeSet::new();
        loop {
            let wanted = self.shards.wanted.lock().unwrap_or_else(PoisonError::into_inner).clone();
            for shard in wanted.difference(&subscribed) {
                sink.subscribe(format!("{}{shard}", self.prefix)).await?;
            }
            if subscribed != wanted {
                subscribed = wanted;
                self.local.send_all(&News::Reconnected);
            }
            tokio::select! {
                () = self.shards.changed.notified() => {}
                message = stream.next() => {
                    let Some(message) = message else { return Ok(()) };
                    self.hear(message.get_channel_name(), message.get_payload_bytes());
                }
            }
        }
    }

    fn hear(&self, channel: &str, payload: &[u8]) {
        let shard = channel.strip_prefix(&*self.prefix).and_then(|shard| shard.parse().ok());
        let (Some(shard), Some((from, news))) = (shard, wire::decode(payload)) else {
            tracing::warn!(channel, "news that could not be read");
            return;
        };
        if from != self.node {
            self.local.send(shard, news);
        }
    }
}

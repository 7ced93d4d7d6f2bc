//! A realtime node: its hub, the shards it follows, who it says is there, and whether it is about
//! to leave.

use crate::{client::Followed, delivery::Reader, hub::Hub, presence};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{runtime::Handle, sync::OnceCell, task::JoinSet};
use tokio_util::sync::CancellationToken;
use warbler_core::{Context, Result};

/// What the connections of one process share.
pub struct Node {
    pub(crate) ctx: Context,
    pub(crate) hub: Arc<Hub>,
    pub(crate) heartbeat: Duration,
    readers: Mutex<HashMap<i32, Arc<OnceCell<Arc<Followed>>>>>,
    tasks: Mutex<JoinSet<()>>,
    runtime: Handle,
    leaving: CancellationToken,
    connections: AtomicUsize,
}

impl Node {
    /// A node whose readers run on the caller's runtime.
    pub fn new(ctx: Context, heartbeat: Duration) -> Self {
        let hub: Arc<Hub> = Arc::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(presence::run(ctx.clone(), Arc::clone(&hub)));
        Self {
            ctx,
            hub,
            heartbeat,
            readers: Mutex::default(),
            tasks: Mutex::new(tasks),
            runtime: Handle::current(),
            leaving: CancellationToken::new(),
            connections: AtomicUsize::new(0),
        }
    }

    /// Tells every client to connect elsewhere, spread over some seconds, and takes no new ones.
    pub fn drain(&self) {
        self.leaving.cancel();
    }

    /// How many clients are connected.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn leaving(&self) -> &CancellationToken {
        &self.leaving
    }

    /// Makes sure that the shard is followed. After that, nothing committed later is missed; the
    /// answer keeps saying up to which position everything was handed to the hub.
    pub(crate) async fn follow(&self, shard: i32) -> Result<Arc<Followed>> {
        let reader = {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(readers.entry(shard).or_default())
        };
        reader.get_or_try_init(|| self.start(shard)).await.cloned()
    }

    async fn start(&self, shard: i32) -> Result<Arc<Followed>> {
        let reader = Reader::start(self.ctx.clone(), Arc::clone(&self.hub), shard).await?;
        let followed = reader.followed();
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn_on(reader.run(), &self.runtime);
        Ok(followed)
    }

    pub(crate) fn count(self: &Arc<Self>) -> Counted {
        self.connections.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!("warbler_connections").increment(1.0);
        Counted(Arc::clone(self))
    }
}

/// A connection that is counted for as long as it lasts.
pub(crate) struct Counted(Arc<Node>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("warbler_connections").decrement(1.0);
    }
}

//! Keeps a process's sheet on the board true.

use super::Change;
use crate::{Context, Result, bus::Signal};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::time::Instant;
use uuid::Uuid;
use warbler_protocol::{AppId, UserId};

/// How often users who stay are noted to be there.
const SEEN_EVERY: Duration = Duration::from_secs(60);
/// After Redis was away.
const RETRY: Duration = Duration::from_secs(1);

/// There is one in every process that has connections. Whoever drives it calls [`Keeper::round`]
/// when there are news and when the last round said so.
pub struct Keeper {
    ctx: Context,
    /// The rest of our sheet is on the board.
    complete: bool,
    renew: Instant,
    see: Instant,
    nodes: BTreeSet<Uuid>,
}

/// What came of a round.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// When to do the next one at the latest.
    pub due: Instant,
    /// The lease of another node has ended: its users may be anything now.
    pub lost_a_node: bool,
}

impl Keeper {
    pub fn new(ctx: Context) -> Self {
        let now = Instant::now();
        let nodes = BTreeSet::new();
        Self { ctx, complete: false, renew: now, see: now + SEEN_EVERY, nodes }
    }

    /// Waits until somebody came, went, or said something new.
    pub async fn news(&self) {
        self.ctx.roster.news.notified().await;
    }

    /// Lets those go who left a moment ago, posts what changed, and tells the other nodes.
    pub async fn round(&mut self) -> Round {
        let roster = Arc::clone(&self.ctx.roster);
        let released = roster.release(self.ctx.limits.presence_grace);
        let now = Instant::now();
        if now >= self.see {
            self.see = now + SEEN_EVERY;
            roster.see_all();
        }
        let changes = roster.take_changes();
        let renewing = now >= self.renew;
        let mut lost_a_node = false;
        if renewing || !changes.is_empty() {
            let posted = changes.iter().map(|(_, change)| change.clone()).collect();
            self.post(posted).await;
            self.tell(changes);
        }
        if renewing {
            lost_a_node = self.look_around().await;
        }
        let due = released.into_iter().fold(self.renew.min(self.see), Instant::min);
        Round { due, lost_a_node }
    }

    async fn post(&mut self, changes: Vec<Change>) {
        let lease = self.ctx.limits.presence_lease;
        let posted = self.try_post(changes, lease).await;
        self.complete = posted.is_ok();
        self.renew = Instant::now() + if self.complete { lease / 3 } else { RETRY };
        if let Err(error) = posted {
            tracing::warn!(%error, "other nodes cannot be told who is connected to this one");
        }
    }

    /// What changed; everything where the board does not have the rest, or may have too much.
    async fn try_post(&self, changes: Vec<Change>, lease: Duration) -> Result<()> {
        let (board, node) = (self.ctx.bus.board(), self.ctx.roster.node());
        if !self.complete {
            board.wipe(node).await?;
        }
        if !board.post(node, &changes, lease).await? {
            board.post(node, &self.ctx.roster.all(), lease).await?;
        }
        Ok(())
    }

    fn tell(&self, changes: Vec<(i32, Change)>) {
        let mut by_app: HashMap<(i32, AppId), Vec<UserId>> = HashMap::new();
        for (shard, ((app_id, user_id), _)) in changes {
            by_app.entry((shard, app_id)).or_default().push(user_id);
        }
        for ((shard, app_id), user_ids) in by_app {
            self.ctx.bus.signal(shard, Signal::Presence { app_id, user_ids });
        }
    }

    async fn look_around(&mut self) -> bool {
        let Ok(nodes) = self.ctx.bus.board().nodes().await else { return false };
        let lost = !self.nodes.is_subset(&nodes);
        self.nodes = nodes;
        lost
    }
}

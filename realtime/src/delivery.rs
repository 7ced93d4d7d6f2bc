//! Follows the log of one shard and hands every entry to the hub: in order, once, none left out.
//!
//! The bus tells of commits; positions are dense, so what it lost or confused shows. A commit that
//! comes early waits a moment for the one before it, then the database is asked. Once a second, and
//! whenever the bus was away, the position is compared, so that even a lost last entry is noticed.

use crate::{client::Followed, hub::Hub, outbox::Closing};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use warbler_core::{
    Context, Result,
    auth::{self, Revocation, Revoked},
    bus::{News, Signal},
    conversations,
    log::{self, Audience, Batch, Delivery},
    users,
};
use warbler_protocol::{AppId, ConversationId, Timestamp, UserId};

/// How long a gap may be before the database is asked: longer than nodes usually take to tell each
/// other, shorter than anybody notices.
const PATIENCE: Duration = Duration::from_millis(40);
const COMPARE: Duration = Duration::from_secs(1);
/// Entries read from the database at a time.
const PAGE: u64 = 500;
/// How far clocks of two nodes may differ where that matters.
const OVERLAP: Duration = Duration::from_secs(10);
/// How often those hear that a conversation moved on who are not told its every event.
const SUMMARY: Duration = Duration::from_secs(10);

/// The reader of one shard.
pub(crate) struct Reader {
    ctx: Context,
    hub: Arc<Hub>,
    shard: i32,
    news: Receiver<News>,
    /// Everything up to here was handed on.
    position: i64,
    /// The same, for connections to see.
    followed: Arc<Followed>,
    /// Commits that came before their turn, by first position.
    early: BTreeMap<i64, Arc<Batch>>,
    /// Where the shard was known to be, and when to stop waiting for it.
    expected: i64,
    patience: Option<Instant>,
    summaries: Summaries,
    /// When users who were shut out and revoked tokens were last looked for.
    looked: Timestamp,
}

/// Conversations that not all members are told every event of, because they are large or imported
/// into, and when these members last heard of them.
#[derive(Default)]
struct Summaries {
    moved: HashSet<(AppId, ConversationId)>,
    told: HashMap<(AppId, ConversationId), Instant>,
}

impl Reader {
    /// Begins at the head: what lies before it, clients read themselves.
    pub(crate) async fn start(ctx: Context, hub: Arc<Hub>, shard: i32) -> Result<Self> {
        let news = ctx.bus.subscribe(shard);
        let position = log::position(&ctx, shard).await?;
        let looked = ctx.now();
        Ok(Self {
            ctx,
            hub,
            shard,
            news,
            position,
            followed: Arc::new(Followed { begun: position.into(), done: position.into() }),
            early: BTreeMap::new(),
            expected: position,
            patience: None,
            summaries: Summaries::default(),
            looked,
        })
    }

    /// Runs until the bus is gone.
    pub(crate) async fn run(mut self) {
        // Made here, because a timer belongs to the runtime it is made on, and the reader is made
        // on that of the first connection, which ends before ours.
        let mut compare = interval(COMPARE);
        compare.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let patience = self.patience;
            tokio::select! {
                news = self.news.recv() => match news {
                    Ok(news) => self.hear(news).await,
                    Err(RecvError::Lagged(_)) => self.repair().await,
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(patience.unwrap_or_else(Instant::now)), if patience.is_some() => {
                    self.repair().await;
                }
                _ = compare.tick() => self.compare().await,
            }
        }
    }

    async fn hear(&mut self, news: News) {
        match news {
            News::Committed(batch) => self.receive(batch),
            News::Reconnected => {
                self.hub.doubt_all();
                self.repair().await;
            }
            News::Signal(signal) => match signal.as_ref() {
                Signal::Frame { app_id, conversation_id, from, not_to, frame } => {
                    let frame = frame.as_str().into();
                    self.hub.signal(*app_id, *conversation_id, (from, not_to), &frame);
                }
                Signal::Deactivated { app_id, user_id } => self.disconnect(*app_id, user_id),
                Signal::Revoked(revocation) => self.revoke(revocation),
                // For what this process remembers, not for its connections.
                Signal::Stale(_) => {}
                Signal::Blocked { app_id, user_id, other, blocked } => {
                    for client in self.hub.clients_of(*app_id, user_id) {
                        client.note_block(other, *blocked);
                    }
                }
                Signal::Presence { app_id, user_ids } => self.hub.stir(*app_id, user_ids),
            },
        }
    }

    fn receive(&mut self, batch: Arc<Batch>) {
        if batch.last > self.position {
            self.early.insert(batch.first, batch);
        }
        while let Some(next) = self.early.first_entry()
            && *next.key() <= self.position + 1
        {
            let batch = next.remove();
            self.begin(batch.last);
            for delivery in &batch.deliveries {
                self.deliver(delivery);
            }
            self.position = self.position.max(batch.last);
        }
        self.settle();
    }

    pub(crate) fn followed(&self) -> Arc<Followed> {
        Arc::clone(&self.followed)
    }

    /// After something was handed on: tells how far, and waits for what is still missing.
    fn settle(&mut self) {
        self.followed.done.store(self.position, Ordering::Release);
        self.patience = match self.early.is_empty() && self.expected <= self.position {
            true => None,
            false => self.patience.or_else(|| Some(Instant::now() + PATIENCE)),
        };
    }

    /// Before anything up to `position` is handed on: clients that come from now on read it.
    fn begin(&self, position: i64) {
        self.followed.begun.fetch_max(position, Ordering::Release);
    }

    fn deliver(&mut self, delivery: &Delivery) {
        if delivery.position <= self.position {
            return;
        }
        self.position = delivery.position;
        self.hub.deliver(delivery);
        let (app_id, conversation_id) = (delivery.app_id, delivery.conversation_id);
        let summarized = matches!(delivery.audience, Audience::Subscribers | Audience::Later);
        if summarized && self.hub.has_members(app_id, conversation_id) {
            self.summaries.moved.insert((app_id, conversation_id));
        }
    }

    /// Asks the database for what the bus did not bring.
    async fn repair(&mut self) {
        self.patience = None;
        if let Err(error) = self.read_up().await {
            tracing::warn!(%error, shard = self.shard, "could not read the log, trying again");
        }
        self.early.retain(|_, batch| batch.last > self.position);
        self.settle();
    }

    async fn read_up(&mut self) -> Result<()> {
        let head = log::position(&self.ctx, self.shard).await?;
        while self.position < head {
            let missing = log::read(&self.ctx, self.shard, self.position, PAGE).await?;
            metrics::counter!("warbler_delivery_repaired_total").increment(missing.len() as u64);
            self.begin(missing.last().map_or(self.position, |last| last.position));
            for delivery in &missing {
                self.deliver(delivery);
            }
            if (missing.len() as u64) < PAGE {
                // What is not there any more, like receipts of yesterday, is not missed.
                self.begin(head);
                self.position = self.position.max(head);
            }
        }
        Ok(())
    }

    async fn compare(&mut self) {
        match log::position(&self.ctx, self.shard).await {
            Ok(head) => self.expected = head,
            Err(error) => tracing::warn!(%error, shard = self.shard, "could not compare positions"),
        }
        self.settle();
        self.summarize().await;
        if let Err(error) = self.disconnect_ended().await {
            tracing::warn!(%error, "could not look for users who are out and revoked tokens");
        }
    }

    /// The signal that a user is out, or a token over, may be lost like every other. What another node
    /// wrote a moment ago by another clock counts too.
    async fn disconnect_ended(&mut self) -> Result<()> {
        let since = std::mem::replace(&mut self.looked, self.ctx.now()) - OVERLAP;
        for (app_id, user_id) in users::shut_out_since(&self.ctx, since).await? {
            self.disconnect(app_id, &user_id);
        }
        for revocation in auth::revoked_since(&self.ctx, since).await? {
            self.revoke(&revocation);
        }
        Ok(())
    }

    fn revoke(&self, revocation: &Revocation) {
        let clients = match &revocation.tokens {
            Revoked::OfUser(user_id, _) => self.hub.clients_of(revocation.app_id, user_id),
            Revoked::OfApp(_) | Revoked::SignedWith(_) => self.hub.clients_in(revocation.app_id),
        };
        for client in clients.iter().filter(|client| revocation.ends(&client.identity())) {
            client.outbox.close(Closing::Revoked);
        }
    }

    fn disconnect(&self, app_id: AppId, user_id: &UserId) {
        for client in self.hub.clients_of(app_id, user_id) {
            client.outbox.close(Closing::Deactivated);
        }
    }

    async fn summarize(&mut self) {
        let due = |told: Option<&Instant>| told.is_none_or(|told| told.elapsed() >= SUMMARY);
        let moved: Vec<_> = self.summaries.moved.iter().copied().collect();
        for key in moved {
            if !due(self.summaries.told.get(&key)) {
                continue;
            }
            self.summaries.moved.remove(&key);
            self.summaries.told.insert(key, Instant::now());
            let (app_id, conversation_id) = key;
            match conversations::summary(&self.ctx, app_id, conversation_id).await {
                Ok(frame) => self.hub.summarize(app_id, conversation_id, &frame),
                Err(error) => tracing::warn!(%error, %conversation_id, "no summary"),
            }
        }
        self.summaries.told.retain(|_, told| told.elapsed() < SUMMARY);
    }
}

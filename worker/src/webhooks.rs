//! Delivers webhooks.
//!
//! Each endpoint that has something due gets a turn, a task of its own: however slow it is, it holds
//! up nobody else. What came of attempts is written down by one task for all of them, in batches
//! that grow while the last one is written.

mod attempt;
mod settler;
mod turn;

use settler::Settler;
use std::time::Duration;
use tokio::{sync::Notify, task::JoinSet, time::sleep};
use uuid::Uuid;
use warbler_core::{
    Context, Result,
    webhooks::{self, Queue},
};

/// Endpoints that have their turn in this process at a time.
const MOST_AT_A_TIME: usize = 1000;
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_millis(500);
/// How long others may wait for each other's news: endpoints that become due at once share a look.
const MOMENT: Duration = Duration::from_millis(5);

pub(crate) async fn run(ctx: &Context, doorbell: &Notify) {
    let (worker, settler) = (Uuid::now_v7(), Settler::start(ctx));
    let mut turns = JoinSet::new();
    loop {
        let free = MOST_AT_A_TIME.saturating_sub(turns.len());
        match webhooks::lease(ctx, worker, free).await {
            Ok(queues) => begin(ctx, &settler, queues, &mut turns),
            Err(error) => tracing::warn!(%error, "webhooks could not be looked at, trying again"),
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            () = doorbell.notified() => {}
            // It may be due again.
            Some(_) = turns.join_next() => sleep(MOMENT).await,
        }
        while turns.try_join_next().is_some() {}
    }
}

fn begin(ctx: &Context, settler: &Settler, queues: Vec<Queue>, turns: &mut JoinSet<()>) {
    for queue in queues {
        let (ctx, settler) = (ctx.clone(), settler.clone());
        turns.spawn(async move {
            if let Err(error) = turn::take(&ctx, queue, &settler).await {
                tracing::warn!(%error, "an endpoint's turn was cut short");
            }
        });
    }
}

/// Tries what is due, once. For those who cannot wait for it: tests.
pub async fn deliver_due(ctx: &Context) -> Result<()> {
    let (worker, settler) = (Uuid::now_v7(), Settler::start(ctx));
    let mut turns = JoinSet::new();
    loop {
        begin(ctx, &settler, webhooks::lease(ctx, worker, MOST_AT_A_TIME).await?, &mut turns);
        if turns.join_next().await.is_none() {
            return Ok(());
        }
    }
}

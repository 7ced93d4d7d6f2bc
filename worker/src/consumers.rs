//! Runs the consumers of the log, each over all shards.

use futures_util::future::select_all;
use std::time::Duration;
use tokio::{
    sync::{Notify, broadcast::Receiver},
    time::{sleep, timeout},
};
use uuid::Uuid;
use warbler_core::{
    Context, Result, apps,
    bus::News,
    counters::Counting,
    log::{self, Effects as _},
    support::Listening,
    webhooks::Dispatching,
};

/// Entries taken in one transaction.
const BATCH: u64 = 1000;
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_millis(500);

/// Runs consumers, and rings where there may be something to deliver.
pub(crate) async fn run(ctx: &Context, doorbell: &Notify) {
    let worker = Uuid::now_v7();
    let mut news = listen(ctx).await;
    loop {
        match round(ctx, worker).await {
            Ok(0) => {}
            Ok(_) => {
                doorbell.notify_one();
                continue;
            }
            Err(error) => {
                tracing::warn!(%error, "a consumer failed, trying again");
                sleep(PAUSE).await;
            }
        }
        measure(ctx).await;
        something_new(&mut news).await;
    }
}

/// Hears of commits from now on; where that fails, the consumers look now and then.
async fn listen(ctx: &Context) -> Vec<Receiver<News>> {
    let shards = apps::shards(ctx).await.unwrap_or_default();
    shards.into_iter().map(|shard| ctx.bus.subscribe(shard)).collect()
}

/// Waits until something is committed, or for a while.
async fn something_new(news: &mut [Receiver<News>]) {
    if news.is_empty() {
        return sleep(PAUSE).await;
    }
    let heard = select_all(news.iter_mut().map(|it| Box::pin(it.recv())));
    drop(timeout(PAUSE, heard).await);
    // What was committed with it is one round.
    news.iter_mut().for_each(|it| *it = it.resubscribe());
}

/// Lets every consumer take one step in every shard. Answers how many entries they took.
async fn round(ctx: &Context, worker: Uuid) -> Result<usize> {
    let mut taken = 0;
    for shard in apps::shards(ctx).await? {
        taken += log::consume(ctx, &Counting, shard, worker, BATCH).await?;
        let dispatching = Dispatching { now: ctx.now() };
        taken += log::consume(ctx, &dispatching, shard, worker, BATCH).await?;
        taken += log::consume(ctx, &Listening, shard, worker, BATCH).await?;
    }
    Ok(taken)
}

async fn measure(ctx: &Context) {
    for name in [Counting::NAME, Dispatching::NAME, Listening::NAME] {
        if let Ok(lag) = log::lag(ctx, name).await {
            metrics::gauge!("warbler_consumer_lag", "consumer" => name).set(lag as f64);
        }
    }
}

/// Lets consumers take what there is. For those who cannot wait for the next round: tests. They are
/// one worker, so that none has to wait for the lease of another.
pub async fn consume_until_caught_up(ctx: &Context) -> Result<()> {
    while round(ctx, Uuid::nil()).await? > 0 {}
    Ok(())
}

//! Runs the consumers of the log, each over all shards.

use std::{sync::LazyLock, time::Duration};
use tokio::time::sleep;
use uuid::Uuid;
use warbler_core::{
    Context, Result, apps,
    counters::Counting,
    log::{self, Effects as _},
    support::Listening,
};

/// Entries taken in one transaction.
const BATCH: u64 = 1000;
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) async fn run(ctx: &Context) {
    let worker = Uuid::now_v7();
    loop {
        match round(ctx, worker).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "a consumer failed, trying again"),
        }
        measure(ctx).await;
        sleep(PAUSE).await;
    }
}

/// Lets every consumer take one step in every shard. Answers how many entries they took.
async fn round(ctx: &Context, worker: Uuid) -> Result<usize> {
    let mut taken = 0;
    for shard in apps::shards(ctx).await? {
        taken += log::consume(ctx, &Counting, shard, worker, BATCH).await?;
        taken += log::consume(ctx, &Listening, shard, worker, BATCH).await?;
    }
    Ok(taken)
}

async fn measure(ctx: &Context) {
    for name in [Counting::NAME, Listening::NAME] {
        if let Ok(lag) = log::lag(ctx, name).await {
            metrics::gauge!("warbler_consumer_lag", "consumer" => name).set(lag as f64);
        }
    }
}

/// Counts what there is to count. For those who cannot wait for the next round: tests.
pub async fn count_until_caught_up(ctx: &Context) -> Result<()> {
    // One name, so that who asks again does not wait for a lease of their own to end.
    static WORKER: LazyLock<Uuid> = LazyLock::new(Uuid::now_v7);
    while round(ctx, *WORKER).await? > 0 {}
    Ok(())
}

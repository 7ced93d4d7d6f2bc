//! Keeps the indexes of this node up to the log: one reader per shard, beside each other.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;
use warbler_core::{
    Context, Result, apps,
    search::{LocalIndexes, Reader},
};

/// How often an index may commit.
const COMMIT: Duration = Duration::from_secs(1);
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_millis(250);

/// Works until it is told to stop. What is not committed then is taken again at the next start.
pub async fn search(ctx: Context, stop: CancellationToken) {
    let work = async {
        let mut readers = JoinSet::new();
        for (shard, indexes) in own(&ctx).await {
            readers.spawn(follow(Reader::new(ctx.clone(), indexes, shard)));
        }
        while readers.join_next().await.is_some() {}
    };
    tokio::select! {
        () = work => {}
        () = stop.cancelled() => {}
    }
}

/// The shards whose index this node keeps.
async fn own(ctx: &Context) -> Vec<(i32, Arc<LocalIndexes>)> {
    loop {
        match apps::shards(ctx).await {
            Ok(shards) => {
                let own = shards.into_iter().filter_map(|shard| {
                    Some((shard, Arc::clone(ctx.indexes.of_this_node(shard)?)))
                });
                return own.collect();
            }
            Err(error) => tracing::warn!(%error, "the shards are not known, trying again"),
        }
        sleep(COMMIT).await;
    }
}

async fn follow(mut reader: Reader) {
    loop {
        let began = Instant::now();
        let wait = match round(&mut reader, began).await {
            Ok(true) => {
                measure(&reader).await;
                COMMIT.saturating_sub(began.elapsed())
            }
            Ok(false) => PAUSE,
            Err(error) => {
                tracing::warn!(%error, "an index could not be written, trying again");
                COMMIT
            }
        };
        sleep(wait).await;
    }
}

async fn measure(reader: &Reader) {
    if let Ok(lag) = reader.lag().await {
        let shard = reader.shard().to_string();
        metrics::gauge!("warbler_search_lag", "shard" => shard).set(lag as f64);
    }
}

/// Takes what there is, for as long as a commit may wait, and commits it. Answers whether there was
/// something.
async fn round(reader: &mut Reader, began: Instant) -> Result<bool> {
    while reader.take().await? && began.elapsed() < COMMIT {}
    reader.commit().await
}

/// Takes what there is into the indexes of this node. For those who cannot wait: tests.
pub async fn index_until_caught_up(ctx: &Context) -> Result<()> {
    for (shard, indexes) in own(ctx).await {
        Reader::new(ctx.clone(), indexes, shard).catch_up().await?;
    }
    Ok(())
}

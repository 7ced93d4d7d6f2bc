//! The support desk's clock: does what is due, and gives customers to operators.

use std::time::Duration;
use tokio::time::sleep;
use warbler_core::{Context, Result, support};

/// Conversations and desks taken at once.
const BATCH: u64 = 50;
/// How long to wait when there was nothing.
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) async fn run(ctx: &Context) {
    loop {
        match sweep_desk(ctx).await {
            Ok(0) => sleep(PAUSE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the support desk could not be looked at, trying again");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Looks at what is due, once. Answers how much there was.
pub async fn sweep_desk(ctx: &Context) -> Result<usize> {
    Ok(support::sweep(ctx, BATCH).await? + support::assign_due(ctx, BATCH).await?)
}

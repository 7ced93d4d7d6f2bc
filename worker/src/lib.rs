//! Everything after the request: consumers of the log, jobs, and housekeeping.
//!
//! All of it may run on any number of nodes at once: consumers and jobs are leased.

mod consumers;
mod jobs;
mod mail;
mod runner;

pub use consumers::count_until_caught_up;
pub use mail::{Mailer, send_due};
pub use runner::{Failure, Run, Runner};

use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use warbler_core::{Context, accounts, log, tickets};

/// How often what is no longer of use is removed.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// Works until it is told to stop, and finishes what it is at.
pub async fn run(ctx: Context, mailer: Mailer, stop: CancellationToken) {
    let work = async {
        tokio::join!(
            consumers::run(&ctx),
            runner::run(&ctx),
            mail::run(&ctx, &mailer),
            keep_house(&ctx),
        );
    };
    tokio::select! {
        () = work => {}
        () = stop.cancelled() => {}
    }
}

async fn keep_house(ctx: &Context) {
    let mut often = interval(HOUSEKEEPING);
    often.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        often.tick().await;
        match log::prune_receipts(ctx).await {
            Ok(0) => {}
            Ok(pruned) => tracing::info!(pruned, "removed old receipts from the log"),
            Err(error) => tracing::warn!(%error, "could not remove old receipts"),
        }
        match accounts::prune(ctx).await {
            Ok(0) => {}
            Ok(pruned) => tracing::info!(pruned, "removed what has expired in the console"),
            Err(error) => tracing::warn!(%error, "could not remove what has expired"),
        }
        if let Err(error) = tickets::prune(ctx).await {
            tracing::warn!(%error, "could not remove old tickets");
        }
    }
}

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
use warbler_core::{Context, Result, accounts, files, log, tickets};

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
        tidy(ctx).await;
    }
}

/// Removes what is no longer of use, once.
pub async fn tidy(ctx: &Context) {
    report("old receipts of the log", log::prune_receipts(ctx).await);
    report("what has expired in the console", accounts::prune(ctx).await);
    report("files that no message carries", collect_files(ctx).await);
}

fn report(what: &str, removed: Result<u64>) {
    match removed {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, what, "tidied up"),
        Err(error) => tracing::warn!(%error, what, "could not tidy up"),
    }
}

async fn collect_files(ctx: &Context) -> Result<u64> {
    let mut removed = 0;
    loop {
        match files::collect(ctx, None).await? {
            0 => return Ok(removed),
            batch => removed += batch,
        }
        if let Err(error) = tickets::prune(ctx).await {
            tracing::warn!(%error, "could not remove old tickets");
        }
    }
}

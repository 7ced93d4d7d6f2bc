//! Everything after the request: consumers of the log, jobs, and housekeeping.
//!
//! All of it may run on any number of nodes at once: consumers and jobs are leased.

mod consumers;
mod desk;
mod jobs;
mod mail;
mod runner;
mod search;
mod webhooks;

pub use consumers::consume_until_caught_up;
pub use desk::sweep_desk;
pub use mail::{Mailer, send_due};
pub use runner::{Failure, Run, Runner};
pub use search::{index_until_caught_up, search};
pub use webhooks::deliver_due;

use std::time::Duration;
use tokio::{
    sync::Notify,
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use warbler_core::{
    Context, Result, accounts, files, hooks, idempotency, log, request_logs, series, tickets,
};

/// How often what is no longer of use is removed.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// Works until it is told to stop, and finishes what it is at.
pub async fn run(ctx: Context, mailer: Mailer, stop: CancellationToken) {
    let doorbell = Notify::new();
    let work = async {
        tokio::join!(
            consumers::run(&ctx, &doorbell),
            webhooks::run(&ctx, &doorbell),
            desk::run(&ctx),
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
    removed("receipts of the log", log::prune_receipts(ctx).await);
    removed("expired sessions, links and mails", accounts::prune(ctx).await);
    removed("files that no message carries", collect_files(ctx).await);
    removed("tickets for streams", tickets::prune(ctx).await);
    removed("answers kept for repeats", idempotency::prune(ctx).await);
    removed("logged requests", request_logs::prune(ctx).await);
    removed("minutes of series", series::prune(ctx).await);
    removed("deliveries", warbler_core::webhooks::prune(ctx).await);
    removed("minutes of hooks", hooks::prune(ctx).await);
}

async fn collect_files(ctx: &Context) -> Result<u64> {
    let mut removed = 0;
    loop {
        match files::collect(ctx, None).await? {
            0 => return Ok(removed),
            batch => removed += batch,
        }
    }
}

fn removed(what: &str, pruned: Result<u64>) {
    match pruned {
        Ok(0) => {}
        Ok(pruned) => tracing::info!(pruned, "removed old {what}"),
        Err(error) => tracing::warn!(%error, "could not remove old {what}"),
    }
}

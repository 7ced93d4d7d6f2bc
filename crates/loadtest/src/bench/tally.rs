//! What a measure counts, per connection, without the connections waiting for each other.

use anyhow::{Result, bail};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

/// How long what was sent may take to arrive once nobody sends.
const DRAIN: Duration = Duration::from_secs(20);

/// The counts of all connections.
#[derive(Clone)]
pub(super) struct Tally {
    lines: Arc<[Counts]>,
    stop: Arc<AtomicBool>,
}

#[derive(Default)]
pub(super) struct Counts {
    pub(super) sent: AtomicU64,
    pub(super) acked: AtomicU64,
    pub(super) delivered: AtomicU64,
    /// Deliveries that were not the next one of their sender.
    pub(super) disordered: AtomicU64,
}

/// Sums at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) sent: u64,
    pub(super) acked: u64,
    pub(super) delivered: u64,
    pub(super) disordered: u64,
}

impl Tally {
    pub(super) fn new(lines: usize) -> Self {
        Self {
            lines: (0..lines).map(|_| Counts::default()).collect(),
            stop: Arc::new(AtomicBool::new(false)),
        }
    }

    pub(super) fn of(&self, line: usize) -> &Counts {
        &self.lines[line]
    }

    /// Whether to send no more.
    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for line in self.lines.iter() {
            totals.sent += line.sent.load(Relaxed);
            totals.acked += line.acked.load(Relaxed);
            totals.delivered += line.delivered.load(Relaxed);
            totals.disordered += line.disordered.load(Relaxed);
        }
        totals
    }

    /// What is counted in the window that begins after the warm-up, per second.
    pub(super) async fn measure(
        &self,
        tasks: &mut JoinSet<Result<()>>,
        warm_up: Duration,
        window: Duration,
    ) -> Result<Rates> {
        wait(tasks, warm_up).await?;
        let (before, began) = (self.totals(), Instant::now());
        wait(tasks, window).await?;
        let (after, seconds) = (self.totals(), began.elapsed().as_secs_f64());
        self.stop();
        let rate = |after: u64, before: u64| (after - before) as f64 / seconds;
        Ok(Rates {
            acked: rate(after.acked, before.acked),
            delivered: rate(after.delivered, before.delivered),
        })
    }

    /// Waits until `done`, or too long; gives what there is then.
    pub(super) async fn drain(&self, done: impl Fn(Totals) -> bool) -> Totals {
        let began = Instant::now();
        while !done(self.totals()) && began.elapsed() < DRAIN {
            sleep(Duration::from_millis(20)).await;
        }
        self.totals()
    }
}

/// What a measure found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) rates: Rates,
    pub(super) totals: Totals,
}

/// What happened per second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub(super) acked: f64,
    pub(super) delivered: f64,
}

/// Lets the connections work for a while; none of them may end.
async fn wait(tasks: &mut JoinSet<Result<()>>, time: Duration) -> Result<()> {
    tokio::select! {
        () = sleep(time) => Ok(()),
        Some(ended) = tasks.join_next() => {
            ended??;
            bail!("a connection ended");
        }
    }
}

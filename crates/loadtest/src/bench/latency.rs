//! How long messages take at a fixed rate.
//!
//! Open loop: when a message should have been sent is decided beforehand, and its time counts from
//! then, so that a server that stalls cannot hide the messages which it kept from being sent.

use super::{
    line::{Line, Seat},
    tally::{Tally, Totals},
};
use crate::frames::{Frame, send};
use anyhow::{Result, bail};
use hdrhistogram::Histogram;
use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinSet,
};

/// When message `number` should be sent.
#[derive(Clone, Copy)]
struct Plan {
    began: Instant,
    interval: Duration,
    /// Messages before this one are not counted.
    counted_from: u64,
}

/// Times in microseconds.
pub(super) struct Latencies {
    pub(super) acked: Histogram<u64>,
    pub(super) delivered: Histogram<u64>,
}

type Shared = Arc<Mutex<Latencies>>;

/// Offers `rate` messages per second, spread over the connections.
pub(super) async fn run(
    seats: Vec<Seat>,
    rate: u32,
    warm_up: Duration,
    window: Duration,
) -> Result<(Latencies, Totals)> {
    let tally = Tally::new(seats.len());
    let new = || Histogram::new_with_bounds(1, 60_000_000, 3);
    let shared: Shared = Arc::new(Mutex::new(Latencies { acked: new()?, delivered: new()? }));
    let lines = Line::connect_all(seats).await?;
    let plan = Plan {
        began: Instant::now() + Duration::from_millis(100),
        interval: Duration::from_secs(1) / rate,
        counted_from: number_at(warm_up, rate),
    };
    let mut tasks = JoinSet::new();
    let mut starts = Vec::new();
    for line in lines {
        let (start, started) = unbounded_channel();
        starts.push(start);
        tasks.spawn(drive(line, started, plan, shared.clone(), tally.clone()));
    }
    let total = number_at(warm_up + window, rate);
    let pacer = thread::spawn(move || pace(plan, total, &starts));
    tally.measure(&mut tasks, warm_up, window).await?;
    let totals =
        tally.drain(|now| now.sent == total && now.acked == total && now.delivered == total);
    let totals = totals.await;
    tasks.shutdown().await;
    if pacer.join().is_err() {
        bail!("the pacer ended early");
    }
    let empty = Latencies { acked: new()?, delivered: new()? };
    let latencies =
        std::mem::replace(&mut *shared.lock().unwrap_or_else(PoisonError::into_inner), empty);
    Ok((latencies, totals))
}

fn number_at(time: Duration, rate: u32) -> u64 {
    time.as_secs() * u64::from(rate) + u64::from(time.subsec_millis()) * u64::from(rate) / 1000
}

/// A thread of its own: timers of the runtime are no more precise than a millisecond.
fn pace(plan: Plan, total: u64, starts: &[UnboundedSender<u64>]) {
    for number in 0..total {
        thread::sleep(plan.due(number).saturating_duration_since(Instant::now()));
        let line = usize::try_from(number).unwrap_or_default() % starts.len();
        if starts[line].send(number).is_err() {
            return;
        }
    }
}

impl Plan {
    fn due(&self, number: u64) -> Instant {
        self.began + Duration::from_nanos(self.interval.as_nanos() as u64 * number)
    }
}

/// One connection; ends only with an error. Command ids are numbers of messages, moved past `auth`.
async fn drive(
    mut line: Line,
    mut started: UnboundedReceiver<u64>,
    plan: Plan,
    shared: Shared,
    tally: Tally,
) -> Result<()> {
    let index = line.seat.index;
    let counts = tally.of(index);
    let mut last = None;
    let record = |number: u64, of: fn(&mut Latencies) -> &mut Histogram<u64>| {
        let number = number - super::pairs::FIRST;
        if number >= plan.counted_from {
            let micros = plan.due(number).elapsed().as_micros() as u64;
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            of(&mut shared).saturating_record(micros);
        }
    };
    loop {
        tokio::select! {
            frame = line.socket.next() => {
                let frame = frame?;
                match Frame::read(&frame) {
                    Frame::Reply { ok: false, .. } => bail!("refused: {frame}"),
                    Frame::Reply { r, .. } => {
                        record(r, |latencies| &mut latencies.acked);
                        counts.acked.fetch_add(1, Relaxed);
                    }
                    Frame::Delivery { sender, number } if sender != index => {
                        record(number, |latencies| &mut latencies.delivered);
                        counts.delivered.fetch_add(1, Relaxed);
                        let disordered = last.is_some_and(|last| number <= last);
                        counts.disordered.fetch_add(u64::from(disordered), Relaxed);
                        last = Some(number);
                    }
                    Frame::Delivery { .. } | Frame::Other => {}
                }
            }
            Some(number) = started.recv() => {
                let number = number + super::pairs::FIRST;
                line.socket.send(send(&line.seat.conversation, index, number)).await?;
                counts.sent.fetch_add(1, Relaxed);
            }
        }
    }
}

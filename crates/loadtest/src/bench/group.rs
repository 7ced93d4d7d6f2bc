//! Deliveries into one group whose members are all connected.
//!
//! A few members send; so many messages are on their way at once that the server is never idle,
//! and no more, so that no member falls behind for good.

use super::{
    line::{Line, Seat},
    pairs::FIRST,
    tally::{Outcome, Tally},
};
use crate::frames::{Frame, send};
use anyhow::{Result, bail};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Lets the next message go once one has reached everybody.
#[derive(Clone)]
struct Pace {
    members: u64,
    delivered: Arc<AtomicU64>,
    free: Arc<Semaphore>,
}

impl Pace {
    fn delivered(&self) {
        if (self.delivered.fetch_add(1, Relaxed) + 1).is_multiple_of(self.members) {
            self.free.add_permits(1);
        }
    }
}

pub(super) async fn run(
    seats: Vec<Seat>,
    senders: usize,
    warm_up: Duration,
    window: Duration,
) -> Result<Outcome> {
    let members = seats.len() as u64;
    let tally = Tally::new(seats.len());
    let pace = Pace { members, delivered: Arc::default(), free: Arc::new(Semaphore::new(senders)) };
    let mut tasks = JoinSet::new();
    for line in Line::connect_all(seats).await? {
        tasks.spawn(drive(line, senders, pace.clone(), tally.clone()));
    }
    let rates = tally.measure(&mut tasks, warm_up, window).await?;
    let totals =
        tally.drain(|now| now.acked == now.sent && now.delivered == now.sent * members).await;
    Ok(Outcome { rates, totals })
}

/// One member; ends only with an error.
async fn drive(mut line: Line, senders: usize, pace: Pace, tally: Tally) -> Result<()> {
    let index = line.seat.index;
    let counts = tally.of(index);
    let mut number = FIRST - 1;
    let mut idle = index < senders;
    let mut expected = vec![FIRST; senders];
    loop {
        tokio::select! {
            frame = line.socket.next() => {
                let frame = frame?;
                match Frame::read(&frame) {
                    Frame::Reply { ok: false, .. } => bail!("refused: {frame}"),
                    Frame::Reply { .. } => {
                        counts.acked.fetch_add(1, Relaxed);
                        idle = true;
                    }
                    Frame::Delivery { sender, number } if sender < senders => {
                        counts.delivered.fetch_add(1, Relaxed);
                        let disordered = number != expected[sender];
                        counts.disordered.fetch_add(u64::from(disordered), Relaxed);
                        expected[sender] = number + 1;
                        pace.delivered();
                    }
                    Frame::Delivery { .. } | Frame::Other => {}
                }
            }
            Ok(permit) = pace.free.acquire(), if idle && !tally.stopped() => {
                permit.forget();
                idle = false;
                number += 1;
                counts.sent.fetch_add(1, Relaxed);
                line.socket.send(send(&line.seat.conversation, index, number)).await?;
            }
        }
    }
}

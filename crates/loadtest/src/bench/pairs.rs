//! Messages between two: every connection has one message outstanding to its partner.

use super::{
    line::{Line, Seat},
    tally::{Outcome, Tally},
};
use crate::frames::{Frame, send};
use anyhow::{Result, bail};
use std::{sync::atomic::Ordering::Relaxed, time::Duration};
use tokio::task::JoinSet;

/// When a connection sends its next message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Once the last one is acknowledged.
    Acknowledged,
    /// Once the partner's is delivered: for a relay that acknowledges nothing.
    Delivered,
}

/// The first command after `auth`.
pub(super) const FIRST: u64 = 2;

/// Runs the load; gives rates and, after the drain, totals.
pub(super) async fn run(
    seats: Vec<Seat>,
    next: Next,
    warm_up: Duration,
    window: Duration,
) -> Result<Outcome> {
    let tally = Tally::new(seats.len());
    let mut tasks = JoinSet::new();
    for line in Line::connect_all(seats).await? {
        tasks.spawn(drive(line, next, tally.clone()));
    }
    let rates = tally.measure(&mut tasks, warm_up, window).await?;
    let totals = tally
        .drain(|now| {
            let acked = now.acked == now.sent || next == Next::Delivered;
            acked && now.delivered == now.sent
        })
        .await;
    Ok(Outcome { rates, totals })
}

/// One connection; ends only with an error.
async fn drive(mut line: Line, next: Next, tally: Tally) -> Result<()> {
    let index = line.seat.index;
    let counts = tally.of(index);
    let mut number = FIRST;
    let mut expected = FIRST;
    line.socket.send(send(&line.seat.conversation, index, number)).await?;
    counts.sent.fetch_add(1, Relaxed);
    loop {
        let frame = line.socket.next().await?;
        let moved = match Frame::read(&frame) {
            Frame::Reply { ok: false, .. } => bail!("refused: {frame}"),
            Frame::Reply { .. } => {
                counts.acked.fetch_add(1, Relaxed);
                next == Next::Acknowledged
            }
            Frame::Delivery { sender, number } if sender != index => {
                counts.delivered.fetch_add(1, Relaxed);
                counts.disordered.fetch_add(u64::from(number != expected), Relaxed);
                expected = number + 1;
                next == Next::Delivered
            }
            // One's own message comes back, too.
            Frame::Delivery { .. } | Frame::Other => false,
        };
        if moved && !tally.stopped() {
            number += 1;
            line.socket.send(send(&line.seat.conversation, index, number)).await?;
            counts.sent.fetch_add(1, Relaxed);
        }
    }
}

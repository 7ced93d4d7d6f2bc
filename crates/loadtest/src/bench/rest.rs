//! Sending over REST: clients that keep their connection and wait for each answer.

use super::{
    line::Seat,
    pairs::FIRST,
    tally::{Outcome, Tally},
};
use crate::{frames::text, http::Http};
use anyhow::{Result, bail};
use std::{sync::atomic::Ordering::Relaxed, time::Duration};
use tokio::task::JoinSet;

pub(super) async fn run(seats: Vec<Seat>, warm_up: Duration, window: Duration) -> Result<Outcome> {
    let tally = Tally::new(seats.len());
    let mut tasks = JoinSet::new();
    for seat in seats {
        tasks.spawn(drive(seat, tally.clone()));
    }
    let rates = tally.measure(&mut tasks, warm_up, window).await?;
    let totals = tally.drain(|now| now.acked == now.sent).await;
    Ok(Outcome { rates, totals })
}

async fn drive(seat: Seat, tally: Tally) -> Result<()> {
    let counts = tally.of(seat.index);
    let mut http = Http::new(seat.server, seat.token.as_deref().unwrap_or_default());
    let path = format!("/v1/conversations/{}/messages", seat.conversation);
    for number in FIRST.. {
        if tally.stopped() {
            std::future::pending::<()>().await;
        }
        let body = format!(
            r#"{{"client_id":"{}-{number}","text":"{}"}}"#,
            seat.index,
            text(seat.index, number)
        );
        counts.sent.fetch_add(1, Relaxed);
        let reply = http.call("POST", &path, &body).await?;
        if reply.status != 201 {
            bail!("answered {}: {}", reply.status, String::from_utf8_lossy(&reply.body));
        }
        counts.acked.fetch_add(1, Relaxed);
    }
    Ok(())
}

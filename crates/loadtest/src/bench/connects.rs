//! Connecting, saying who one is and catching up, again and again.

use super::line::{Seat, authenticate, source};
use crate::{
    frames::{Frame, text},
    http::Http,
    socket::Socket,
};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How many connect at the same time.
const CONNECTING: usize = 64;

/// Connections per second, each of which missed one message and must get it, and how many did not.
pub(super) async fn run(seats: Vec<Seat>, window: Duration) -> Result<(f64, u64)> {
    let mut places = Vec::new();
    for seat in seats {
        let cursor = cursor_of(&seat).await?;
        places.push((seat, cursor));
    }
    for (seat, _) in &places {
        miss_one(seat).await?;
    }
    let places: Arc<[(Seat, String)]> = places.into();
    let (next, done, missed) = <(Arc<AtomicUsize>, Arc<AtomicU64>, Arc<AtomicU64>)>::default();
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    let began = Instant::now();
    for _ in 0..CONNECTING {
        let (places, next, stop) = (places.clone(), next.clone(), stop.clone());
        let (done, missed) = (done.clone(), missed.clone());
        tasks.spawn(async move {
            while !stop.load(Relaxed) {
                let turn = next.fetch_add(1, Relaxed);
                let (seat, cursor) = &places[turn % places.len()];
                let caught_up = resume(seat, cursor, turn).await?;
                done.fetch_add(1, Relaxed);
                missed.fetch_add(u64::from(!caught_up), Relaxed);
            }
            Ok(())
        });
    }
    tokio::time::sleep(window).await;
    let rate = done.load(Relaxed) as f64 / began.elapsed().as_secs_f64();
    stop.store(true, Relaxed);
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok((rate, missed.load(Relaxed)))
}

/// Where a client that connects now stands.
async fn cursor_of(seat: &Seat) -> Result<String> {
    #[derive(Deserialize)]
    struct Reply {
        d: Stand,
    }
    #[derive(Deserialize)]
    struct Stand {
        cursor: String,
    }
    let mut socket = Socket::connect(seat.server, Some(source(seat.index)), &seat.path).await?;
    let token = seat.token.as_deref().context("a token is needed")?;
    let reply = authenticate(&mut socket, token, None).await?;
    let Reply { d: Stand { cursor } } = serde_json::from_str(&reply)?;
    Ok(cursor)
}

/// Sends a message while nobody listens.
async fn miss_one(seat: &Seat) -> Result<()> {
    let mut http = Http::new(seat.server, seat.token.as_deref().unwrap_or_default());
    let body = json!({"client_id": format!("{}-0", seat.index), "text": text(seat.index, 0)});
    let path = format!("/v1/conversations/{}/messages", seat.conversation);
    let reply = http.call("POST", &path, &body.to_string()).await?;
    if !reply.is_success() {
        bail!("the send was answered {}", reply.status);
    }
    Ok(())
}

/// One connection; whether it got what it had missed.
async fn resume(seat: &Seat, cursor: &str, turn: usize) -> Result<bool> {
    // Ports rest after use, so every thousand connections have another address.
    let from = source(turn * 4);
    let mut socket = Socket::connect(seat.server, Some(from), &seat.path).await?;
    authenticate(&mut socket, seat.token.as_deref().unwrap_or_default(), Some(cursor)).await?;
    let mut caught_up = false;
    loop {
        let frame = socket.next().await?;
        caught_up |= matches!(Frame::read(&frame), Frame::Delivery { .. });
        if frame.starts_with("{\"t\":\"resumed\"") {
            return Ok(caught_up);
        }
    }
}

//! Webhooks: how fast a backlog goes to an endpoint that comes back while a hundred others hang, and
//! how soon a message reaches it after that.

use super::{
    line::Seat,
    receiver::{Receiver, span},
    site::Site,
};
use crate::{http::Http, tenant::Tenant};
use anyhow::{Result, ensure};
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{
    task::JoinSet,
    time::{interval, sleep},
};

/// Who fill the backlog, over REST.
const SENDERS: usize = 64;
/// Endpoints that hang: those of two apps.
const HANGING_PER_APP: usize = 50;
/// What waits for each of them.
const EACH: usize = 20;
/// Messages a second once the backlog is gone.
const RATE: u64 = 100;
/// How long the rest may take after nothing came any more.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Measured {
    /// Deliveries a second, from the first to the last.
    pub(super) rate: f64,
    /// Microseconds from the acknowledgement of a message to its webhook.
    pub(super) live: Histogram<u64>,
    pub(super) lost: u64,
}

pub(super) async fn run(site: &Site, backlog: usize, window: Duration) -> Result<Measured> {
    let hanging = Receiver::hanging().await?;
    for app in ["hanging-1", "hanging-2"] {
        hang(site, app, &hanging).await?;
    }
    let seats = site.pairs("webhooks", SENDERS).await?;
    let receiver = Receiver::busy().await?;
    subscribe(&mut site.http(), &receiver, "healthy").await?;
    fill(&seats, backlog).await?;
    receiver.take_from_now_on();
    wait_for(&receiver, backlog).await;
    let times = receiver.times();
    let rate = times.len() as f64 / span(&times).as_secs_f64().max(f64::EPSILON);
    let (live, missed) = live(&seats, &receiver, window).await?;
    Ok(Measured { rate, live, lost: backlog.abs_diff(times.len()) as u64 + missed })
}

async fn subscribe(http: &mut Http, receiver: &Receiver, path: &str) -> Result<()> {
    let url = format!("http://{}/{path}", receiver.address);
    let body = json!({ "url": url, "event_types": ["message.created"] }).to_string();
    http.json::<Value>("POST", "/v1/webhook_endpoints", &body).await.map(drop)
}

/// An app with endpoints that never answer, and something to tell them.
async fn hang(site: &Site, name: &str, receiver: &Receiver) -> Result<()> {
    let server = &site.servers[0];
    let tenant = Tenant::create(&server.settings, name).await?;
    let mut http = tenant.http(server.address());
    for endpoint in 0..HANGING_PER_APP {
        subscribe(&mut http, receiver, &format!("{endpoint}")).await?;
    }
    let group: Value = http.json("POST", "/v1/conversations", r#"{"kind":"group"}"#).await?;
    let path = format!("/v1/conversations/{}/messages", group["id"].as_str().unwrap_or_default());
    for _ in 0..EACH {
        http.json::<Value>("POST", &path, r#"{"text":"hello"}"#).await?;
    }
    Ok(())
}

/// Sends as many messages, each with a text of its own.
async fn fill(seats: &[Seat], backlog: usize) -> Result<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for seat in seats.iter().cloned() {
        let next = Arc::clone(&next);
        tasks.spawn(async move {
            let mut http = Http::new(seat.server, seat.token.as_deref().unwrap_or_default());
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= backlog {
                    return anyhow::Ok(());
                }
                send(&mut http, &seat, &format!("backlog-{number}")).await?;
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

async fn send(http: &mut Http, seat: &Seat, text: &str) -> Result<()> {
    let path = format!("/v1/conversations/{}/messages", seat.conversation);
    let reply = http.call("POST", &path, &json!({ "text": text }).to_string()).await?;
    let body = String::from_utf8_lossy(&reply.body);
    ensure!(reply.status == 201, "answered {}: {body}", reply.status);
    Ok(())
}

/// Waits until as many came, or nothing does any more.
async fn wait_for(receiver: &Receiver, count: usize) {
    let (mut before, mut since) = (0, Instant::now());
    while receiver.taken() < count && since.elapsed() < PATIENCE {
        if receiver.taken() > before {
            (before, since) = (receiver.taken(), Instant::now());
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Messages at a steady rate, and how long each took to arrive; and how many never did.
async fn live(
    seats: &[Seat],
    receiver: &Receiver,
    window: Duration,
) -> Result<(Histogram<u64>, u64)> {
    let seat = &seats[0];
    let mut http = Http::new(seat.server, seat.token.as_deref().unwrap_or_default());
    let mut tick = interval(Duration::from_secs(1) / RATE as u32);
    let (began, mut sent) = (Instant::now(), Vec::new());
    while began.elapsed() < window {
        tick.tick().await;
        let text = format!("live-{}", sent.len());
        send(&mut http, seat, &text).await?;
        sent.push((text, Instant::now()));
    }
    wait_for(receiver, sent.len()).await;
    let times = receiver.times();
    let (mut took, mut missed) = (Histogram::new(3)?, 0);
    for (text, at) in sent {
        match times.get(&text) {
            Some(taken) => took.saturating_record(
                u64::try_from(taken.saturating_duration_since(at).as_micros()).unwrap_or(u64::MAX),
            ),
            None => missed += 1,
        }
    }
    Ok((took, missed))
}

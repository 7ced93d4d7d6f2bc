//! `warbler listen`: prints what happens in an app, and hands it to a server that nobody else can
//! reach, one event after the other and signed as a webhook is.
//!
//! It needs no configuration: only the address of a server and a secret key of the app.

use crate::{cli::Listen, process};
use anyhow::{Context as _, bail};
use reqwest::{Client, StatusCode, redirect::Policy};
use std::{
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};
use tokio::time::sleep;
use warbler_core::webhooks::{Signer, signed_request};
use warbler_protocol::{AppEvent, AppEvents, EventKind};

/// How long the server is to wait where nothing happens, in seconds.
const WAIT: u64 = 20;
/// How long an answer may take: the wait, and some more.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long before a server that did not answer is asked again.
const PAUSE: Duration = Duration::from_secs(2);

pub(super) async fn run(options: Listen) -> anyhow::Result<ExitCode> {
    let (signer, secret) = Signer::generate();
    let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).build()?;
    let mut cursor = pull(&client, &options, None).await?.next_cursor;
    let mut out = io::stdout();
    match &options.forward {
        Some(url) => writeln!(out, "Forwarding to {url}, signed with {secret}")?,
        None => writeln!(out, "Listening")?,
    }
    loop {
        match pull(&client, &options, Some(&cursor)).await {
            Ok(page) => {
                for event in page.data.iter().filter(|event| is_wanted(&options, event)) {
                    let what = forward(&client, &options, &signer, event).await?;
                    writeln!(out, "{}  {}  {}{what}", event.timestamp, event.id, event.kind)?;
                }
                cursor = page.next_cursor;
            }
            Err(error) => {
                writeln!(io::stderr(), "{error:#}; trying again")?;
                sleep(PAUSE).await;
            }
        }
    }
}

/// Events behind a cursor; without one, where to begin.
async fn pull(
    client: &Client,
    options: &Listen,
    cursor: Option<&str>,
) -> anyhow::Result<AppEvents> {
    let mut url = options.server.join("/v1/app_events")?;
    if let Some(cursor) = cursor {
        let wait = WAIT.to_string();
        url.query_pairs_mut().append_pair("cursor", cursor).append_pair("wait", &wait);
    }
    let answer = client.get(url).bearer_auth(&options.key).send().await;
    let answer = answer.with_context(|| format!("{} cannot be reached", options.server))?;
    match answer.status() {
        StatusCode::OK => Ok(answer.json().await?),
        status => bail!("the server answered {status}: {}", answer.text().await?),
    }
}

fn is_wanted(options: &Listen, event: &AppEvent) -> bool {
    let selects = |kind: EventKind| options.events.iter().any(|selector| selector.selects(kind));
    options.events.is_empty() || event.kind.parse().is_ok_and(selects)
}

/// Hands an event on, if there is somebody to hand it to, and answers what came of it.
async fn forward(
    client: &Client,
    options: &Listen,
    signer: &Signer,
    event: &AppEvent,
) -> anyhow::Result<String> {
    let Some(url) = &options.forward else { return Ok(String::new()) };
    let body = serde_json::to_string(event)?;
    let now = process::clock()();
    let signature = signer.sign(&event.id.to_string(), now, body.as_bytes());
    let request = signed_request(url.as_str(), event.id, now, &signature, body);
    let started = Instant::now();
    let sent = client.post(url.clone()).headers(request.headers).body(request.body).send().await;
    let took = started.elapsed().as_millis();
    Ok(match sent {
        Ok(answer) => format!("  {} in {took} ms", answer.status().as_u16()),
        Err(error) => format!("  no answer: {error}"),
    })
}

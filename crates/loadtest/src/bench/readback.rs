//! Reads back what was acknowledged: every message once, in the order of its sender, no gap in seq.

use super::line::Seat;
use crate::{frames::Frame, http::Http};
use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{
    collections::{BTreeSet, HashMap},
    net::SocketAddr,
};

/// How many conversations are read at the same time.
const READING: usize = 8;

#[derive(Deserialize)]
struct Page {
    data: Vec<Entry>,
    has_more: bool,
}

#[derive(Deserialize)]
struct Entry {
    t: String,
    n: i64,
    d: Box<RawValue>,
}

/// What was found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    pub(super) stored: u64,
    /// Numbers doubled, out of order or left out.
    pub(super) wrong: u64,
}

/// Reads every conversation of the seats as the tenant's server.
pub(super) async fn run(server: SocketAddr, secret_key: &str, seats: &[Seat]) -> Result<Found> {
    let conversations: BTreeSet<_> = seats.iter().map(|seat| &seat.conversation).collect();
    stream::iter(conversations)
        .map(|conversation| read(server, secret_key, conversation))
        .buffer_unordered(READING)
        .try_fold(Found::default(), |sum, found| async move {
            Ok(Found { stored: sum.stored + found.stored, wrong: sum.wrong + found.wrong })
        })
        .await
}

async fn read(server: SocketAddr, secret_key: &str, conversation: &str) -> Result<Found> {
    let mut http = Http::new(server, secret_key);
    let mut found = Found::default();
    let mut seq = 0;
    let mut numbers: HashMap<usize, u64> = HashMap::new();
    loop {
        let path = format!("/v1/conversations/{conversation}/entries?after_seq={seq}&limit=100");
        let page: Page = http.json("GET", &path, "").await?;
        for entry in &page.data {
            found.wrong += u64::from(entry.n != seq + 1);
            seq = entry.n;
            if entry.t != "message.created" {
                continue;
            }
            found.stored += 1;
            match Frame::read(entry.d.get()) {
                Frame::Delivery { sender, number } => {
                    let last = numbers.insert(sender, number);
                    found.wrong += u64::from(last.is_some_and(|last| number <= last));
                }
                _ => found.wrong += 1,
            }
        }
        if !page.has_more || page.data.is_empty() {
            return Ok(found);
        }
    }
}

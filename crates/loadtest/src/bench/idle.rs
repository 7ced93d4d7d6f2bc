//! What a connection costs that does nothing.

use super::line::{Line, Seat};
use crate::server::{Memory, Server};
use anyhow::{Result, bail};
use std::time::Duration;
use tokio::{task::JoinSet, time::sleep};

/// How long the server may settle before its memory is read.
const SETTLE: Duration = Duration::from_secs(2);

/// The server's memory per connection, in bytes.
pub(super) async fn run(server: &Server, seats: Vec<Seat>) -> Result<Memory> {
    let count = seats.len() as u64;
    sleep(SETTLE).await;
    let before = server.memory()?;
    let mut tasks = JoinSet::new();
    for line in Line::connect_all(seats).await? {
        tasks.spawn(keep(line));
    }
    sleep(SETTLE).await;
    let after = server.memory()?;
    if let Some(ended) = tasks.try_join_next() {
        bail!("an idle connection ended: {:?}", ended?);
    }
    Ok(Memory {
        rss: after.rss.saturating_sub(before.rss) / count,
        pss: after.pss.saturating_sub(before.pss) / count,
    })
}

/// Reads, which answers pings; ends only with an error.
async fn keep(mut line: Line) -> Result<()> {
    loop {
        line.socket.next().await?;
    }
}

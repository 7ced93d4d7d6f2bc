//! What the machine can do without the product: the ceilings.

use super::{
    Bench, database, group, idle,
    line::Seat,
    pairs::{self, Next},
    report::Report,
    site::Backends,
};
use crate::server::{Server, Settings};
use anyhow::Result;
use std::path::Path;

pub(super) const RELAY_PAIRS: &str = "bare relay, 1:1 forwarded";
pub(super) const RELAY_ACKED: &str = "bare relay, 1:1 forwarded and answered";
pub(super) const RELAY_GROUP: &str = "bare relay, deliveries into one group";
pub(super) const RELAY_IDLE: &str = "bare relay, memory per idle connection";
pub(super) const POSTGRES: &str = "PostgreSQL, UNNEST of 250 rows";
pub(super) const SQLITE: &str = "SQLite FULL, batches of 100 rows";

/// The machine without the product.
pub(super) async fn measure(
    bench: &Bench,
    backends: Option<&Backends>,
    report: &mut Report,
) -> Result<()> {
    const NAME: &str = "ceiling";
    let window = bench.window();
    if let Some(backends) = backends
        && bench.wants("pairs")
    {
        let rate = database::postgres(&backends.database, window).await?;
        report.add(NAME, POSTGRES, rate, "/s", None);
    }
    let data = tempfile::TempDir::with_prefix("warbler-ceiling-")?;
    if bench.wants("pairs") {
        let rate = database::sqlite(&data.path().join("ceiling.sqlite"), window).await?;
        report.add(NAME, SQLITE, rate, "/s", None);
        for (measure, path, next) in
            [(RELAY_PAIRS, "pair", Next::Delivered), (RELAY_ACKED, "acked", Next::Acknowledged)]
        {
            let relay = relay(data.path()).await?;
            let seats = relay_seats(&relay, bench.connections, path, true);
            let result = pairs::run(seats, next, bench.warm_up(), window).await?;
            report.add(NAME, measure, result.rates.delivered, "/s", None);
        }
    }
    if bench.wants("group") {
        let relay = relay(data.path()).await?;
        let seats = relay_seats(&relay, bench.connections, "group", false);
        let result = group::run(seats, bench.in_flight, bench.warm_up(), window).await?;
        report.add(NAME, RELAY_GROUP, result.rates.delivered, "/s", None);
    }
    if bench.wants("idle") {
        let relay = relay(data.path()).await?;
        let seats = relay_seats(&relay, bench.idle, "pair", true);
        let memory = idle::run(&relay, seats).await?;
        report.add(NAME, RELAY_IDLE, memory.pss as f64 / 1024.0, "KB", None);
    }
    Ok(())
}

/// This binary, as a relay.
async fn relay(data: &Path) -> Result<Server> {
    let settings = Settings::new(&std::env::current_exe()?, data)?;
    settings.start_as(&["relay", &settings.listen.to_string()]).await
}

fn relay_seats(relay: &Server, count: usize, path: &str, numbered: bool) -> Vec<Seat> {
    let path = |index| if numbered { format!("/{path}/{index}") } else { format!("/{path}") };
    (0..count)
        .map(|index| Seat {
            server: relay.address(),
            path: path(index),
            token: None,
            // As long as a real one.
            conversation: format!("con_{index:032x}"),
            index,
        })
        .collect()
}

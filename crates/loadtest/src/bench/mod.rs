//! `warbler-loadtest bench`: how fast the server is on this machine, durability on.
//!
//! The load generator shares the machine with the server, as the figures to reach assume. What was
//! acknowledged is compared with what was delivered and with what can be read back; a run that
//! lost anything fails.

mod ceilings;
mod connects;
mod database;
mod group;
mod idle;
mod latency;
mod line;
mod measures;
mod pairs;
mod readback;
mod receiver;
pub mod relay;
mod report;
mod rest;
mod search;
mod site;
mod tally;
mod webhooks;

use crate::{server::Server, services::durability};
use anyhow::{Result, bail};
use clap::Args;
use report::Report;
use site::{Backends, Configuration, Site};
use std::{io::Write, path::PathBuf, time::Duration};

/// What to measure, and how long.
#[derive(Args, Clone, Debug)]
pub struct Bench {
    /// The server's binary.
    #[arg(long, env = "WARBLER_TEST_SERVER")]
    server: Option<PathBuf>,
    /// Only these configurations.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Configuration>,
    /// Only these measures: pairs, latency, group, idle, connects, rest, webhooks, start, search.
    #[arg(long, value_delimiter = ',')]
    measure: Vec<String>,
    /// An administrator's database in PostgreSQL; a private server is started without it.
    #[arg(long, env = "WARBLER_TEST_DATABASE_URL")]
    database: Option<String>,
    /// A Redis to use; a private one is started without it.
    #[arg(long, env = "WARBLER_TEST_REDIS_URL")]
    redis: Option<String>,
    /// How long each measure counts.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// How long each measure runs before it counts.
    #[arg(long, default_value_t = 2.0)]
    warm_up: f64,
    /// Connections of the measures with messages.
    #[arg(long, default_value_t = 1000)]
    connections: usize,
    /// Connections that do nothing.
    #[arg(long, default_value_t = 10_000)]
    idle: usize,
    /// Messages offered per second where latency is measured.
    #[arg(long, default_value_t = 1000)]
    rate: u32,
    /// Messages on their way into the group at a time. With more than one, a server may write
    /// several frames at once, which the bare relay does not: compare them at 1.
    #[arg(long, default_value_t = 8, value_parser = at_least_one)]
    in_flight: usize,
    /// Messages that are searched.
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// The folder with the texts that are searched.
    #[arg(long, env = "WARBLER_TEST_DATA", default_value = "../shared/data")]
    data: PathBuf,
    /// Webhooks that wait when their endpoint comes back.
    #[arg(long, default_value_t = 60_000)]
    backlog: usize,
    /// A smoke run: everything, small and short.
    #[arg(long)]
    quick: bool,
    /// Write the results to a file, too.
    #[arg(long)]
    json: Option<PathBuf>,
}

impl Bench {
    pub async fn run(mut self, mut out: impl Write) -> Result<()> {
        if self.quick {
            (self.seconds, self.warm_up, self.connections, self.idle) = (1.0, 0.5, 100, 500);
            self.messages = 20_000;
            self.backlog = 2000;
        }
        // Pairs have two.
        self.connections = self.connections.max(2).next_multiple_of(2);
        let mut report = Report { hardware: report::hardware(), ..Report::default() };
        let backends = self.backends().await?;
        for configuration in self.configurations() {
            writeln!(out, "{} …", configuration.name())?;
            self.measure(configuration, backends.as_ref(), &mut report).await?;
        }
        compare(&mut report);
        report.notes.push(format!(
            "group: {} in flight; above 1 a server may write several frames at once, which the bare \
             relay does not, so that it is no ceiling there",
            self.in_flight
        ));
        report.print(&mut out)?;
        if let Some(file) = &self.json {
            std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
        }
        if report.lost > 0 {
            bail!("{} messages were lost, doubled or out of order", report.lost);
        }
        Ok(())
    }

    fn configurations(&self) -> Vec<Configuration> {
        use Configuration::{Ceilings, Embedded, Postgres, Search, TwoNodes};
        match &self.only[..] {
            [] => vec![Ceilings, Embedded, Postgres, TwoNodes, Search],
            only => only.to_vec(),
        }
    }

    async fn backends(&self) -> Result<Option<Backends>> {
        if self.configurations() == [Configuration::Embedded] {
            return Ok(None);
        }
        Ok(Some(Backends::find(self.database.clone(), self.redis.clone()).await?))
    }

    async fn measure(
        &self,
        configuration: Configuration,
        backends: Option<&Backends>,
        report: &mut Report,
    ) -> Result<()> {
        match (configuration, backends) {
            (Configuration::Ceilings, _) => return ceilings::measure(self, backends, report).await,
            (Configuration::Search, Some(backends)) if self.wants("search") => {
                return search::measure(self, backends, report).await;
            }
            (Configuration::Search, _) => return Ok(()),
            _ => {}
        }
        let backends = backends.filter(|_| configuration != Configuration::Embedded);
        let durability = match backends {
            Some(backends) => durability(&backends.database).await?,
            None => "SQLite; its settings are the server's and cannot be seen from outside".into(),
        };
        report.durability.push(format!("{}: {durability}", configuration.name()));
        let binary = crate::server_binary(self.server.as_deref())?;
        let mut site = Site::start(configuration, &binary, backends).await?;
        let mut run = measures::Run { bench: self, configuration, site: &mut site, report };
        if let Err(error) = run.measure().await {
            let words: Vec<_> = site.servers.iter().map(Server::last_words).collect();
            return Err(error.context(format!("the servers said: {}", words.join("\n"))));
        }
        site.end().await
    }

    fn wants(&self, measure: &str) -> bool {
        self.measure.is_empty() || self.measure.iter().any(|wanted| wanted == measure)
    }

    fn window(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    fn warm_up(&self) -> Duration {
        Duration::from_secs_f64(self.warm_up)
    }
}

/// Sets the product beside the ceilings.
fn compare(report: &mut Report) {
    let all = ["embedded", "postgres", "two-nodes"];
    report.compare(measures::PAIRS, &all, ceilings::RELAY_ACKED);
    report.compare(measures::PAIRS, &["embedded"], ceilings::SQLITE);
    report.compare(measures::PAIRS, &["postgres", "two-nodes"], ceilings::POSTGRES);
    report.compare(measures::GROUP, &all, ceilings::RELAY_GROUP);
    report.compare(measures::IDLE, &all, ceilings::RELAY_IDLE);
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "at least 1".to_owned())
}

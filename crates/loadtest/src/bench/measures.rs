//! The measures, one after the other, with the figures to reach.

use super::{
    Bench, connects, group, idle, latency,
    line::Seat,
    pairs::{self, Next},
    readback,
    report::{Goal, Report},
    rest,
    site::{Configuration, Site},
    tally::Totals,
    webhooks,
};
use crate::server::Server;
use anyhow::Result;
use hdrhistogram::Histogram;
use std::time::Duration;

pub(super) const PAIRS: &str = "1:1 messages acknowledged and delivered";
pub(super) const GROUP: &str = "deliveries into one group";
pub(super) const IDLE: &str = "memory per idle connection";
const REST: &str = "REST sends, 64 clients";
const WEBHOOKS: &str = "webhooks out of a backlog, 100 endpoints hanging";
const CONNECTS: &str = "connects with sync of what was missed";
const START: &str = "start to first answer, existing data";

const REST_CLIENTS: usize = 64;
const STARTS: usize = 5;

/// One configuration being measured.
pub(super) struct Run<'a> {
    pub(super) bench: &'a Bench,
    pub(super) configuration: Configuration,
    pub(super) site: &'a mut Site,
    pub(super) report: &'a mut Report,
}

impl Run<'_> {
    /// Everything that is asked of the configuration.
    pub(super) async fn measure(&mut self) -> Result<()> {
        let bench = self.bench;
        let one_node = self.configuration != Configuration::TwoNodes;
        // First, while the process is young: what other measures left is not a connection's.
        if bench.wants("idle") && one_node {
            self.idle().await?;
        }
        if bench.wants("pairs") {
            self.pairs().await?;
        }
        if bench.wants("latency") {
            self.latency().await?;
        }
        if bench.wants("group") {
            self.group().await?;
        }
        if bench.wants("connects") {
            self.connects().await?;
        }
        if bench.wants("rest") {
            self.rest().await?;
        }
        if bench.wants("webhooks") && one_node {
            self.webhooks().await?;
        }
        if bench.wants("start") && one_node {
            self.start().await?;
        }
        Ok(())
    }

    fn add(&mut self, measure: &str, value: f64, unit: &'static str, goal: Option<Goal>) {
        self.report.add(self.configuration.name(), measure, value, unit, goal);
    }

    async fn idle(&mut self) -> Result<()> {
        let seats = self.site.loners("idle", self.bench.idle).await?;
        let memory = idle::run(&self.site.servers[0], seats).await?;
        let kilobytes = |bytes: u64| bytes as f64 / 1024.0;
        self.add(IDLE, kilobytes(memory.pss), "KB", Goal::less(20.0, 12.0));
        self.add(&format!("{IDLE} (resident)"), kilobytes(memory.rss), "KB", None);
        Ok(())
    }

    async fn pairs(&mut self) -> Result<()> {
        let goal = match self.configuration {
            Configuration::Embedded => Goal::more(12_000.0, 20_000.0),
            Configuration::Postgres => Goal::more(15_000.0, 25_000.0),
            Configuration::TwoNodes => Goal::more(8_000.0, 15_000.0),
            Configuration::Ceilings | Configuration::Search => None,
        };
        let Bench { connections, .. } = *self.bench;
        let seats = self.site.pairs("pairs", connections).await?;
        let (warm_up, window) = (self.bench.warm_up(), self.bench.window());
        let before = self.computed()?;
        let result = pairs::run(seats.clone(), Next::Acknowledged, warm_up, window).await?;
        self.cost("at full load", before, result.totals)?;
        // The slower of the two is what the product does.
        self.add(PAIRS, result.rates.acked.min(result.rates.delivered), "/s", goal);
        self.account(PAIRS, &seats, result.totals, result.totals.acked).await
    }

    async fn latency(&mut self) -> Result<()> {
        let Bench { connections, rate, .. } = *self.bench;
        let seats = self.site.pairs("latency", connections).await?;
        let (warm_up, window) = (self.bench.warm_up(), self.bench.window());
        let before = self.computed()?;
        let (times, totals) = latency::run(seats.clone(), rate, warm_up, window).await?;
        self.cost(&format!("at {rate}/s"), before, totals)?;
        let acked = [Goal::less(2.5, 1.5), Goal::less(6.0, 4.0), None];
        let delivered = [Goal::less(4.0, 2.0), Goal::less(9.0, 5.0), None];
        self.times(&format!("acknowledgement at {rate}/s"), &times.acked, acked);
        self.times(&format!("delivery at {rate}/s"), &times.delivered, delivered);
        self.account("latency", &seats, totals, totals.acked).await
    }

    /// What the servers have computed so far.
    fn computed(&self) -> Result<Duration> {
        self.site.servers.iter().map(Server::computed).sum()
    }

    /// What a message costs the servers, with its part of connecting.
    fn cost(&mut self, load: &str, before: Duration, totals: Totals) -> Result<()> {
        let computed = self.computed()?.saturating_sub(before);
        let each = computed.as_secs_f64() * 1e6 / totals.acked.max(1) as f64;
        self.add(&format!("computing per 1:1 message {load}"), each, "µs", None);
        Ok(())
    }

    fn times(&mut self, measure: &str, times: &Histogram<u64>, goals: [Option<Goal>; 3]) {
        let quantiles = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)];
        for ((name, quantile), goal) in quantiles.into_iter().zip(goals) {
            let millis = times.value_at_quantile(quantile) as f64 / 1000.0;
            self.add(&format!("{measure}, {name}"), millis, "ms", goal);
        }
    }

    async fn group(&mut self) -> Result<()> {
        let seats = self.site.group("group", self.bench.connections).await?;
        let (warm_up, window) = (self.bench.warm_up(), self.bench.window());
        let result = group::run(seats.clone(), self.bench.in_flight, warm_up, window).await?;
        self.add(GROUP, result.rates.delivered, "/s", Goal::more(120_000.0, 230_000.0));
        let expected = result.totals.acked * seats.len() as u64;
        self.account(GROUP, &seats, result.totals, expected).await
    }

    async fn connects(&mut self) -> Result<()> {
        let seats = self.site.pairs("connects", self.bench.connections).await?;
        let (rate, missed) = connects::run(seats, self.bench.window()).await?;
        self.add(CONNECTS, rate, "/s", Goal::more(2000.0, 5000.0));
        let name = self.configuration.name();
        self.report.losses.push(format!("{name}, {CONNECTS}: {missed} did not get it"));
        self.report.lost += missed;
        Ok(())
    }

    async fn rest(&mut self) -> Result<()> {
        let seats = self.site.pairs("rest", REST_CLIENTS).await?;
        let (warm_up, window) = (self.bench.warm_up(), self.bench.window());
        let result = rest::run(seats.clone(), warm_up, window).await?;
        self.add(REST, result.rates.acked, "/s", Goal::more(8000.0, 20_000.0));
        // Nobody listens, so nothing is delivered.
        let totals = Totals { delivered: result.totals.acked, ..result.totals };
        self.account(REST, &seats, totals, totals.acked).await
    }

    async fn webhooks(&mut self) -> Result<()> {
        let result = webhooks::run(self.site, self.bench.backlog, self.bench.window()).await?;
        let goal = match self.configuration {
            Configuration::Postgres => Goal::more(1000.0, 2000.0),
            _ => None,
        };
        self.add(WEBHOOKS, result.rate, "/s", goal);
        self.times("webhook of a message at 100/s", &result.live, [None; 3]);
        let name = self.configuration.name();
        self.report.losses.push(format!("{name}, {WEBHOOKS}: {} never came", result.lost));
        self.report.lost += result.lost;
        Ok(())
    }

    async fn start(&mut self) -> Result<()> {
        let mut times = Vec::new();
        for _ in 0..STARTS {
            let server = &mut self.site.servers[0];
            server.stop().await?;
            *server = server.settings.spawn()?;
            times.push(server.wait_ready().await?);
        }
        times.sort_unstable();
        let median = times.get(STARTS / 2).map_or(0.0, Duration::as_secs_f64);
        self.add(START, median, "s", Goal::less(1.0, 0.3));
        Ok(())
    }

    /// Compares what was acknowledged with what was delivered and with what can be read back.
    async fn account(
        &mut self,
        measure: &str,
        seats: &[Seat],
        totals: Totals,
        expected: u64,
    ) -> Result<()> {
        let server = self.site.servers[0].address();
        let found = readback::run(server, &self.site.tenant.secret_key, seats).await?;
        self.report.losses.push(format!(
            "{}, {measure}: sent {}, acknowledged {}, delivered {} of {expected}, read back {}",
            self.configuration.name(),
            totals.sent,
            totals.acked,
            totals.delivered,
            found.stored
        ));
        self.report.lost += expected.abs_diff(totals.delivered)
            + totals.acked.abs_diff(found.stored)
            + totals.sent.abs_diff(totals.acked)
            + totals.disordered
            + found.wrong;
        Ok(())
    }
}

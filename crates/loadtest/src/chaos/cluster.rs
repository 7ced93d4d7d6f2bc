//! The servers of a run, what they stand on, and the faults that can be done to them.

use crate::{
    proxy::Proxy,
    server::{Server, Settings},
    services::{Postgres, Redis, create_database},
};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    /// One server on SQLite.
    Embedded,
    /// Two servers over PostgreSQL and Redis, each behind proxies of its own.
    Cluster,
}

/// A server that may be down, and its ways to the services.
struct Node {
    settings: Settings,
    server: Option<Server>,
    to_postgres: Option<Proxy>,
    to_redis: Option<Proxy>,
}

struct Services {
    postgres: Postgres,
    redis: Redis,
}

/// Everything that runs. Dropping it ends it.
pub(super) struct Cluster {
    nodes: Vec<Node>,
    services: Option<Services>,
    data: TempDir,
}

impl Cluster {
    pub(super) async fn start(mode: Mode, binary: &Path) -> Result<Self> {
        let data = TempDir::with_prefix("warbler-chaos-")?;
        let mut cluster = Self { nodes: Vec::new(), services: None, data };
        match mode {
            Mode::Embedded => {
                let settings = Settings::new(binary, cluster.data.path())?;
                cluster.add(settings, None, None);
            }
            Mode::Cluster => cluster.add_services_and_nodes(binary).await?,
        }
        cluster.settings().run(&["migrate"]).await?;
        cluster.heal().await?;
        Ok(cluster)
    }

    async fn add_services_and_nodes(&mut self, binary: &Path) -> Result<()> {
        let (postgres, redis) = (Postgres::start().await?, Redis::start().await?);
        create_database(&postgres.url("postgres"), "warbler").await?;
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        for node in 0..2 {
            let to_postgres = Proxy::start(local(postgres.port)).await?;
            let to_redis = Proxy::start(local(redis.port)).await?;
            let data = self.data.path().join(format!("node-{node}"));
            let mut settings = Settings::new(binary, &data)?;
            settings.database =
                Some(format!("postgres://postgres@{}/warbler", to_postgres.address));
            settings.redis = Some(format!("redis://{}", to_redis.address));
            self.add(settings, Some(to_postgres), Some(to_redis));
        }
        self.services = Some(Services { postgres, redis });
        Ok(())
    }

    fn add(&mut self, settings: Settings, to_postgres: Option<Proxy>, to_redis: Option<Proxy>) {
        self.nodes.push(Node { settings, server: None, to_postgres, to_redis });
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.nodes[0].settings
    }

    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.settings.listen).collect()
    }

    /// Where everything is kept: logs, data, and what a failed round leaves.
    pub(super) fn keep(self) -> std::path::PathBuf {
        self.data.keep()
    }

    pub(super) async fn kill(&mut self, node: usize) -> Result<()> {
        match &mut self.nodes[node].server {
            Some(server) => server.kill().await,
            None => Ok(()),
        }
    }

    /// Starts what was killed, without waiting for it.
    pub(super) fn restart(&mut self, node: usize) -> Result<()> {
        let node = &mut self.nodes[node];
        node.server = Some(node.settings.spawn()?);
        Ok(())
    }

    pub(super) fn cut_postgres(&self, node: usize) {
        self.nodes[node].to_postgres.iter().for_each(Proxy::cut);
    }

    pub(super) fn cut_redis(&self, node: usize) {
        self.nodes[node].to_redis.iter().for_each(Proxy::cut);
    }

    pub(super) fn heal_proxies(&self) {
        for node in &self.nodes {
            node.to_postgres.iter().chain(&node.to_redis).for_each(Proxy::heal);
        }
    }

    pub(super) async fn crash_postgres(&mut self) -> Result<()> {
        self.services.as_mut().context("no PostgreSQL")?.postgres.crash().await
    }

    pub(super) async fn resume_postgres(&mut self) -> Result<()> {
        self.services.as_mut().context("no PostgreSQL")?.postgres.resume().await
    }

    pub(super) async fn crash_redis(&mut self) -> Result<()> {
        self.services.as_mut().context("no Redis")?.redis.crash().await
    }

    pub(super) async fn resume_redis(&mut self) -> Result<()> {
        self.services.as_mut().context("no Redis")?.redis.resume().await
    }

    /// Everything runs and answers.
    pub(super) async fn heal(&mut self) -> Result<()> {
        self.heal_proxies();
        for node in &mut self.nodes {
            let running = node.server.as_mut().is_some_and(Server::is_running);
            if !running {
                node.server = Some(node.settings.spawn()?);
            }
        }
        for server in self.nodes.iter_mut().filter_map(|node| node.server.as_mut()) {
            server.wait_ready().await?;
        }
        Ok(())
    }
}

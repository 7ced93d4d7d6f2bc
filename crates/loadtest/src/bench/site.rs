//! One configuration of the product, running: its servers, its tenant and what they need.

use super::line::Seat;
use crate::{
    http::Http,
    server::{Server, Settings},
    services::{Postgres, Redis, create_database, drop_database},
    tenant::{Tenant, create_conversation, create_users},
};
use anyhow::Result;
use clap::ValueEnum;
use std::path::Path;
use tempfile::TempDir;

/// How the product is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Configuration {
    /// One process, SQLite.
    Embedded,
    /// One process, PostgreSQL, no Redis.
    Postgres,
    /// Two processes, PostgreSQL and Redis.
    TwoNodes,
    /// Not the product at all: the bare relay and the bare databases.
    Ceilings,
    /// Our index of messages alone, beside those of the databases.
    Search,
}

impl Configuration {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Postgres => "postgres",
            Self::TwoNodes => "two-nodes",
            Self::Ceilings => "ceiling",
            Self::Search => "search",
        }
    }
}

/// PostgreSQL and Redis: given ones, or private ones that end with this.
pub(super) struct Backends {
    pub(super) database: String,
    pub(super) redis: String,
    _postgres: Option<Postgres>,
    _redis: Option<Redis>,
}

impl Backends {
    /// `database` is the address of an administrator's database.
    pub(super) async fn find(database: Option<String>, redis: Option<String>) -> Result<Self> {
        let (database, postgres) = match database {
            Some(database) => (database, None),
            None => {
                let postgres = Postgres::start().await?;
                (postgres.url("postgres"), Some(postgres))
            }
        };
        let (redis, private) = match redis {
            Some(redis) => (redis, None),
            None => {
                let private = Redis::start().await?;
                (private.url(), Some(private))
            }
        };
        Ok(Self { database, redis, _postgres: postgres, _redis: private })
    }
}

/// Servers that run, and an app in them.
pub(super) struct Site {
    pub(super) servers: Vec<Server>,
    pub(super) tenant: Tenant,
    scratch: Option<(String, String)>,
    _data: TempDir,
}

impl Site {
    pub(super) async fn start(
        configuration: Configuration,
        binary: &Path,
        backends: Option<&Backends>,
    ) -> Result<Self> {
        let data = TempDir::with_prefix("warbler-bench-")?;
        let mut scratch = None;
        let mut settings = Vec::new();
        let nodes = if configuration == Configuration::TwoNodes { 2 } else { 1 };
        for node in 0..nodes {
            settings.push(Settings::new(binary, &data.path().join(format!("node-{node}")))?);
        }
        if let Some(backends) = backends {
            let name = format!("warbler_bench_{}", uuid::Uuid::now_v7().simple());
            let url = create_database(&backends.database, &name).await?;
            scratch = Some((backends.database.clone(), name));
            for node in &mut settings {
                node.database = Some(url.clone());
                node.redis = (nodes > 1).then(|| backends.redis.clone());
            }
        }
        settings[0].run(&["migrate"]).await?;
        let mut servers = Vec::new();
        for node in &settings {
            servers.push(node.start().await?);
        }
        let tenant = Tenant::create(&settings[0], "bench").await?;
        Ok(Self { servers, tenant, scratch, _data: data })
    }

    pub(super) fn http(&self) -> Http {
        self.tenant.http(self.servers[0].address())
    }

    /// Users in pairs, each pair in a direct conversation, spread over the servers so that the two
    /// of a pair are on different ones where there are two.
    pub(super) async fn pairs(&self, prefix: &str, count: usize) -> Result<Vec<Seat>> {
        let users = self.users(prefix, count).await?;
        let mut http = self.http();
        let mut seats = Vec::new();
        for pair in users.chunks(2) {
            let conversation = create_conversation(&mut http, "direct", pair).await?;
            for user in pair {
                seats.push(self.seat(user, seats.len(), &conversation)?);
            }
        }
        Ok(seats)
    }

    /// Users who are all in one group.
    pub(super) async fn group(&self, prefix: &str, count: usize) -> Result<Vec<Seat>> {
        let users = self.users(prefix, count).await?;
        let conversation = create_conversation(&mut self.http(), "group", &users).await?;
        let seat = |(index, user): (usize, &String)| self.seat(user, index, &conversation);
        users.iter().enumerate().map(seat).collect()
    }

    /// Users without a conversation.
    pub(super) async fn loners(&self, prefix: &str, count: usize) -> Result<Vec<Seat>> {
        let users = self.users(prefix, count).await?;
        users.iter().enumerate().map(|(index, user)| self.seat(user, index, "")).collect()
    }

    async fn users(&self, prefix: &str, count: usize) -> Result<Vec<String>> {
        let users: Vec<_> = (0..count).map(|index| format!("{prefix}-{index}")).collect();
        create_users(&mut self.http(), &users).await?;
        Ok(users)
    }

    fn seat(&self, user: &str, index: usize, conversation: &str) -> Result<Seat> {
        Ok(Seat {
            server: self.servers[index % self.servers.len()].address(),
            path: "/v1/ws".to_owned(),
            token: Some(self.tenant.token(user)?),
            conversation: conversation.to_owned(),
            index,
        })
    }

    /// Ends the servers and throws away what they stored.
    pub(super) async fn end(mut self) -> Result<()> {
        for server in &mut self.servers {
            server.kill().await?;
        }
        if let Some((admin, name)) = &self.scratch {
            drop_database(admin, name).await?;
        }
        Ok(())
    }
}

//! Buckets that all nodes share, in Redis: the same algorithm as a script, by the clock of Redis.

use super::{
    Holder, Verdict, Wanted,
    bucket::{interval, window},
    table::now,
};
use crate::{Error, Result, secrets::Secrets};
use redis::{
    Client, RedisError, RedisResult, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use std::{
    sync::atomic::{AtomicI64, Ordering::Relaxed},
    time::Duration,
};

/// Longer than this, and the process counts for itself.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long Redis is left alone after it failed, in microseconds.
const PAUSE: i64 = 1_000_000;

/// The way to the shared buckets.
pub struct Shared {
    connection: ConnectionManager,
    script: Script,
    prefix: String,
    away_until: AtomicI64,
}

impl Shared {
    /// Connects when it is first needed, and again when it must. Installations that share a Redis
    /// are kept apart by their secrets.
    pub fn connect(url: &str, secrets: &Secrets) -> Result<Self> {
        let unusable = |error: RedisError| Error::Corrupt(format!("the Redis address: {error}"));
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let client = Client::open(url).map_err(unusable)?;
        Ok(Self {
            connection: ConnectionManager::new_lazy_with_config(client, config)
                .map_err(unusable)?,
            script: Script::new(include_str!("take.lua")),
            prefix: format!("warbler:{}:rate", secrets.installation()),
            away_until: AtomicI64::new(0),
        })
    }

    /// Takes a token from every bucket, or from none; nothing if Redis cannot say.
    pub(super) async fn take(&self, wanted: &[Wanted<'_>]) -> Option<Verdict> {
        if now() < self.away_until.load(Relaxed) {
            return None;
        }
        match tokio::time::timeout(PATIENCE, self.ask(wanted)).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(error)) => self.rest(&error.to_string()),
            Err(_) => self.rest("no answer in time"),
        }
    }

    async fn ask(&self, wanted: &[Wanted<'_>]) -> RedisResult<Option<Verdict>> {
        let mut question = self.script.prepare_invoke();
        for wanted in wanted {
            question.key(self.key(&wanted.holder));
            question.arg(interval(wanted.quota)).arg(window(wanted.quota));
        }
        let answer: Vec<i64> = question.invoke_async(&mut self.connection.clone()).await?;
        let Some((taken, aheads)) = answer.split_first() else { return Ok(None) };
        let levels = wanted.iter().zip(aheads).map(|(wanted, ahead)| wanted.level(*ahead));
        Ok(Some(Verdict { levels: levels.collect(), refused: *taken == 0 }))
    }

    /// The buckets of an app lie together, also in a cluster.
    fn key(&self, holder: &Holder<'_>) -> String {
        let prefix = &self.prefix;
        match holder {
            Holder::Key(app_id, id) => format!("{prefix}:{{{app_id}}}:{id}"),
            Holder::User(app_id, id) => format!("{prefix}:{{{app_id}}}:user:{id}"),
            Holder::Account(app_id, id) => format!("{prefix}:{{{app_id}}}:{id}"),
            Holder::App(app_id) => format!("{prefix}:{{{app_id}}}"),
            Holder::Address(address) => format!("{prefix}:{{{address}}}"),
        }
    }

    fn rest(&self, error: &str) -> Option<Verdict> {
        tracing::warn!(error, "rate limits are counted in the process while Redis is away");
        self.away_until.store(now() + PAUSE, Relaxed);
        None
    }
}

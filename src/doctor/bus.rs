//! Do nodes hear of each other's messages at once?

use super::{Finding, PATIENCE};
use crate::config::{Config, Database};
use redis::{Client, RedisError};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

const SUBJECT: &str = "bus";
const FIX: &str =
    "start Redis, or mend WARBLER_REDIS_URL; without it messages arrive up to a second later";

pub(super) async fn check(config: &Config) -> Finding {
    match &config.redis_url {
        Some(url) => match timeout(PATIENCE, ping(url)).await {
            Ok(Ok(())) => Finding::ok(SUBJECT, "Redis answers"),
            Ok(Err(error)) => Finding::fail(SUBJECT, format!("Redis: {error}"), FIX),
            Err(_) => Finding::fail(SUBJECT, "Redis does not answer", FIX),
        },
        None if config.database == Database::Postgres => Finding::warn(
            SUBJECT,
            "in this process",
            "fine for a single node; set WARBLER_REDIS_URL for several",
        ),
        None => Finding::ok(SUBJECT, "in this process"),
    }
}

async fn ping(url: &SecretString) -> Result<(), RedisError> {
    let mut connection =
        Client::open(url.expose_secret())?.get_multiplexed_async_connection().await?;
    redis::cmd("PING").query_async(&mut connection).await
}

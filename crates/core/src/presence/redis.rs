//! The board of several nodes: in Redis, a hash per node that expires with the node's lease, and the
//! set of those who have one.

use super::{Board, Key, Word, board::Change};
use crate::{Error, Result, validate::encode};
use deadpool_redis::Connection;
use redis::Pipeline;
use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};
use uuid::Uuid;

/// Users in one round trip.
const CHUNK: usize = 500;
/// A field that is always there: a hash without fields is no hash, and has no lease.
const LEASE: &str = ".";

/// Several installations may share a Redis: `prefix` tells them apart.
pub(crate) struct RedisBoard {
    pool: deadpool_redis::Pool,
    prefix: String,
}

impl RedisBoard {
    pub(crate) fn new(pool: deadpool_redis::Pool, prefix: &str) -> Self {
        Self { pool, prefix: format!("{prefix}presence:") }
    }

    fn sheet(&self, node: Uuid) -> String {
        format!("{}{node}", self.prefix)
    }

    fn sheets(&self) -> String {
        format!("{}nodes", self.prefix)
    }

    async fn connection(&self) -> Result<Connection> {
        self.pool.get().await.map_err(unreachable)
    }

    async fn known(&self, connection: &mut Connection) -> Result<Vec<Uuid>> {
        let names: HashSet<String> = redis::cmd("SMEMBERS")
            .arg(self.sheets())
            .query_async(connection)
            .await
            .map_err(unreachable)?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }
}

#[async_trait::async_trait]
impl Board for RedisBoard {
    async fn post(&self, node: Uuid, changes: &[Change], lease: Duration) -> Result<bool> {
        let (sheet, lease) =
            (self.sheet(node), i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
        let mut connection = self.connection().await?;
        let mut begin = redis::pipe();
        begin.pexpire(&sheet, lease);
        begin.hset(&sheet, LEASE, "").ignore();
        begin.pexpire(&sheet, lease).ignore();
        begin.sadd(self.sheets(), node.to_string()).ignore();
        begin.pexpire(self.sheets(), lease.saturating_mul(2)).ignore();
        let (was_there,): (bool,) =
            begin.query_async(&mut connection).await.map_err(unreachable)?;
        for chunk in changes.chunks(CHUNK) {
            let mut writing = redis::pipe();
            for change in chunk {
                write(&mut writing, &sheet, change)?;
            }
            writing.exec_async(&mut connection).await.map_err(unreachable)?;
        }
        Ok(was_there)
    }

    async fn wipe(&self, node: Uuid) -> Result<()> {
        let mut connection = self.connection().await?;
        let wiping = redis::cmd("DEL").arg(self.sheet(node)).exec_async(&mut connection).await;
        wiping.map_err(unreachable)
    }

    async fn read(&self, but: Uuid, users: &[Key]) -> Result<Vec<Vec<Word>>> {
        let mut connection = self.connection().await?;
        let nodes = self.known(&mut connection).await?;
        let others: Vec<_> = nodes.into_iter().filter(|node| *node != but).collect();
        let mut found = vec![Vec::new(); users.len()];
        if others.is_empty() {
            return Ok(found);
        }
        for (chunk, found) in users.chunks(CHUNK).zip(found.chunks_mut(CHUNK)) {
            let fields: Vec<_> = chunk.iter().map(field).collect();
            let mut reading = redis::pipe();
            for node in &others {
                reading.cmd("HMGET").arg(self.sheet(*node)).arg(&fields);
            }
            let rows: Vec<Vec<Option<String>>> =
                reading.query_async(&mut connection).await.map_err(unreachable)?;
            for row in rows {
                for (cell, found) in row.into_iter().zip(found.iter_mut()) {
                    // A node of another version may say what we cannot read.
                    let words = cell.and_then(|cell| serde_json::from_str::<Vec<Word>>(&cell).ok());
                    found.extend(words.unwrap_or_default());
                }
            }
        }
        Ok(found)
    }

    async fn nodes(&self) -> Result<BTreeSet<Uuid>> {
        let mut connection = self.connection().await?;
        let nodes = self.known(&mut connection).await?;
        if nodes.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut asking = redis::pipe();
        for node in &nodes {
            asking.exists(self.sheet(*node));
        }
        let there: Vec<bool> = asking.query_async(&mut connection).await.map_err(unreachable)?;
        let (live, dead): (Vec<_>, Vec<_>) =
            nodes.into_iter().zip(there).partition(|(_, there)| *there);
        if !dead.is_empty() {
            let names: Vec<_> = dead.iter().map(|(node, _)| node.to_string()).collect();
            let mut forgetting = redis::pipe();
            forgetting.srem(self.sheets(), names).ignore();
            forgetting.exec_async(&mut connection).await.map_err(unreachable)?;
        }
        Ok(live.into_iter().map(|(node, _)| node).collect())
    }
}

fn write(pipeline: &mut Pipeline, sheet: &str, (key, words): &Change) -> Result<()> {
    match words.is_empty() {
        true => pipeline.hdel(sheet, field(key)).ignore(),
        false => pipeline.hset(sheet, field(key), encode(words)?).ignore(),
    };
    Ok(())
}

fn field((app_id, user_id): &Key) -> String {
    format!("{}:{user_id}", app_id.0.simple())
}

fn unreachable(error: impl std::fmt::Display) -> Error {
    Error::Corrupt(format!("Redis: {error}"))
}

//! Where nodes leave word of who is connected to them.

use super::Word;
use crate::Result;
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;
use uuid::Uuid;
use warbler_protocol::{AppId, UserId};

/// Names a user across apps.
pub type Key = (AppId, UserId);

/// A user and what their devices say on a node; nothing, and they are gone.
pub type Change = (Key, Vec<Word>);

/// A sheet per node, which is blank when the node's lease ends.
#[async_trait::async_trait]
pub trait Board: Send + Sync {
    /// Writes what changed onto a node's sheet and begins its lease anew. Answers whether the rest
    /// of the sheet was still there.
    async fn post(&self, node: Uuid, changes: &[Change], lease: Duration) -> Result<bool>;

    /// Forgets what a node said.
    async fn wipe(&self, node: Uuid) -> Result<()>;

    /// What all nodes but one say of these users, in their order.
    async fn read(&self, but: Uuid, users: &[Key]) -> Result<Vec<Vec<Word>>>;

    /// The nodes whose lease has not ended.
    async fn nodes(&self) -> Result<BTreeSet<Uuid>>;
}

/// The board of a single process.
#[derive(Debug, Default)]
pub struct LocalBoard(Mutex<HashMap<Uuid, Sheet>>);

#[derive(Debug)]
struct Sheet {
    until: Instant,
    words: HashMap<Key, Vec<Word>>,
}

impl LocalBoard {
    /// The sheets whose lease has not ended.
    fn sheets(&self) -> MutexGuard<'_, HashMap<Uuid, Sheet>> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        let mut sheets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        sheets.retain(|_, sheet| sheet.until > now);
        sheets
    }
}

#[async_trait::async_trait]
impl Board for LocalBoard {
    async fn post(&self, node: Uuid, changes: &[Change], lease: Duration) -> Result<bool> {
        let mut sheets = self.sheets();
        let was_there = sheets.contains_key(&node);
        let until = Instant::now() + lease;
        let sheet = sheets.entry(node).or_insert_with(|| Sheet { until, words: HashMap::new() });
        sheet.until = until;
        for (key, words) in changes {
            match words.is_empty() {
                true => sheet.words.remove(key),
                false => sheet.words.insert(key.clone(), words.clone()),
            };
        }
        Ok(was_there)
    }

    async fn wipe(&self, node: Uuid) -> Result<()> {
        self.sheets().remove(&node);
        Ok(())
    }

    async fn read(&self, but: Uuid, users: &[Key]) -> Result<Vec<Vec<Word>>> {
        let sheets = self.sheets();
        let others: Vec<_> = sheets.iter().filter(|(node, _)| **node != but).collect();
        let said = |key| others.iter().filter_map(move |(_, sheet)| sheet.words.get(key));
        Ok(users.iter().map(|key| said(key).flatten().cloned().collect()).collect())
    }

    async fn nodes(&self) -> Result<BTreeSet<Uuid>> {
        Ok(self.sheets().keys().copied().collect())
    }
}

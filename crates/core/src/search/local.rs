//! The indexes of this node: a directory with one for each shard.
//!
//! Each is written by one [`super::Reader`] and searched by many, a few at a time. A search that
//! finds files missing or changed closes the index; its reader notices, and builds it anew.

use super::{Answer, Ask};
use crate::{Error, Result};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use warbler_protocol::AppId;
use warbler_search::{Found, Index, Request};

/// Searches at a time: more would only take turns on the cores.
const AT_ONCE: usize = 8;
/// How long a search may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// The indexes under one directory.
pub struct LocalIndexes {
    directory: PathBuf,
    /// What one index may hold in memory of what is not committed, in bytes.
    pub(super) memory: usize,
    turns: Arc<Semaphore>,
    shards: Mutex<HashMap<i32, Arc<Shard>>>,
}

/// One index, as far as it is open.
#[derive(Default)]
pub(super) struct Shard(Mutex<State>);

struct State {
    index: Option<Index>,
    building: Option<f64>,
    /// What is to be built anew: all, or one app.
    wanted: Vec<Option<AppId>>,
}

impl Default for State {
    fn default() -> Self {
        Self { index: None, building: Some(0.0), wanted: Vec::new() }
    }
}

impl LocalIndexes {
    /// Opens nothing yet: that is for each shard's reader.
    pub fn new(directory: PathBuf, memory: usize) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { directory, memory, turns, shards: Mutex::default() }
    }

    pub(super) fn directory(&self, shard: i32) -> PathBuf {
        self.directory.join(format!("shard-{shard}"))
    }

    pub(super) fn shard(&self, shard: i32) -> Arc<Shard> {
        let mut shards = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(shards.entry(shard).or_default())
    }

    pub(super) async fn answer(&self, shard: i32, ask: Ask) -> Result<Answer> {
        let shard = self.shard(shard);
        let found = match ask {
            Ask::Find(request) => self.find(&shard, *request).await?,
            Ask::State => Found::default(),
            Ask::Rebuild(app_id) => {
                shard.want(app_id);
                Found::default()
            }
        };
        Ok(Answer { found, building: shard.building() })
    }

    /// Finds nothing while the index is not open.
    async fn find(&self, shard: &Shard, request: Request) -> Result<Found> {
        let Some(index) = shard.index() else { return Ok(Found::default()) };
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Error::Overloaded) };
        let began = Instant::now();
        let found = spawn_blocking(move || {
            let _turn = turn;
            index.is_intact().then(|| index.find(&request))
        });
        let found = found.await.map_err(|error| Error::Corrupt(error.to_string()))?;
        metrics::histogram!("warbler_search_seconds").record(began.elapsed().as_secs_f64());
        match found {
            Some(found) => found.map_err(|error| Error::Search(error.to_string())),
            None => {
                shard.close();
                Ok(Found::default())
            }
        }
    }
}

impl Shard {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn index(&self) -> Option<Index> {
        self.state().index.clone()
    }

    fn building(&self) -> Option<f64> {
        let state = self.state();
        state.building.or((!state.wanted.is_empty()).then_some(0.0))
    }

    pub(super) fn open(&self, index: Index) {
        self.state().index = Some(index);
    }

    pub(super) fn close(&self) {
        let mut state = self.state();
        (state.index, state.building) = (None, Some(0.0));
    }

    /// Tells how much of what there was is in the index by now.
    pub(super) fn progress(&self, done: i64, of: i64) {
        self.state().building = (done < of).then(|| done as f64 / of as f64);
    }

    fn want(&self, app_id: Option<AppId>) {
        let mut state = self.state();
        if !state.wanted.contains(&app_id) {
            state.wanted.push(app_id);
        }
    }

    /// What is to be built anew next.
    pub(super) fn wanted(&self) -> Option<Option<AppId>> {
        self.state().wanted.first().copied()
    }

    pub(super) fn rebuilt(&self, what: Option<AppId>) {
        self.state().wanted.retain(|wanted| *wanted != what);
    }
}

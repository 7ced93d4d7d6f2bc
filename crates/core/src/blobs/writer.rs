//! Blobs on their way in.

use super::{Key, storage};
use crate::{Error, Result};
use bytes::Bytes;
use object_store::{ObjectStore, buffered::BufWriter};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::io::AsyncWriteExt as _;

/// Blobs that one process takes in at once, and that one app may send at once.
const WRITERS: usize = 64;
const OF_ONE_APP: usize = 16;
/// Parts that are handed to the store before it has taken the first.
const PARTS: usize = 2;

/// Takes a blob piece by piece, and holds little of it. Nobody sees it before it is finished; one that
/// is dropped was never there.
pub struct BlobWriter {
    inner: BufWriter,
    _turn: Turn,
}

impl BlobWriter {
    pub(super) fn new(store: Arc<dyn ObjectStore>, key: Key, chunk: usize, turn: Turn) -> Self {
        let inner = BufWriter::with_capacity(store, key, chunk).with_max_concurrency(PARTS);
        Self { inner, _turn: turn }
    }

    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.inner.put(bytes).await.map_err(storage)
    }

    /// Answers when the blob is durable.
    pub async fn finish(mut self) -> Result<()> {
        self.inner.shutdown().await.map_err(storage)
    }

    /// Takes back what was written. Dropping does so too, but leaves parts behind in S3.
    pub async fn abort(mut self) -> Result<()> {
        self.inner.abort().await.map_err(storage)
    }
}

/// How many blobs each app is sending.
#[derive(Debug, Default)]
pub(super) struct Writers(Mutex<HashMap<String, usize>>);

/// Leave to send a blob, given back when it is dropped.
pub(super) struct Turn {
    app: String,
    writers: Arc<Writers>,
}

impl Writers {
    /// A turn for whoever the first part of the key names, unless too many have one.
    pub(super) fn turn(self: &Arc<Self>, key: &Key) -> Result<Turn> {
        let app = key.parts().next().map(|app| app.as_ref().to_owned()).unwrap_or_default();
        let mut writing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = writing.values().sum();
        let own = writing.get(&app).copied().unwrap_or_default();
        if all >= WRITERS || own >= OF_ONE_APP {
            return Err(Error::Overloaded);
        }
        writing.insert(app.clone(), own + 1);
        Ok(Turn { app, writers: Arc::clone(self) })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut writing = self.writers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = writing.get(&self.app).map_or(0, |own| own.saturating_sub(1));
        match left {
            0 => writing.remove(&self.app),
            left => writing.insert(self.app.clone(), left),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_app_leaves_room_for_the_others() {
        let writers = Arc::new(Writers::default());
        let (one, other) = (Key::from("app_a/files/1"), Key::from("app_b/files/1"));
        let mut turns: Vec<_> = (0..OF_ONE_APP).map(|_| writers.turn(&one).unwrap()).collect();
        assert!(writers.turn(&one).is_err());
        assert!(writers.turn(&other).is_ok());
        turns.pop();
        assert!(writers.turn(&one).is_ok());
        drop(turns);
        assert!(writers.0.lock().unwrap().is_empty());
    }
}

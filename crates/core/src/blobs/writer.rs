//! A blob on its way in.

use super::{Key, storage};
use crate::Result;
use bytes::Bytes;
use object_store::{ObjectStore, buffered::BufWriter};
use std::sync::Arc;
use tokio::{io::AsyncWriteExt as _, sync::OwnedSemaphorePermit};

/// Parts that are handed to the store before it has taken the first.
const PARTS: usize = 2;

/// Takes a blob piece by piece, and holds little of it. Nobody sees it before it is finished; one that
/// is dropped was never there.
pub struct BlobWriter {
    inner: BufWriter,
    _permit: OwnedSemaphorePermit,
}

impl BlobWriter {
    pub(super) fn new(
        store: Arc<dyn ObjectStore>,
        key: Key,
        chunk: usize,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        let inner = BufWriter::with_capacity(store, key, chunk).with_max_concurrency(PARTS);
        Self { inner, _permit: permit }
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

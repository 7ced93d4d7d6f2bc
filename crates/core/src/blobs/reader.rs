//! A blob on its way out.

use super::storage;
use crate::{Error, Result};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream::BoxStream};
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// The bytes of a blob, as they come.
pub struct BlobReader(BoxStream<'static, object_store::Result<Bytes>>);

impl BlobReader {
    pub(super) fn new(stream: BoxStream<'static, object_store::Result<Bytes>>) -> Self {
        Self(stream)
    }

    /// All of it, for whoever knows that it is small enough.
    pub async fn bytes(mut self) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all)
    }
}

impl Stream for BlobReader {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx).map(|chunk| chunk.map(|chunk| chunk.map_err(storage)))
    }
}

//! A blob, as something to read lines from.

use crate::blobs::BlobReader;
use bytes::{Buf as _, Bytes};
use futures_util::{Stream as _, ready};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

pub(super) struct Source {
    blob: BlobReader,
    chunk: Bytes,
}

impl Source {
    pub(super) fn new(blob: BlobReader) -> Self {
        Self { blob, chunk: Bytes::new() }
    }
}

impl AsyncBufRead for Source {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        while this.chunk.is_empty() {
            match ready!(Pin::new(&mut this.blob).poll_next(cx)) {
                Some(chunk) => this.chunk = chunk.map_err(io::Error::other)?,
                None => break,
            }
        }
        Poll::Ready(Ok(&this.chunk))
    }

    fn consume(self: Pin<&mut Self>, amount: usize) {
        self.get_mut().chunk.advance(amount);
    }
}

impl AsyncRead for Source {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let chunk = ready!(self.as_mut().poll_fill_buf(cx))?;
        let amount = chunk.len().min(buffer.remaining());
        buffer.put_slice(&chunk[..amount]);
        self.consume(amount);
        Poll::Ready(Ok(()))
    }
}

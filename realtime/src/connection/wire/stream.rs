//! A stream of server-sent events (WHATWG HTML, 9.2), as the body of an answer that does not end.
//!
//! Frames are those of the socket, one event of the default type each; they hold no line breaks. The
//! `id` is the sync cursor, wherever it is a new one. The last event is of the type `close`.

use crate::connection::goodbye::Goodbye;
use actix_web::web::Bytes;
use bytestring::ByteString;
use futures_util::{Stream, stream};
use std::{convert::Infallible, time::Duration};
use tokio::sync::mpsc;

/// Proxies like to close what is silent for long, and a client that is gone is only noticed by
/// writing to it.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events between this and the socket; what is more waits in the client's outbox.
const CAPACITY: usize = 8;

/// The writing end.
pub(crate) struct EventStream {
    events: mpsc::Sender<Bytes>,
}

impl EventStream {
    /// A stream, and the body that it is sent as.
    pub(crate) fn new() -> (Self, impl Stream<Item = Result<Bytes, Infallible>>) {
        let (events, mut written) = mpsc::channel(CAPACITY);
        let body = stream::poll_fn(move |context| {
            written.poll_recv(context).map(|event| event.map(Ok::<Bytes, Infallible>))
        });
        (Self { events }, body)
    }

    pub(super) async fn send(&mut self, frame: &ByteString) -> Result<(), Goodbye> {
        self.write(format!("data: {frame}\n\n")).await
    }

    pub(super) async fn send_at(&mut self, id: &str, frame: &ByteString) -> Result<(), Goodbye> {
        self.write(format!("id: {id}\ndata: {frame}\n\n")).await
    }

    pub(super) async fn comment(&mut self) -> Result<(), Goodbye> {
        self.write(":\n\n".to_owned()).await
    }

    /// Tells an `EventSource` when to connect again.
    pub(super) async fn retry(&mut self, in_ms: u64) -> Result<(), Goodbye> {
        self.write(format!("retry: {in_ms}\n\n")).await
    }

    /// Resolves when nobody reads any more.
    pub(super) async fn ended(&mut self) -> Result<ByteString, Goodbye> {
        self.events.closed().await;
        Err(Goodbye::Gone)
    }

    pub(super) async fn close(mut self, goodbye: Goodbye) {
        if let Some((code, reason)) = goodbye.words() {
            let data = format!(r#"{{"code":{code},"reason":"{reason}"}}"#);
            let _ = self.write(format!("event: close\ndata: {data}\n\n")).await;
        }
    }

    async fn write(&mut self, event: String) -> Result<(), Goodbye> {
        self.events.send(event.into()).await.map_err(|_| Goodbye::Gone)
    }
}

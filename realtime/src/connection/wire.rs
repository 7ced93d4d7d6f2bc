//! The way to a client: a socket, which goes both ways, or a stream of server-sent events.

mod socket;
mod stream;

pub use socket::Socket;
pub(crate) use stream::EventStream;

use super::{frames::encode, goodbye::Goodbye};
use bytestring::ByteString;
use std::time::Duration;
use tokio::time::timeout;
use warbler_protocol::ServerFrame;

/// How long a client may take to read why the server hangs up.
const PARTING: Duration = Duration::from_secs(30);

#[expect(clippy::large_enum_variant, reason = "most are sockets")]
pub(super) enum Wire {
    Socket(Socket),
    Stream(EventStream),
}

impl Wire {
    /// The next text frame; of a stream none ever comes, until the client is gone.
    pub(super) async fn next(&mut self) -> Result<ByteString, Goodbye> {
        match self {
            Self::Socket(socket) => socket.next().await,
            Self::Stream(stream) => stream.ended().await,
        }
    }

    pub(super) async fn send(&mut self, frame: ByteString) -> Result<(), Goodbye> {
        match self {
            Self::Socket(socket) => socket.send(frame).await,
            Self::Stream(stream) => stream.send(&frame).await,
        }
    }

    /// Sends a frame after which the client's cursor is another one. A stream says so beside the
    /// frame, so that whoever reconnects can name the last one without looking into frames.
    pub(super) async fn send_at(
        &mut self,
        frame: ByteString,
        cursor: impl FnOnce() -> String,
    ) -> Result<(), Goodbye> {
        match self {
            Self::Socket(socket) => socket.send(frame).await,
            Self::Stream(stream) => stream.send_at(&cursor(), &frame).await,
        }
    }

    pub(super) async fn say(&mut self, frame: &ServerFrame) -> Result<(), Goodbye> {
        self.send(encode(frame)).await
    }

    /// Shows that the connection is alive.
    pub(super) async fn beat(&mut self) -> Result<(), Goodbye> {
        match self {
            Self::Socket(socket) => socket.ping().await,
            Self::Stream(stream) => stream.comment().await,
        }
    }

    /// How often that is to be done, where sockets are pinged so often.
    pub(super) fn heartbeat(&self, sockets: Duration) -> Duration {
        match self {
            Self::Socket(_) => sockets,
            Self::Stream(_) => sockets.min(stream::HEARTBEAT),
        }
    }

    /// Whether nothing was heard for that long from a client that ought to answer.
    pub(super) fn is_silent(&self, patience: Duration) -> bool {
        match self {
            Self::Socket(socket) => socket.heard().elapsed() > patience,
            Self::Stream(_) => false,
        }
    }

    /// Says when to come back elsewhere.
    pub(super) async fn go_away(&mut self, in_ms: u64) -> Result<(), Goodbye> {
        self.say(&ServerFrame::GoAway { reason: "shutdown", in_ms }).await?;
        match self {
            Self::Socket(_) => Ok(()),
            Self::Stream(stream) => stream.retry(in_ms).await,
        }
    }

    /// Hangs up, and says why if the client reads it.
    pub(super) async fn close(self, goodbye: Goodbye) {
        let parting = async {
            match self {
                Self::Socket(socket) => socket.close(goodbye).await,
                Self::Stream(stream) => stream.close(goodbye).await,
            }
        };
        let _ = timeout(PARTING, parting).await;
    }
}

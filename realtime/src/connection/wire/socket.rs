//! A WebSocket, one layer above its frames: whole messages, pings answered, every violation of the
//! protocol with the close code that RFC 6455 has for it.

use crate::connection::goodbye::{Goodbye, Violation};
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, Session};
use bytestring::ByteString;
use tokio::time::Instant;

/// A connected socket.
pub struct Socket {
    session: Session,
    messages: AggregatedMessageStream,
    heard: Instant,
}

impl Socket {
    /// Answers an upgrade request. Messages above `max` bytes end the connection.
    pub fn accept(
        request: &HttpRequest,
        payload: web::Payload,
        max: usize,
    ) -> actix_web::Result<(HttpResponse, Self)> {
        let (response, session, messages) = actix_ws::handle(request, payload)?;
        let messages =
            messages.max_frame_size(max).aggregate_continuations().max_continuation_size(max);
        Ok((response, Self { session, messages, heard: Instant::now() }))
    }

    /// The next text or binary message. Pings are answered on the way.
    pub async fn read(&mut self) -> Result<AggregatedMessage, Goodbye> {
        loop {
            let message = self.messages.recv().await;
            self.heard = Instant::now();
            match message {
                Some(Ok(AggregatedMessage::Ping(payload))) => {
                    self.session.pong(&payload).await.map_err(|_| Goodbye::Gone)?;
                }
                Some(Ok(AggregatedMessage::Pong(_))) => {}
                Some(Ok(AggregatedMessage::Close(reason))) => {
                    return Err(Goodbye::Left(reason.map(|reason| reason.code)));
                }
                Some(Ok(message)) => return Ok(message),
                Some(Err(error)) => return Err(Goodbye::Protocol(Violation::from(&error))),
                None => return Err(Goodbye::Gone),
            }
        }
    }

    /// Sends a text or binary message.
    pub async fn write(&mut self, message: AggregatedMessage) -> Result<(), Goodbye> {
        let sent = match message {
            AggregatedMessage::Text(text) => self.session.text(text).await,
            AggregatedMessage::Binary(bytes) => self.session.binary(bytes).await,
            _ => Ok(()),
        };
        sent.map_err(|_| Goodbye::Gone)
    }

    /// Hangs up, and says why.
    pub async fn close(self, goodbye: Goodbye) {
        let _ = self.session.close(goodbye.reason()).await;
    }

    /// The next text message: clients of ours send no others.
    pub(super) async fn next(&mut self) -> Result<ByteString, Goodbye> {
        match self.read().await? {
            AggregatedMessage::Text(text) => Ok(text),
            _ => Err(Goodbye::BadFrame),
        }
    }

    pub(super) async fn send(&mut self, text: ByteString) -> Result<(), Goodbye> {
        self.session.text(text).await.map_err(|_| Goodbye::Gone)
    }

    pub(super) async fn ping(&mut self) -> Result<(), Goodbye> {
        self.session.ping(b"").await.map_err(|_| Goodbye::Gone)
    }

    /// When the client last sent anything.
    pub(super) fn heard(&self) -> Instant {
        self.heard
    }
}

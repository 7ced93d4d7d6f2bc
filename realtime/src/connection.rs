//! One client, from the first frame to goodbye.
//!
//! One task, one loop, and everything about the client is local to it. The parts that need room (the
//! handshake, each command) are boxed while they run, so that an idle connection stays small.

mod commands;
mod frames;
mod goodbye;
mod handshake;
mod pace;

use crate::{
    client::Client,
    hub::Registration,
    node::{Counted, Node},
    outbox::{Closing, Next},
    visitor::Visitor,
};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, Session};
use bytestring::ByteString;
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use goodbye::Goodbye;
use pace::Pace;
use std::{pin::Pin, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};
use warbler_core::{rate_limits::Allowance, series::Connected};
use warbler_protocol::{ConversationId, Device, ErrorCode, Problem, ServerFrame};

/// Longest frame a client may send, in bytes.
pub(crate) const MAX_FRAME: usize = 64 * 1024;
/// Commands under way at once; while there are as many, no further frame is read.
const MAX_UNDER_WAY: usize = 64;
/// Silent for longer than this many heartbeats, and the client is gone.
const PATIENCE: u32 = 3;
/// How long before its end a token is announced to expire.
const EXPIRY_NOTICE: Duration = Duration::from_secs(60);

type Reply = Pin<Box<dyn Future<Output = ByteString>>>;

/// Serves a client until it leaves or has to.
pub(crate) async fn serve(
    node: Arc<Node>,
    session: Session,
    frames: AggregatedMessageStream,
    visitor: Visitor,
) {
    let counted = node.count();
    let mut wire = Wire { session, frames, heard: Instant::now() };
    let goodbye = match Box::pin(handshake::run(&node, &mut wire, visitor)).await {
        Ok(welcome) => Connection::new(node, wire, welcome, counted).run().await,
        Err(goodbye) => {
            let _ = wire.session.close(goodbye.reason()).await;
            goodbye
        }
    };
    tracing::debug!(?goodbye, "connection closed");
}

/// The way in and out.
struct Wire {
    session: Session,
    frames: AggregatedMessageStream,
    heard: Instant,
}

impl Wire {
    /// The next text frame. Pings are answered on the way.
    async fn next(&mut self) -> Result<ByteString, Goodbye> {
        loop {
            let message = self.frames.recv().await;
            self.heard = Instant::now();
            match message {
                Some(Ok(AggregatedMessage::Text(text))) => return Ok(text),
                Some(Ok(AggregatedMessage::Ping(payload))) => {
                    self.session.pong(&payload).await.map_err(|_| Goodbye::Gone)?;
                }
                Some(Ok(AggregatedMessage::Pong(_))) => {}
                Some(Ok(AggregatedMessage::Binary(_))) => return Err(Goodbye::BadFrame),
                Some(Ok(AggregatedMessage::Close(_))) | None => return Err(Goodbye::Gone),
                Some(Err(error)) => return Err(Goodbye::Protocol((&error).into())),
            }
        }
    }

    async fn send(&mut self, frame: ByteString) -> Result<(), Goodbye> {
        self.session.text(frame).await.map_err(|_| Goodbye::Gone)
    }

    async fn say(&mut self, frame: &ServerFrame) -> Result<(), Goodbye> {
        self.send(frames::encode(frame)).await
    }
}

/// What the handshake found out.
struct Welcome {
    client: Arc<Client>,
    registration: Registration,
    device: Option<Device>,
    allowance: Allowance,
}

struct Connection {
    node: Arc<Node>,
    wire: Wire,
    client: Arc<Client>,
    registration: Registration,
    device: Option<Device>,
    pace: Pace,
    /// How many messages its app may send.
    allowance: Allowance,
    under_way: FuturesUnordered<Reply>,
    /// Where and when typing was last told.
    typed: Option<(ConversationId, Instant)>,
    /// When the token ends; announced a minute before.
    expires: Instant,
    announced: bool,
    next_ping: Instant,
    _counted: Counted,
    _connected: Connected,
}

impl Connection {
    fn new(node: Arc<Node>, wire: Wire, welcome: Welcome, counted: Counted) -> Self {
        let Welcome { client, registration, device, allowance } = welcome;
        let now = Instant::now();
        Self {
            _connected: Connected::to(&node.ctx, client.app_id()),
            pace: Pace::new(&node.ctx.limits, now),
            expires: now + client.identity().expires_at.since(node.ctx.now()),
            typed: None,
            announced: false,
            next_ping: now + node.heartbeat,
            under_way: FuturesUnordered::new(),
            node,
            wire,
            client,
            registration,
            device,
            allowance,
            _counted: counted,
        }
    }

    async fn run(mut self) -> Goodbye {
        let goodbye = loop {
            if let Err(goodbye) = self.turn().await {
                break goodbye;
            }
        };
        let _ = self.wire.session.close(goodbye.reason()).await;
        if let Some(device) = &self.device
            && let Err(error) =
                warbler_core::devices::saw(&self.node.ctx, &self.client.identity().scope, device)
        {
            tracing::warn!(%error, "a device was not noted");
        }
        goodbye
    }

    /// Waits for one thing to happen, and deals with it.
    async fn turn(&mut self) -> Result<(), Goodbye> {
        let timer = self.next_ping.min(self.next_expiry());
        let reading = self.under_way.len() < MAX_UNDER_WAY;
        tokio::select! {
            biased;
            next = self.client.outbox.next() => self.hand_out(next).await,
            Some(reply) = self.under_way.next() => self.send(reply).await,
            text = self.wire.next(), if reading => self.take(&text?).await,
            () = sleep_until(timer) => self.tick().await,
            () = self.node.leaving().cancelled() => self.leave().await,
        }
    }

    async fn hand_out(&mut self, next: Next) -> Result<(), Goodbye> {
        match next {
            Next::Overflowed => Err(Goodbye::Slow),
            Next::Close(Closing::Deactivated) => Err(Goodbye::Banned),
            Next::Close(Closing::Revoked) => self.revoked().await,
            Next::Send(frames) => {
                for (_, frame) in frames {
                    self.send(frame).await?;
                }
                Ok(())
            }
        }
    }

    async fn revoked(&mut self) -> Result<(), Goodbye> {
        self.send(frames::encode(&ServerFrame::AuthRevoked { code: ErrorCode::TokenRevoked }))
            .await?;
        Err(Goodbye::Unauthenticated)
    }

    /// Sends a frame, unless the client stopped reading: then nothing holds up the hanging up.
    async fn send(&mut self, frame: ByteString) -> Result<(), Goodbye> {
        tokio::select! {
            biased;
            sent = self.wire.session.text(frame) => sent.map_err(|_| Goodbye::Gone),
            () = self.client.outbox.given_up() => Err(Goodbye::Slow),
        }
    }

    async fn take(&mut self, text: &str) -> Result<(), Goodbye> {
        let frame = frames::read(text)?;
        if let Some(wait) = self.pace.take(Instant::now()) {
            self.too_many(frame.i, wait, "too many frames").await?;
            return if self.pace.warned() { Err(Goodbye::RateLimited) } else { Ok(()) };
        }
        if frame.t.starts_with("message.")
            && let Err(wait) = self.allowance.take()
        {
            return self.too_many(frame.i, wait, "the app sends too many messages").await;
        }
        Box::pin(commands::run(self, &frame)).await
    }

    /// Refuses a frame, and says when to come back.
    async fn too_many(&mut self, id: u64, wait: Duration, detail: &str) -> Result<(), Goodbye> {
        self.send(frames::refusal(id, Problem::new(ErrorCode::RateLimited, detail))).await?;
        let retry_after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        self.wire.say(&ServerFrame::RateLimited { retry_after_ms }).await
    }

    fn next_expiry(&self) -> Instant {
        match self.announced {
            true => self.expires,
            false => self.expires.checked_sub(EXPIRY_NOTICE).unwrap_or(self.expires),
        }
    }

    async fn tick(&mut self) -> Result<(), Goodbye> {
        let now = Instant::now();
        if now >= self.expires {
            return Err(Goodbye::TokenExpired);
        }
        if now >= self.next_expiry() {
            self.announced = true;
            let left = self.expires.saturating_duration_since(now).as_millis();
            let in_ms = u64::try_from(left).unwrap_or(u64::MAX);
            self.wire.say(&ServerFrame::AuthExpiring { in_ms }).await?;
        }
        if now >= self.next_ping {
            if now.saturating_duration_since(self.wire.heard) > self.node.heartbeat * PATIENCE {
                return Err(Goodbye::Heartbeat);
            }
            self.next_ping = now + self.node.heartbeat;
            self.wire.session.ping(b"").await.map_err(|_| Goodbye::Gone)?;
        }
        Ok(())
    }

    /// Says when to come back elsewhere, answers what is under way, and hangs up.
    async fn leave(&mut self) -> Result<(), Goodbye> {
        let in_ms = u64::from(rand::random::<u16>()) % 5_000;
        self.wire.say(&ServerFrame::GoAway { reason: "shutdown", in_ms }).await?;
        while let Some(reply) = self.under_way.next().await {
            self.send(reply).await?;
        }
        Err(Goodbye::Shutdown)
    }
}

//! One client, from the first frame to goodbye, over a socket or a stream of events.
//!
//! One task, one loop, and everything about the client is local to it. The parts that need room (the
//! handshake, each command) are boxed while they run, so that an idle connection stays small.

mod commands;
pub(crate) mod frames;
mod goodbye;
mod handshake;
mod pace;
mod subscriptions;
pub(crate) mod welcome;
mod wire;

pub use goodbye::Goodbye;
pub(crate) use wire::EventStream;
pub use wire::Socket;

use crate::{
    client::Client,
    hub::Registration,
    node::{Counted, Node},
    outbox::{Closing, Next},
    visitor::Visitor,
};
use bytestring::ByteString;
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use pace::Pace;
use std::{pin::Pin, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};
use warbler_core::{
    messages, presence::Attendance, rate_limits::Allowance, seal_position, series::Connected,
};
use warbler_protocol::{ConversationId, Device, ErrorCode, Problem, ServerFrame};
use welcome::Welcome;
use wire::Wire;

/// Longest frame a client may send, in bytes.
pub(crate) const MAX_FRAME: usize = 64 * 1024;
/// Commands under way at once; while there are as many, no further frame is read.
const MAX_UNDER_WAY: usize = 64;
/// Silent for longer than this many heartbeats, and the client is gone.
const PATIENCE: u32 = 3;
/// How long before its end a token is announced to expire.
const EXPIRY_NOTICE: Duration = Duration::from_secs(60);

type Reply = Pin<Box<dyn Future<Output = ByteString>>>;

/// Serves the client of a socket until it leaves or has to.
pub(crate) async fn serve(node: Arc<Node>, socket: Socket, visitor: Visitor) {
    let counted = node.count();
    let mut wire = Wire::Socket(socket);
    match Box::pin(handshake::run(&node, &mut wire, visitor)).await {
        Ok(welcome) => Connection::new(node, wire, welcome, counted).run().await,
        Err(goodbye) => wire.close(goodbye).await,
    }
}

/// Serves a client that was let in and only listens.
pub(crate) async fn stream(node: Arc<Node>, stream: EventStream, welcome: Welcome) {
    let counted = node.count();
    let mut wire = Wire::Stream(stream);
    match Box::pin(greet(&node, &mut wire, &welcome)).await {
        Ok(()) => Connection::new(node, wire, welcome, counted).run().await,
        Err(goodbye) => wire.close(goodbye).await,
    }
}

async fn greet(node: &Node, wire: &mut Wire, welcome: &Welcome) -> Result<(), Goodbye> {
    wire.say(&frames::hello(wire.heartbeat(node.heartbeat))).await?;
    let ready = frames::encode(&ServerFrame::Ready(Box::new(welcome.ready.clone())));
    // Who resumes is not there yet: were the stream to end now, the old cursor would be the right one.
    match welcome.resumes {
        true => wire.send(ready).await?,
        false => wire.send_at(ready, || welcome.ready.cursor.clone()).await?,
    }
    welcome.catch_up(node, wire).await
}

struct Connection {
    node: Arc<Node>,
    wire: Wire,
    client: Arc<Client>,
    /// Ends with the connection.
    registration: Registration,
    attendance: Attendance,
    device: Option<Device>,
    pace: Pace,
    /// How many messages its app may send.
    allowance: Allowance,
    under_way: FuturesUnordered<Reply>,
    /// Messages about which the app is asked.
    line: messages::Line,
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
        let Welcome { client, registration, attendance, device, allowance, .. } = welcome;
        let (now, heartbeat) = (Instant::now(), wire.heartbeat(node.heartbeat));
        Self {
            _connected: Connected::to(&node.ctx, client.app_id()),
            pace: Pace::new(&node.ctx.limits, now),
            expires: now + client.identity().expires_at.since(node.ctx.now()),
            typed: None,
            announced: false,
            next_ping: now + heartbeat,
            under_way: FuturesUnordered::new(),
            line: messages::Line::default(),
            node,
            wire,
            client,
            registration,
            attendance,
            device,
            allowance,
            _counted: counted,
        }
    }

    async fn run(mut self) {
        let goodbye = loop {
            if let Err(goodbye) = self.turn().await {
                break goodbye;
            }
        };
        tracing::debug!(?goodbye, "connection closes");
        if let Some(device) = &self.device
            && let Err(error) =
                warbler_core::devices::saw(&self.node.ctx, &self.client.identity().scope, device)
        {
            tracing::warn!(%error, "a device was not noted");
        }
        self.out_of_the_hub().close(goodbye).await;
    }

    /// What is left when the client is no longer told anything, nor counted as connected.
    fn out_of_the_hub(self) -> Wire {
        self.wire
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
                for (position, frame) in frames {
                    self.send_entry(position, frame).await?;
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

    async fn send(&mut self, frame: ByteString) -> Result<(), Goodbye> {
        unless_slow(&self.client, self.wire.send(frame)).await
    }

    /// Sends a frame from the outbox; only entries have a position.
    async fn send_entry(&mut self, position: i64, frame: ByteString) -> Result<(), Goodbye> {
        if position == 0 {
            return self.send(frame).await;
        }
        let cursor = || seal_position(&self.node.ctx.secrets, self.client.app_id(), position);
        unless_slow(&self.client, self.wire.send_at(frame, cursor)).await
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
        self.send(frames::encode(&ServerFrame::RateLimited { retry_after_ms })).await
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
            self.send(frames::encode(&ServerFrame::AuthExpiring { in_ms })).await?;
        }
        if now >= self.next_ping {
            let heartbeat = self.wire.heartbeat(self.node.heartbeat);
            if self.wire.is_silent(heartbeat * PATIENCE) {
                return Err(Goodbye::Heartbeat);
            }
            self.next_ping = now + heartbeat;
            unless_slow(&self.client, self.wire.beat()).await?;
        }
        Ok(())
    }

    /// Says when to come back elsewhere, answers what is under way, and hangs up.
    async fn leave(&mut self) -> Result<(), Goodbye> {
        let in_ms = u64::from(rand::random::<u16>()) % 5_000;
        unless_slow(&self.client, self.wire.go_away(in_ms)).await?;
        while let Some(reply) = self.under_way.next().await {
            self.send(reply).await?;
        }
        Err(Goodbye::Shutdown)
    }
}

/// Sends, unless the client stopped reading: then nothing holds up the hanging up.
async fn unless_slow(
    client: &Client,
    sending: impl Future<Output = Result<(), Goodbye>>,
) -> Result<(), Goodbye> {
    tokio::select! {
        biased;
        sent = sending => sent,
        () = client.outbox.given_up() => Err(Goodbye::Slow),
    }
}

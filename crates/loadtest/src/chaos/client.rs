//! A person with a phone: connects, sends, edits, recalls, reads, loses the connection, comes back.
//!
//! Keeps what a good client keeps: the newest cursor, and messages whose fate is not known, which
//! it sends again with the same client id.

use super::{
    recorder::{By, Recorder},
    round::{Phase, Progress},
    wire::{Frame, message_answer, receipt_answer},
    world::Person,
};
use crate::{
    checker::history::{Action, Answer, Outcome, Seen},
    socket::Socket,
};
use anyhow::{Context, Result, bail};
use rand::{RngExt, rngs::StdRng};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    sync::watch,
    time::{sleep, sleep_until, timeout},
};
use warbler_protocol::{ConversationId, MessageId};

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// An answer that takes longer is given up, with the connection.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How many operations may be on their way.
const PIPELINE: usize = 4;

pub(super) struct Client {
    pub(super) person: Person,
    pub(super) device: usize,
    pub(super) servers: Vec<SocketAddr>,
    pub(super) recorder: Arc<Recorder>,
    pub(super) phase: watch::Receiver<Phase>,
    pub(super) progress: Progress,
    pub(super) rng: StdRng,
    memory: Memory,
}

/// What survives a connection.
#[derive(Default)]
struct Memory {
    cursor: Option<String>,
    known: HashMap<ConversationId, i64>,
    /// To be sent again.
    unknown: VecDeque<Send>,
    mine: Vec<(ConversationId, MessageId)>,
    acknowledged: Option<Send>,
    count: u64,
}

#[derive(Clone)]
struct Send {
    conversation: ConversationId,
    client_id: String,
    text: String,
}

/// An operation on its way.
struct Pending {
    operation: usize,
    since: Instant,
    send: Option<Send>,
    conversation: ConversationId,
    answer: fn(&serde_json::value::RawValue) -> Result<Answer>,
}

/// The part of `auth`'s reply and of `resumed` that a client keeps.
#[derive(Deserialize)]
struct Stand {
    cursor: String,
}

/// One connection.
struct Session {
    socket: Socket,
    id: usize,
    next: u64,
    pending: HashMap<u64, Pending>,
    /// Whether replay is through.
    live: bool,
}

impl Client {
    pub(super) fn new(
        (device, person): (usize, Person),
        servers: Vec<SocketAddr>,
        recorder: Arc<Recorder>,
        phase: watch::Receiver<Phase>,
        rng: StdRng,
    ) -> Self {
        let (progress, memory) = (Progress::default(), Memory::default());
        Self { person, device, servers, recorder, phase, progress, rng, memory }
    }

    /// Lives until the round is over. What is not the contract's is an error; a lost connection
    /// is not.
    pub(super) async fn run(mut self) -> Result<()> {
        while *self.phase.borrow() != Phase::Done {
            if let Ok(Ok(mut session)) = timeout(CONNECT_WITHIN, self.connect()).await {
                self.live(&mut session).await?;
                // In their order, so that a later message does not overtake an earlier one.
                let mut left: Vec<_> = session.pending.into_iter().collect();
                left.sort_unstable_by_key(|(number, _)| *number);
                self.memory.unknown.extend(left.into_iter().filter_map(|(_, p)| p.send));
            }
            self.report(false, 0);
            // Spread: everyone lost their connection at the same moment.
            let pause = self.rng.random_range(5..300);
            sleep(Duration::from_millis(pause)).await;
        }
        Ok(())
    }

    async fn connect(&mut self) -> Result<Session> {
        let server = self.servers[self.rng.random_range(0..self.servers.len())];
        let mut socket = Socket::connect(server, None, "/v1/ws").await?;
        socket.next().await?; // hello
        let mut auth = json!({"token": self.person.token});
        if let Some(cursor) = &self.memory.cursor {
            auth["cursor"] = cursor.as_str().into();
        }
        let resumed = self.memory.cursor.is_some();
        let id = self.recorder.connect(self.person.app, &self.person.user, self.device, resumed);
        socket.send(json!({"i": 1, "t": "auth", "d": auth}).to_string()).await?;
        let text = socket.next().await?;
        let frame: Frame<'_> = serde_json::from_str(&text)?;
        let Some(stand) = frame.d else { bail!("auth was refused: {text}") };
        let Stand { cursor } = serde_json::from_str(stand.get())?;
        self.recorder.ready(id);
        if !resumed {
            self.memory.cursor = Some(cursor);
        }
        Ok(Session { socket, id, next: 1, pending: HashMap::new(), live: !resumed })
    }

    /// Until the connection is lost, given up, or the round is over.
    async fn live(&mut self, session: &mut Session) -> Result<()> {
        let mut next = tokio::time::Instant::now();
        loop {
            self.report(session.live, session.pending.len());
            let phase = *self.phase.borrow();
            if phase == Phase::Done {
                self.recorder.still_open(session.id);
                return Ok(());
            }
            tokio::select! {
                frame = session.socket.next() => match frame {
                    Ok(frame) => self.receive(session, &frame)?,
                    Err(_lost) => return Ok(()),
                },
                () = sleep_until(next) => {
                    let late = |pending: &Pending| pending.since.elapsed() > ANSWER_WITHIN;
                    if session.pending.values().any(late) {
                        return Ok(());
                    }
                    if phase == Phase::Load && !self.stumble().await {
                        return Ok(());
                    }
                    if session.live && session.pending.len() < PIPELINE
                        && self.act(session, phase).await.is_err()
                    {
                        return Ok(());
                    }
                    let pause = self.rng.random_range(2..20);
                    next = tokio::time::Instant::now() + Duration::from_millis(pause);
                }
            }
        }
    }

    /// Now and then a client stops reading for a while, or hangs up.
    async fn stumble(&mut self) -> bool {
        match self.rng.random_range(0..1000) {
            0..2 => {
                sleep(Duration::from_millis(self.rng.random_range(200..1500))).await;
                true
            }
            2..4 => false,
            _ => true,
        }
    }

    fn receive(&mut self, session: &mut Session, text: &str) -> Result<()> {
        let frame: Frame<'_> =
            serde_json::from_str(text).with_context(|| format!("not a frame: {text}"))?;
        if let Some(number) = frame.r {
            let Some(pending) = session.pending.remove(&number) else {
                bail!("a reply to nothing: {text}");
            };
            let outcome = frame.outcome(pending.answer)?;
            self.settle(pending, outcome);
            return Ok(());
        }
        match frame.seen()? {
            Some(Seen::Resumed) => {
                session.live = true;
                self.recorder.see(session.id, Seen::Resumed);
                let d = frame.d.context("`resumed` says nothing")?;
                self.memory.cursor = Some(serde_json::from_str::<Stand>(d.get())?.cursor);
            }
            Some(seen) => {
                if let Seen::Entry { conversation, entry } = &seen {
                    self.learn(*conversation, entry.seq);
                } else if let Seen::Behind { conversation, seq } = &seen {
                    self.learn(*conversation, *seq);
                }
                self.recorder.see(session.id, seen);
            }
            None => {}
        }
        if let Some(cursor) = frame.s {
            self.memory.cursor = Some(cursor);
        }
        Ok(())
    }

    fn learn(&mut self, conversation: ConversationId, seq: i64) {
        let known = self.memory.known.entry(conversation).or_default();
        *known = seq.max(*known);
    }

    fn settle(&mut self, pending: Pending, outcome: Outcome) {
        match (&outcome, pending.send) {
            (Outcome::Ok(Answer::Message(message)), Some(send)) => {
                self.memory.mine.push((pending.conversation, message.id));
                self.memory.acknowledged = Some(send);
            }
            (Outcome::Info, Some(send)) => self.memory.unknown.push_back(send),
            _ => {}
        }
        self.recorder.finish(pending.operation, outcome);
    }

    /// Does something. What is not known comes first; once the load is over, nothing else does.
    async fn act(&mut self, session: &mut Session, phase: Phase) -> Result<()> {
        if let Some(send) = self.memory.unknown.pop_front() {
            return self.send(session, send).await;
        }
        if phase != Phase::Load {
            return Ok(());
        }
        let of = self.person.conversations.len();
        let conversation = self.person.conversations[self.rng.random_range(0..of)];
        match self.rng.random_range(0..100) {
            0..12 => self.edit(session).await,
            12..16 => self.recall(session).await,
            16..30 if !self.person.moves => self.read(session, conversation).await,
            30..34 => match self.memory.acknowledged.clone() {
                Some(send) => self.send(session, send).await,
                None => Ok(()),
            },
            _ => {
                self.memory.count += 1;
                let (user, count) = (&self.person.user, self.memory.count);
                let client_id = format!("s{}-{count}", self.device);
                let text = format!("message {count} of {user} 消息");
                self.send(session, Send { conversation, client_id, text }).await
            }
        }
    }

    async fn send(&mut self, session: &mut Session, send: Send) -> Result<()> {
        let Send { conversation, client_id, text } = send.clone();
        let d = json!({"conversation_id": conversation, "client_id": client_id, "text": text});
        let action = Action::Send { client_id, text };
        self.ask(session, "message.send", d, action, (conversation, Some(send))).await
    }

    async fn edit(&mut self, session: &mut Session) -> Result<()> {
        let Some((conversation, message)) = self.own() else { return Ok(()) };
        self.memory.count += 1;
        let text = format!("edit {} of {}", self.memory.count, self.person.user);
        let d = json!({"conversation_id": conversation, "message_id": message, "text": text});
        self.ask(session, "message.edit", d, Action::Edit { message, text }, (conversation, None))
            .await
    }

    async fn recall(&mut self, session: &mut Session) -> Result<()> {
        let Some((conversation, message)) = self.own() else { return Ok(()) };
        let d = json!({"conversation_id": conversation, "message_id": message});
        self.ask(session, "message.recall", d, Action::Recall { message }, (conversation, None))
            .await
    }

    async fn read(&mut self, session: &mut Session, conversation: ConversationId) -> Result<()> {
        let Some(known) = self.memory.known.get(&conversation).copied() else { return Ok(()) };
        // Now and then far past the head, where no receipt may ever be.
        let seq = if self.rng.random_bool(0.1) { known + 1_000_000 } else { known };
        let d = json!({"conversation_id": conversation, "seq": seq});
        self.ask(session, "read", d, Action::Read { seq }, (conversation, None)).await
    }

    fn own(&mut self) -> Option<(ConversationId, MessageId)> {
        let of = self.memory.mine.len();
        (of > 0).then(|| self.memory.mine[self.rng.random_range(0..of)])
    }

    async fn ask(
        &mut self,
        session: &mut Session,
        command: &str,
        d: Value,
        action: Action,
        (conversation, send): (ConversationId, Option<Send>),
    ) -> Result<()> {
        let answer = match action {
            Action::Read { .. } => receipt_answer,
            _ => message_answer,
        };
        session.next += 1;
        let by = By { user: Some(&self.person.user), session: Some(session.id) };
        let operation = self.recorder.start(by, conversation, action);
        let pending = Pending { operation, since: Instant::now(), send, conversation, answer };
        session.pending.insert(session.next, pending);
        let frame = json!({"i": session.next, "t": command, "d": d});
        session.socket.send(frame.to_string()).await
    }

    /// Shows the round how far this client is.
    fn report(&self, live: bool, pending: usize) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.settled = live && pending == 0 && self.memory.unknown.is_empty();
        progress.known.clone_from(&self.memory.known);
    }
}

//! One round: load and faults, healing, quiet, reading everything, judgement.

use super::{
    client::Client,
    cluster::{Cluster, Mode},
    faults::{self, Fault},
    mover::Mover,
    readback,
    recorder::Recorder,
    visitor::Visitor,
    world::{Person, World},
};
use crate::{
    checker::{History, Violation, check, history::Outcome},
    http::Http,
    tenant::Tenant,
};
use anyhow::{Result, bail};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{
    collections::HashMap,
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{sync::watch, task::JoinSet, time::sleep};
use warbler_protocol::{Conversation, ConversationId};

/// How long all must stay quiet: a command whose client is gone may be done late.
const QUIET_FOR: Duration = Duration::from_secs(1);
/// How long it may take until all is quiet. What was missed by then was lost.
const QUIET_WITHIN: Duration = Duration::from_secs(30);

/// What clients do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Load,
    /// Nothing new, but what is not known is asked for again.
    Drain,
    Done,
}

/// How far a client is, for the round to see.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Connected, caught up, and nothing on its way.
    pub(super) settled: bool,
    pub(super) known: HashMap<ConversationId, i64>,
}

pub(super) type Progress = Arc<Mutex<Standing>>;

/// What came of a round.
pub(super) struct Verdict {
    pub(super) faults: Vec<Fault>,
    pub(super) counts: Counts,
    pub(super) quiet: Option<Duration>,
    pub(super) violations: Vec<Violation>,
}

impl Verdict {
    pub(super) fn is_good(&self) -> bool {
        self.violations.is_empty() && self.quiet.is_some()
    }
}

/// How much a history has seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    ok: usize,
    fail: usize,
    unknown: usize,
    sessions: usize,
    deliveries: usize,
}

impl Counts {
    fn of(history: &History) -> Self {
        let mut counts = Self { sessions: history.sessions.len(), ..Self::default() };
        for operation in &history.operations {
            match operation.outcome {
                Outcome::Ok(_) => counts.ok += 1,
                Outcome::Fail => counts.fail += 1,
                Outcome::Info => counts.unknown += 1,
            }
        }
        counts.deliveries = history.sessions.iter().map(|session| session.events.len()).sum();
        counts
    }

    pub(super) fn add(&mut self, other: Self) {
        self.ok += other.ok;
        self.fail += other.fail;
        self.unknown += other.unknown;
        self.sessions += other.sessions;
        self.deliveries += other.deliveries;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ok, fail, unknown, sessions, deliveries } = self;
        write!(
            f,
            "{ok} done, {fail} refused, {unknown} unknown, {deliveries} events in {sessions} sessions"
        )
    }
}

/// What a round needs.
pub(super) struct Round<'a> {
    pub(super) number: usize,
    pub(super) mode: Mode,
    pub(super) time: Duration,
    pub(super) tenants: &'a [Tenant; 2],
    pub(super) rng: StdRng,
}

impl Round<'_> {
    pub(super) async fn run(mut self, cluster: &mut Cluster) -> Result<Verdict> {
        let servers = cluster.addresses();
        let world = World::create(servers[0], self.tenants, self.number).await?;
        let recorder = Arc::new(Recorder::new());
        let (phase, _) = watch::channel(Phase::Load);
        let mut tasks = JoinSet::new();
        let progress = self.spawn(&mut tasks, &world, &servers, &recorder, &phase);
        let faults = faults::choose(self.mode, &mut self.rng);
        faults::run(cluster, &faults, self.time, &mut self.rng).await?;
        cluster.heal().await?;
        phase.send_replace(Phase::Drain);
        let quiet = wait_quiet(&world.people, &progress, &servers).await;
        phase.send_replace(Phase::Done);
        while let Some(ended) = tasks.join_next().await {
            ended??;
        }
        let mut history = recorder.take();
        history.readings = readback::run(&servers, self.tenants, &world).await?;
        history.conversations = world.conversations;
        let counts = Counts::of(&history);
        Ok(Verdict { faults, counts, quiet, violations: check(&history) })
    }

    /// Starts everyone.
    fn spawn(
        &mut self,
        tasks: &mut JoinSet<Result<()>>,
        world: &World,
        servers: &[SocketAddr],
        recorder: &Arc<Recorder>,
        phase: &watch::Sender<Phase>,
    ) -> Vec<Progress> {
        let mut progress = Vec::new();
        for (device, person) in world.people.iter().enumerate() {
            let client = Client::new(
                (device, person.clone()),
                servers.to_vec(),
                recorder.clone(),
                phase.subscribe(),
                self.fork(),
            );
            progress.push(client.progress.clone());
            tasks.spawn(client.run());
            let visitor = Visitor {
                person: person.clone(),
                device,
                servers: servers.to_vec(),
                recorder: recorder.clone(),
                phase: phase.subscribe(),
                rng: self.fork(),
            };
            tasks.spawn(visitor.run());
        }
        let movers = world.people.iter().filter(|person| person.moves);
        let places = movers.flat_map(|person| {
            world.unstable.iter().map(|conversation| (*conversation, person.user.clone()))
        });
        let mover = Mover {
            secret_key: self.tenants[0].secret_key.clone(),
            servers: servers.to_vec(),
            places: places.collect(),
            recorder: recorder.clone(),
            phase: phase.subscribe(),
            rng: self.fork(),
        };
        tasks.spawn(mover.run());
        progress
    }

    fn fork(&mut self) -> StdRng {
        StdRng::seed_from_u64(self.rng.random())
    }
}

/// How long it took until everyone was settled and had everything; `None` if it took too long.
async fn wait_quiet(
    people: &[Person],
    progress: &[Progress],
    servers: &[SocketAddr],
) -> Option<Duration> {
    let began = Instant::now();
    let mut quiet: Option<Instant> = None;
    while began.elapsed() < QUIET_WITHIN {
        let still = is_quiet(people, progress, servers[0]).await.unwrap_or(false);
        quiet = still.then(|| quiet.unwrap_or_else(Instant::now));
        if let Some(since) = quiet.filter(|since| since.elapsed() >= QUIET_FOR) {
            return Some(since.duration_since(began));
        }
        sleep(Duration::from_millis(50)).await;
    }
    None
}

async fn is_quiet(people: &[Person], progress: &[Progress], server: SocketAddr) -> Result<bool> {
    for (person, progress) in people.iter().zip(progress) {
        let known = {
            let standing = progress.lock().unwrap_or_else(PoisonError::into_inner);
            if !standing.settled {
                return Ok(false);
            }
            standing.known.clone()
        };
        let mut http = Http::new(server, &person.token);
        for id in &person.conversations {
            let reply = http.call("GET", &format!("/v1/conversations/{id}"), "").await?;
            match reply.status {
                200 => {}
                // No longer in it.
                404 => continue,
                status => bail!("answered {status}"),
            }
            let conversation: Conversation = serde_json::from_slice(&reply.body)?;
            // Setting it up was over before anybody listened.
            let known = known.get(id).copied().unwrap_or(2);
            if known < conversation.as_of_seq {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

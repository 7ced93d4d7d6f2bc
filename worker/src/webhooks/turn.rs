//! One endpoint's turn: what is due there is sent, a few at a time.

use super::{attempt::attempt, settler::Settler};
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;
use warbler_core::{
    Context, Result,
    webhooks::{self, Body, Due, Queue, Verdict},
};

/// Attempts under way at an endpoint, and at one that fails.
const IN_FLIGHT: usize = 8;
const IN_FLIGHT_FAILING: usize = 1;
/// Deliveries read at once, and of an endpoint that fails.
const PAGE: usize = 100;
const PAGE_FAILING: usize = 5;
/// How long a turn begins something new, so that an endpoint comes back to the others. With the last
/// attempt it fits into the lease.
const TURN: Duration = Duration::from_secs(20);
/// How long a page may be: what it says was read when it began.
const FRESH: Duration = Duration::from_secs(1);

/// Deliveries that must come one after the other, each with what to send.
type Group = VecDeque<(Due, Option<Body>)>;

struct Turn<'a> {
    ctx: &'a Context,
    queue: Queue,
    settler: &'a Settler,
    failing: bool,
    /// Whether it asked to be left alone.
    paused: bool,
}

/// Sends what is due until nothing is, or the turn is over, and gives the endpoint back.
pub(super) async fn take(ctx: &Context, queue: Queue, settler: &Settler) -> Result<()> {
    let failing = queue.failing;
    let mut turn = Turn { ctx, queue, settler, failing, paused: false };
    let ended = turn.run().await;
    settler.settled().await;
    webhooks::release(ctx, &turn.queue).await?;
    ended
}

impl Turn<'_> {
    async fn run(&mut self) -> Result<()> {
        let end = Instant::now() + TURN;
        let mut after = None;
        while !self.paused && Instant::now() < end {
            let page = if self.failing { PAGE_FAILING } else { PAGE };
            let due = webhooks::due(self.ctx, &self.queue, after, page).await?;
            if due.is_empty() {
                return Ok(());
            }
            let bodies = webhooks::bodies(self.ctx, &self.queue, &due).await?;
            let places: Vec<_> = due.iter().map(Due::place).collect();
            let begun = self.send(groups(&self.queue, due, bodies)).await;
            after = places.get(begun.saturating_sub(1)).copied();
            if self.queue.ordered {
                // Who waits for whom stands in the database.
                self.settler.settled().await;
            }
        }
        Ok(())
    }

    /// Sends groups as long as they are fresh. Answers how many were begun.
    async fn send(&mut self, groups: VecDeque<Group>) -> usize {
        let (fresh, total) = (Instant::now() + FRESH, groups.len());
        let mut waiting = groups;
        let mut under_way: FuturesUnordered<BoxFuture<'_, Verdicts>> = FuturesUnordered::new();
        let (ctx, queue, settler) = (self.ctx, &self.queue, self.settler);
        loop {
            let most = if self.failing { IN_FLIGHT_FAILING } else { IN_FLIGHT };
            while under_way.len() < most && !self.paused && Instant::now() < fresh {
                let Some(group) = waiting.pop_front() else { break };
                under_way.push(one_by_one(ctx, queue, settler, (group, fresh)).boxed());
            }
            let Some(verdicts) = under_way.next().await else { break };
            self.failing = verdicts.failed;
            self.paused |= verdicts.paused;
        }
        total - waiting.len()
    }
}

/// How the last attempt of a group went.
struct Verdicts {
    failed: bool,
    paused: bool,
}

/// Sends a group one after the other, up to the first that has to be tried again, and as long as it
/// is fresh.
async fn one_by_one(
    ctx: &Context,
    queue: &Queue,
    settler: &Settler,
    (group, fresh): (Group, Instant),
) -> Verdicts {
    let mut last = Verdicts { failed: false, paused: false };
    for (due, body) in group {
        let outcome = attempt(ctx, queue, &due, body).await;
        let verdict = outcome.verdict;
        last.failed = outcome.failed();
        settler.settle(outcome).await;
        match verdict {
            Verdict::Succeeded | Verdict::Dead => {}
            Verdict::Retry { pause, .. } => {
                last.paused = pause;
                break;
            }
            Verdict::Disable => {
                last.paused = true;
                break;
            }
        }
        if Instant::now() >= fresh {
            break;
        }
    }
    last
}

/// What may be sent at the same time: each delivery, or each conversation.
fn groups(queue: &Queue, due: Vec<Due>, bodies: Vec<Option<Body>>) -> VecDeque<Group> {
    let mut groups: VecDeque<Group> = VecDeque::new();
    for (due, body) in due.into_iter().zip(bodies) {
        let same = |group: &&mut Group| {
            queue.ordered
                && due.conversation_id.is_some()
                && group.front().is_some_and(|(it, _)| it.conversation_id == due.conversation_id)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push_back((due, body)),
            None => groups.push_back(VecDeque::from([(due, body)])),
        }
    }
    groups
}

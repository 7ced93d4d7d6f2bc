//! Writes down what came of attempts, for all endpoints of the process together.

use std::time::Duration;
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};
use warbler_core::{
    Context,
    webhooks::{self, Outcome},
};

/// Outcomes that are written in one go.
const BATCH: usize = 100;
/// Outcomes that may wait; more, and attempts wait for them.
const CAPACITY: usize = 1000;
/// How often a batch is tried that could not be written.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(500);

/// Takes outcomes. Ends when all who could give it one are gone.
#[derive(Clone)]
pub(super) struct Settler(mpsc::Sender<Note>);

enum Note {
    Outcome(Box<Outcome>),
    /// Tells when all that came before is written.
    Barrier(oneshot::Sender<()>),
}

impl Settler {
    pub(super) fn start(ctx: &Context) -> Self {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        tokio::spawn(run(ctx.clone(), receiver));
        Self(sender)
    }

    pub(super) async fn settle(&self, outcome: Outcome) {
        // It ends after us.
        let _sent = self.0.send(Note::Outcome(Box::new(outcome))).await;
    }

    /// Waits until what was given to it is written.
    pub(super) async fn settled(&self) {
        let (sender, receiver) = oneshot::channel();
        if self.0.send(Note::Barrier(sender)).await.is_ok() {
            let _written = receiver.await;
        }
    }
}

async fn run(ctx: Context, mut notes: mpsc::Receiver<Note>) {
    let mut batch = Vec::with_capacity(BATCH);
    while notes.recv_many(&mut batch, BATCH).await > 0 {
        let (mut outcomes, mut barriers) = (Vec::new(), Vec::new());
        for note in batch.drain(..) {
            match note {
                Note::Outcome(outcome) => outcomes.push(*outcome),
                Note::Barrier(barrier) => barriers.push(barrier),
            }
        }
        write(&ctx, &outcomes).await;
        for barrier in barriers {
            let _gone = barrier.send(());
        }
    }
}

/// What cannot be written is sent again, by whoever leases the endpoint next.
async fn write(ctx: &Context, outcomes: &[Outcome]) {
    if outcomes.is_empty() {
        return;
    }
    for _ in 0..TRIES {
        match webhooks::settle(ctx, outcomes).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "attempts could not be written down"),
        }
        sleep(PAUSE).await;
    }
}

//! Writes down what the clients of a round do and see.
//!
//! One lock and one clock: operations and sessions are numbered in the order of their moments.

use crate::checker::history::{Action, Event, History, Moment, Operation, Outcome, Seen, Session};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use warbler_protocol::{AppId, ConversationId, UserId};

/// The history of a round while it is made.
pub(super) struct Recorder {
    began: Instant,
    history: Mutex<History>,
}

/// Who asks for something.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    /// `None` is the tenant's server.
    pub(super) user: Option<&'a UserId>,
    pub(super) session: Option<usize>,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), history: Mutex::default() }
    }

    fn lock(&self) -> (MutexGuard<'_, History>, Moment) {
        let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        // After the lock is held, so that moments are in order.
        (history, self.began.elapsed().as_nanos() as Moment)
    }

    /// Just before something is asked for. Until told otherwise, its outcome is not known.
    pub(super) fn start(&self, by: By<'_>, conversation: ConversationId, action: Action) -> usize {
        let (mut history, started) = self.lock();
        history.operations.push(Operation {
            user: by.user.cloned(),
            session: by.session,
            conversation,
            action,
            started,
            finished: started,
            outcome: Outcome::Info,
        });
        history.operations.len() - 1
    }

    /// Just after the answer came.
    pub(super) fn finish(&self, operation: usize, outcome: Outcome) {
        let (mut history, finished) = self.lock();
        if let Some(operation) = history.operations.get_mut(operation) {
            (operation.finished, operation.outcome) = (finished, outcome);
        }
    }

    /// Just before `auth` is sent.
    pub(super) fn connect(&self, app: AppId, user: &UserId, device: usize, resumed: bool) -> usize {
        let (mut history, started) = self.lock();
        history.sessions.push(Session {
            app,
            user: user.clone(),
            device,
            started,
            ready: None,
            resumed,
            events: Vec::new(),
            open: false,
        });
        history.sessions.len() - 1
    }

    pub(super) fn ready(&self, session: usize) {
        let (mut history, at) = self.lock();
        history.sessions[session].ready = Some(at);
    }

    pub(super) fn see(&self, session: usize, seen: Seen) {
        let (mut history, at) = self.lock();
        history.sessions[session].events.push(Event { at, seen });
    }

    /// All is quiet, and the session is still there.
    pub(super) fn still_open(&self, session: usize) {
        self.lock().0.sessions[session].open = true;
    }

    /// What was recorded. Nothing is recorded after that.
    pub(super) fn take(&self) -> History {
        std::mem::take(&mut self.lock().0)
    }
}

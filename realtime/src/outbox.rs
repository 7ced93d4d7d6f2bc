//! The way out to one client.
//!
//! Putting a frame in never waits. A client that does not keep up loses ephemeral frames first; when
//! the rest no longer fits, it is disconnected and syncs, because the next client in line is not slow.

use bytestring::ByteString;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// What a client may be behind by before we give up on it.
const MAX_FRAMES: usize = 256;
const MAX_BYTES: usize = 256 * 1024;
/// The same while what it missed is read from the database and nothing can be handed out.
const GATED: usize = 8;

/// A bounded queue of frames for one connection.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    /// With the position of the entry; 0 for ephemeral ones.
    frames: VecDeque<(i64, ByteString)>,
    bytes: usize,
    /// Positions up to here have been told already.
    told: i64,
    open: bool,
    overflowed: bool,
    closing: Option<Closing>,
}

/// Why the rest of the program wants the client gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    Deactivated,
    /// The token is over, before its time.
    Revoked,
}

/// What the connection is to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Send(VecDeque<(i64, ByteString)>),
    /// Frames were lost.
    Overflowed,
    Close(Closing),
}

impl Outbox {
    pub(crate) fn new() -> Self {
        Self { queue: Mutex::default(), news: Notify::new() }
    }

    /// Queues the frame of an entry, unless the client knows it from catching up.
    pub(crate) fn put(&self, position: i64, frame: &ByteString) {
        let mut queue = self.lock();
        if position <= queue.told || queue.overflowed {
            return;
        }
        let room = if queue.open { 1 } else { GATED };
        let bytes = queue.bytes + frame.len();
        if queue.frames.len() >= MAX_FRAMES * room || bytes > MAX_BYTES * room {
            queue.overflowed = true;
            queue.frames = VecDeque::new();
        } else {
            queue.bytes = bytes;
            queue.frames.push_back((position, frame.clone()));
        }
        self.wake(queue);
    }

    /// Queues a frame that nobody will miss, if the client keeps up well.
    pub(crate) fn put_ephemeral(&self, frame: &ByteString) {
        let mut queue = self.lock();
        if !queue.open || queue.overflowed || queue.frames.len() >= MAX_FRAMES / 2 {
            return;
        }
        queue.bytes += frame.len();
        queue.frames.push_back((0, frame.clone()));
        self.wake(queue);
    }

    /// Asks for the connection to be closed.
    pub(crate) fn close(&self, why: Closing) {
        let mut queue = self.lock();
        queue.closing = Some(why);
        queue.open = true;
        self.wake(queue);
    }

    /// Starts handing out. What lies at or before `told` has been sent by other means.
    pub(crate) fn open(&self, told: i64) {
        let mut queue = self.lock();
        queue.told = told;
        queue.open = true;
        queue.frames.retain(|(position, _)| *position > told);
        queue.bytes = queue.frames.iter().map(|(_, frame)| frame.len()).sum();
        self.wake(queue);
    }

    /// Waits for something to do, and takes all of it.
    pub(crate) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.lock().take() {
                return next;
            }
            self.news.notified().await;
        }
    }

    /// Resolves once frames were lost, however long the client takes to read the others.
    pub(crate) async fn given_up(&self) {
        while !self.lock().is_over() {
            self.news.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self, queue: MutexGuard<'_, Queue>) {
        let wake = queue.open;
        drop(queue);
        if wake {
            self.news.notify_one();
        }
    }
}

impl Queue {
    fn is_over(&self) -> bool {
        self.overflowed || self.closing.is_some()
    }

    fn take(&mut self) -> Option<Next> {
        if let Some(why) = self.closing {
            return Some(Next::Close(why));
        }
        if self.overflowed {
            return Some(Next::Overflowed);
        }
        if !self.open || self.frames.is_empty() {
            return None;
        }
        self.bytes = 0;
        Some(Next::Send(std::mem::take(&mut self.frames)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn frame(text: &str) -> ByteString {
        text.to_owned().into()
    }

    fn taken(outbox: &Outbox) -> Option<Next> {
        outbox.next().now_or_never()
    }

    #[test]
    fn frames_wait_until_the_client_has_caught_up_and_none_comes_twice() {
        let outbox = Outbox::new();
        for position in 1..=4 {
            outbox.put(position, &frame(&position.to_string()));
        }
        assert_eq!(taken(&outbox), None);

        outbox.open(2);
        outbox.put(2, &frame("again"));

        let expected = [(3, frame("3")), (4, frame("4"))];
        assert_eq!(taken(&outbox), Some(Next::Send(expected.into())));
        assert_eq!(taken(&outbox), None);
    }

    #[test]
    fn a_client_that_does_not_keep_up_is_given_up() {
        let outbox = Outbox::new();
        outbox.open(0);
        for position in 1..=MAX_FRAMES as i64 {
            outbox.put(position, &frame("x"));
        }
        assert!(outbox.given_up().now_or_never().is_none());

        outbox.put(MAX_FRAMES as i64 + 1, &frame("one too many"));

        assert!(outbox.given_up().now_or_never().is_some());
        assert_eq!(taken(&outbox), Some(Next::Overflowed));
    }

    #[test]
    fn large_frames_fill_it_too() {
        let outbox = Outbox::new();
        outbox.open(0);
        outbox.put(1, &frame(&"x".repeat(MAX_BYTES)));
        assert!(outbox.given_up().now_or_never().is_none());
        outbox.put(2, &frame("x"));
        assert_eq!(taken(&outbox), Some(Next::Overflowed));
    }

    #[test]
    fn ephemeral_frames_are_the_first_to_go() {
        let outbox = Outbox::new();
        outbox.put_ephemeral(&frame("before the client is there"));
        outbox.open(0);
        for _ in 0..MAX_FRAMES {
            outbox.put_ephemeral(&frame("typing"));
        }
        let Some(Next::Send(frames)) = taken(&outbox) else { panic!("nothing came") };
        assert_eq!(frames.len(), MAX_FRAMES / 2);
        assert!(outbox.given_up().now_or_never().is_none());
    }
}

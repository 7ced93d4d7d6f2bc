//! The order of one connection's messages while the app is asked about them.

use tokio::sync::oneshot::{self, error::TryRecvError};

/// Messages that are on their way to the log. Where nobody is asked, nobody stands in it.
#[derive(Debug, Default)]
pub struct Line(Option<oneshot::Receiver<()>>);

/// A place in a line.
pub(super) struct Place {
    ahead: Option<oneshot::Receiver<()>>,
    /// Dropped with the place: then it is the next one's turn.
    _next: oneshot::Sender<()>,
}

impl Line {
    /// Whether all who stood in it are through.
    pub(super) fn is_empty(&mut self) -> bool {
        let through =
            |last: &mut oneshot::Receiver<()>| last.try_recv() != Err(TryRecvError::Empty);
        if self.0.as_mut().is_some_and(through) {
            self.0 = None;
        }
        self.0.is_none()
    }

    pub(super) fn join(&mut self) -> Place {
        let (next, last) = oneshot::channel();
        Place { ahead: self.0.replace(last), _next: next }
    }
}

impl Place {
    /// Waits until all ahead are in the log's own line, or will never be.
    pub(super) async fn turn(&mut self) {
        if let Some(ahead) = self.ahead.take() {
            // Nothing is ever sent: the place is dropped.
            let _gone = ahead.await;
        }
    }
}

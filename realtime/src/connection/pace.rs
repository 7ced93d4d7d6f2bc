//! How fast one client may send: a bucket of frames that fills at a steady rate.

use std::time::Duration;
use tokio::time::Instant;
use warbler_core::Limits;

#[derive(Debug)]
pub(super) struct Pace {
    rate: f64,
    burst: f64,
    frames: f64,
    filled: Instant,
    /// When the client was last told to slow down.
    warned: Option<Instant>,
}

/// Too fast again this soon after a warning, and the client is disconnected.
const GRACE: Duration = Duration::from_secs(10);

impl Pace {
    pub(super) fn new(limits: &Limits, now: Instant) -> Self {
        let burst = f64::from(limits.frame_burst.max(1));
        Self {
            rate: f64::from(limits.frame_rate.max(1)),
            burst,
            frames: burst,
            filled: now,
            warned: None,
        }
    }

    /// Takes a frame out, or says how long until there is one. The frame is then not to be acted on.
    pub(super) fn take(&mut self, now: Instant) -> Option<Duration> {
        let since = now.saturating_duration_since(self.filled);
        self.frames = (self.frames + since.as_secs_f64() * self.rate).min(self.burst);
        self.filled = now;
        if self.frames >= 1.0 {
            self.frames -= 1.0;
            return None;
        }
        Some(Duration::from_secs_f64((1.0 - self.frames) / self.rate))
    }

    /// Notes a warning; answers whether there was one a moment ago that had no effect.
    pub(super) fn warned(&mut self) -> bool {
        let spent = Duration::from_secs_f64((self.burst / self.rate).min(1.0));
        let since = |before| self.filled.saturating_duration_since(before);
        match self.warned.map(since).filter(|since| *since < GRACE) {
            Some(since) => since >= spent,
            None => {
                self.warned = Some(self.filled);
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_then_the_rate_counts() {
        let start = Instant::now();
        let limits = Limits { frame_rate: 10, frame_burst: 3, ..Limits::default() };
        let mut pace = Pace::new(&limits, start);
        for _ in 0..3 {
            assert_eq!(pace.take(start), None);
        }
        let wait = pace.take(start).unwrap();
        assert_eq!(wait.as_millis(), 100);
        assert_eq!(pace.take(start + wait), None);
        assert!(pace.take(start + wait).is_some());
    }

    #[test]
    fn who_never_pauses_is_not_warned_forever() {
        let start = Instant::now();
        let limits = Limits { frame_rate: 10, frame_burst: 10, ..Limits::default() };
        let mut pace = Pace::new(&limits, start);
        let frames = (0..2000).map(|at| start + Duration::from_millis(at));
        let ended = frames.into_iter().find(|at| pace.take(*at).is_some() && pace.warned());
        assert!(ended.is_some_and(|at| at < start + Duration::from_millis(1200)));
    }

    #[test]
    fn a_warning_that_is_ignored_has_consequences() {
        let start = Instant::now();
        let limits = Limits { frame_rate: 1, frame_burst: 1, ..Limits::default() };
        let mut pace = Pace::new(&limits, start);
        assert_eq!(pace.take(start), None);
        assert!(pace.take(start).is_some());
        assert!(!pace.warned(), "the first one");
        assert!(pace.take(start).is_some());
        assert!(!pace.warned(), "what was under way when it came");
        let later = start + Duration::from_secs(2);
        assert_eq!(pace.take(later), None);
        assert!(pace.take(later).is_some());
        assert!(pace.warned(), "the client goes on as before");
    }
}

//! One token bucket, by the generic cell rate algorithm: all there is to remember of it is the
//! moment at which it will be full again. A request moves that moment on by the time that one token
//! takes to come, and is refused if it would then lie further away than filling an empty bucket
//! takes.
//!
//! Times are microseconds. A rate that does not divide a second comes out a little higher.

use std::{
    sync::atomic::{AtomicI64, Ordering::Relaxed},
    time::Duration,
};
use warbler_protocol::{BucketKind, Quota, RateLimit};

/// How long one token takes to come.
pub(super) fn interval(quota: Quota) -> i64 {
    (1_000_000 / i64::from(quota.rate())).max(1)
}

/// How long an empty bucket takes to fill.
pub(super) fn window(quota: Quota) -> i64 {
    interval(quota) * i64::from(quota.burst())
}

/// A bucket of this process: the moment at which it is full.
#[derive(Debug, Default)]
pub(super) struct Bucket(AtomicI64);

impl Bucket {
    /// Takes a token, if there is one.
    pub(super) fn take(&self, quota: Quota, now: i64) -> bool {
        // What a wider bucket left: none is emptier than empty.
        self.0.fetch_min(now + window(quota), Relaxed);
        let take = |full| {
            let ahead = ahead(full, quota, now) + interval(quota);
            (ahead <= window(quota)).then_some(now + ahead)
        };
        self.0.fetch_update(Relaxed, Relaxed, take).is_ok()
    }

    pub(super) fn give_back(&self, quota: Quota) {
        self.0.fetch_sub(interval(quota), Relaxed);
    }

    /// How long it takes to be full.
    pub(super) fn ahead(&self, quota: Quota, now: i64) -> i64 {
        ahead(self.0.load(Relaxed), quota, now)
    }

    pub(super) fn is_full(&self, now: i64) -> bool {
        self.0.load(Relaxed) <= now
    }
}

/// Never more than filling it takes, whatever the quota was before.
fn ahead(full: i64, quota: Quota, now: i64) -> i64 {
    full.saturating_sub(now).clamp(0, window(quota))
}

/// A bucket as a request left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub kind: BucketKind,
    pub quota: Quota,
    /// How long it takes to be full, in microseconds.
    pub(super) ahead: i64,
}

impl Level {
    /// The tokens that are in it.
    pub fn remaining(&self) -> u32 {
        let tokens = (window(self.quota) - self.ahead) / interval(self.quota);
        u32::try_from(tokens.max(0)).unwrap_or(u32::MAX)
    }

    /// Until it is full.
    pub fn reset(&self) -> Duration {
        Duration::from_micros(self.ahead.unsigned_abs())
    }

    /// How long an empty one takes to fill.
    pub fn window(&self) -> Duration {
        Duration::from_micros(window(self.quota).unsigned_abs())
    }

    /// Until there is a token in it.
    pub(super) fn wait(&self) -> Duration {
        let missing = self.ahead + interval(self.quota) - window(self.quota);
        Duration::from_micros(missing.max(0).unsigned_abs())
    }
}

impl From<Level> for RateLimit {
    fn from(level: Level) -> Self {
        Self {
            bucket: level.kind,
            rate: level.quota.rate(),
            burst: level.quota.burst(),
            remaining: level.remaining(),
            reset_ms: u64::try_from(level.reset().as_millis()).unwrap_or(u64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000_000;

    fn level(bucket: &Bucket, quota: Quota) -> Level {
        Level { kind: BucketKind::Key, quota, ahead: bucket.ahead(quota, NOW) }
    }

    #[test]
    fn a_burst_is_free_and_then_the_rate_counts() {
        let (bucket, quota) = (Bucket::default(), Quota::new(10, 3));
        for left in [2, 1, 0] {
            assert!(bucket.take(quota, NOW));
            assert_eq!(level(&bucket, quota).remaining(), left);
        }
        assert!(!bucket.take(quota, NOW));
        let empty = level(&bucket, quota);
        assert_eq!((empty.wait().as_millis(), empty.reset().as_millis()), (100, 300));
        assert!(!bucket.take(quota, NOW + 99_999));
        assert!(bucket.take(quota, NOW + 100_000));
        assert!(!bucket.take(quota, NOW + 100_000));
        assert!(!bucket.is_full(NOW + 399_999) && bucket.is_full(NOW + 400_000));
    }

    #[test]
    fn what_was_given_back_was_never_taken() {
        let (bucket, quota) = (Bucket::default(), Quota::new(1, 1));
        for _ in 0..3 {
            assert!(bucket.take(quota, NOW));
            bucket.give_back(quota);
        }
        assert!(bucket.take(quota, NOW));
        assert!(!bucket.take(quota, NOW));
    }

    #[test]
    fn a_narrower_quota_counts_at_once() {
        let bucket = Bucket::default();
        let wide = Quota::new(1, 100);
        assert!((0..100).all(|_| bucket.take(wide, NOW)));
        let narrow = Quota::new(1, 2);
        assert!(!bucket.take(narrow, NOW));
        assert!(bucket.take(narrow, NOW + 1_000_000), "not only after a hundred seconds");
        assert!(!bucket.take(narrow, NOW + 1_000_000));
    }
}

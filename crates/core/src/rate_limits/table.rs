//! The buckets of this process, by whom they belong to. Those that are full are forgotten: a full
//! bucket is as good as a new one.

use super::{Verdict, Wanted, bucket::Bucket};
use std::{
    array,
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Instant,
};

/// Parts that do not wait for each other.
const PARTS: usize = 64;
/// Buckets in a part before any is forgotten.
const FEW: usize = 256;

#[derive(Debug)]
pub(super) struct Table {
    hasher: RandomState,
    parts: [Mutex<Part>; PARTS],
}

/// Buckets are found by a hash with a key of this process, so that asking for one copies nothing. A
/// collision, which nobody can look for, makes two callers share a bucket.
#[derive(Debug)]
struct Part {
    buckets: HashMap<u64, Arc<Bucket>>,
    /// With this many, the full ones are forgotten.
    most: usize,
}

impl Default for Table {
    fn default() -> Self {
        let part = |_| Mutex::new(Part { buckets: HashMap::new(), most: FEW });
        Self { hasher: RandomState::new(), parts: array::from_fn(part) }
    }
}

impl Table {
    /// Takes a token from every bucket, or from none.
    pub(super) fn take(&self, wanted: &[Wanted<'_>]) -> Verdict {
        let now = now();
        let buckets: Vec<_> = wanted.iter().map(|wanted| self.bucket(wanted)).collect();
        let pairs = || wanted.iter().zip(&buckets);
        let empty = pairs().position(|(wanted, bucket)| !bucket.take(wanted.quota, now));
        for (wanted, bucket) in pairs().take(empty.unwrap_or_default()) {
            bucket.give_back(wanted.quota);
        }
        let ahead = |(wanted, bucket): (&Wanted<'_>, &Arc<Bucket>)| {
            wanted.level(bucket.ahead(wanted.quota, now))
        };
        Verdict { levels: pairs().map(ahead).collect(), refused: empty.is_some() }
    }

    pub(super) fn give_back(&self, wanted: &Wanted<'_>) {
        self.bucket(wanted).give_back(wanted.quota);
    }

    pub(super) fn bucket(&self, wanted: &Wanted<'_>) -> Arc<Bucket> {
        let hash = self.hasher.hash_one(wanted.holder);
        let mut part =
            self.parts[hash as usize % PARTS].lock().unwrap_or_else(PoisonError::into_inner);
        if part.buckets.len() >= part.most {
            part.forget();
        }
        Arc::clone(part.buckets.entry(hash).or_default())
    }
}

impl Part {
    /// Forgets the buckets that are full and that nobody holds.
    fn forget(&mut self) {
        let now = now();
        self.buckets.retain(|_, bucket| !bucket.is_full(now) || Arc::strong_count(bucket) > 1);
        self.most = (self.buckets.len() * 2).max(FEW);
    }
}

/// Microseconds since the first question, by a clock that never goes back.
pub(super) fn now() -> i64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    i64::try_from(START.elapsed().as_micros()).unwrap_or(i64::MAX)
}

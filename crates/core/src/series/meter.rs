//! What the apps did lately, in this process: a few atomics each.

use super::histogram::{self, BUCKETS};
use std::{
    array,
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Duration,
};
use warbler_protocol::{AppId, Timestamp};

/// Requests, refused ones, failed ones, open connections, and the buckets of their latencies.
pub(super) const COUNTS: usize = 4 + BUCKETS;
const REQUESTS: usize = 0;
const ERRORS_4XX: usize = 1;
const ERRORS_5XX: usize = 2;
pub(super) const CONNECTIONS: usize = 3;
const TOOK: usize = 4;

/// The meters of the apps that are in use.
#[derive(Debug, Default)]
pub(crate) struct Meters(RwLock<HashMap<AppId, Arc<Meter>>>);

/// What one app did since it was last read.
#[derive(Debug)]
pub(super) struct Meter {
    counts: [AtomicI64; COUNTS],
    connected: AtomicI64,
    /// Most connections at a time since it was last read.
    peak: AtomicI64,
    told: Mutex<Told>,
}

/// The peak that was told of a minute. Nodes add to one number, so each tells what its peak grew by.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    minute: Timestamp,
    peak: i64,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            counts: array::from_fn(|_| AtomicI64::new(0)),
            connected: AtomicI64::new(0),
            peak: AtomicI64::new(0),
            told: Mutex::default(),
        }
    }
}

impl Meter {
    pub(super) fn record(&self, status: u16, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.counts[REQUESTS].fetch_add(1, Relaxed);
        self.counts[TOOK + histogram::bucket(micros)].fetch_add(1, Relaxed);
        match status {
            400..500 => drop(self.counts[ERRORS_4XX].fetch_add(1, Relaxed)),
            500.. => drop(self.counts[ERRORS_5XX].fetch_add(1, Relaxed)),
            _ => {}
        }
    }

    pub(super) fn connect(&self) {
        let connected = self.connected.fetch_add(1, Relaxed) + 1;
        self.peak.fetch_max(connected, Relaxed);
    }

    pub(super) fn disconnect(&self) {
        self.connected.fetch_sub(1, Relaxed);
    }

    /// What is to be added to the counts of a minute.
    fn take(&self, minute: Timestamp) -> [i64; COUNTS] {
        let mut counts = self.counts.each_ref().map(|count| count.swap(0, Relaxed));
        let peak = self.peak.swap(self.connected.load(Relaxed), Relaxed);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.minute != minute {
            *told = Told { minute, peak: 0 };
        }
        counts[CONNECTIONS] = (peak - told.peak).max(0);
        told.peak = told.peak.max(peak);
        counts
    }
}

impl Meters {
    pub(super) fn of(&self, app_id: AppId) -> Arc<Meter> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&app_id).cloned();
        known.unwrap_or_else(|| {
            let mut meters = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(meters.entry(app_id).or_default())
        })
    }

    /// What every app did since the last time, by app. Meters of which nothing came and that nobody
    /// holds are forgotten.
    pub(super) fn take(&self, minute: Timestamp) -> Vec<(AppId, [i64; COUNTS])> {
        let mut taken = Vec::new();
        let mut meters = self.0.write().unwrap_or_else(PoisonError::into_inner);
        meters.retain(|app_id, meter| {
            let counts = meter.take(minute);
            let idle = counts == [0; COUNTS];
            if !idle {
                taken.push((*app_id, counts));
            }
            !idle || Arc::strong_count(meter) > 1
        });
        // In one order everywhere, so that two nodes cannot wait for each other's rows.
        taken.sort_by_key(|(app_id, _)| *app_id);
        taken
    }

    /// What was taken could not be written: it counts with what comes next. The peak of connections
    /// is told anew.
    pub(super) fn give_back(&self, taken: &[(AppId, [i64; COUNTS])]) {
        for (app_id, counts) in taken {
            let meter = self.of(*app_id);
            for (count, of) in counts.iter().zip(&meter.counts) {
                of.fetch_add(*count, Relaxed);
            }
            meter.counts[CONNECTIONS].store(0, Relaxed);
            meter.told.lock().unwrap_or_else(PoisonError::into_inner).peak = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Timestamp = Timestamp(60_000);
    const NEXT: Timestamp = Timestamp(120_000);

    fn peaks(meter: &Meter, minute: Timestamp) -> i64 {
        meter.take(minute)[CONNECTIONS]
    }

    #[test]
    fn a_peak_is_told_once_and_what_it_grows_by() {
        let meter = Meter::default();
        meter.connect();
        meter.connect();
        meter.disconnect();
        assert_eq!(peaks(&meter, MINUTE), 2);
        assert_eq!(peaks(&meter, MINUTE), 0);
        meter.connect();
        meter.connect();
        assert_eq!(peaks(&meter, MINUTE), 1);
        meter.disconnect();
        assert_eq!(peaks(&meter, NEXT), 3, "as it was when the minute began");
        assert_eq!(peaks(&meter, NEXT), 0);
        assert_eq!(peaks(&meter, Timestamp(180_000)), 2);
    }

    #[test]
    fn idle_meters_are_forgotten_and_lost_writes_count_again() {
        let (meters, app_id) = (Meters::default(), AppId::generate());
        meters.of(app_id).record(404, Duration::from_millis(1));
        let taken = meters.take(MINUTE);
        meters.give_back(&taken);
        assert_eq!(meters.take(MINUTE), taken);
        assert_eq!(taken[0].1[..3], [1, 1, 0]);
        assert!(meters.take(MINUTE).is_empty());
        assert!(meters.0.read().unwrap().is_empty());
    }
}

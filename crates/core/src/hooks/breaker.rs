//! A circuit breaker: a hook that keeps failing is not asked for a while, so that nobody waits for
//! it. Then one call tries it; all others go on without.

use super::Hooks;
use std::{sync::PoisonError, time::Duration};
use warbler_protocol::{HookId, Timestamp};

/// Failures in a row that open it.
const FAILURES: u32 = 5;
/// How long it stays open before one call tries.
const PAUSE: Duration = Duration::from_secs(30);
/// Calls of a hook that may be under way in a process.
const MOST_UNDER_WAY: u32 = 100;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    open_until: Option<Timestamp>,
    under_way: u32,
}

/// Whether a hook may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Open,
    /// It failed too often.
    Broken,
    /// Too many wait for it already.
    Full,
}

impl Breaker {
    fn enter(&mut self, now: Timestamp) -> Entry {
        if self.under_way >= MOST_UNDER_WAY {
            return Entry::Full;
        }
        if let Some(until) = self.open_until {
            if now < until {
                return Entry::Broken;
            }
            self.open_until = Some(now + PAUSE);
        }
        self.under_way += 1;
        Entry::Open
    }

    fn leave(&mut self, failed: bool, now: Timestamp) {
        self.under_way = self.under_way.saturating_sub(1);
        match failed {
            false => (self.failures, self.open_until) = (0, None),
            true => {
                self.failures += 1;
                if self.failures >= FAILURES {
                    self.open_until = Some(now + PAUSE);
                }
            }
        }
    }
}

impl Hooks {
    /// Begins a call, if there is to be one; [`Self::leave`] ends it.
    pub(super) fn enter(&self, id: HookId, now: Timestamp) -> Entry {
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        breakers.entry(id).or_default().enter(now)
    }

    pub(super) fn leave(&self, id: HookId, failed: bool, now: Timestamp) {
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(breaker) = breakers.get_mut(&id) {
            breaker.leave(failed, now);
            // One about which there is nothing to remember is not remembered.
            if breaker.failures == 0 && breaker.under_way == 0 {
                breakers.remove(&id);
            }
        }
    }

    /// Forgets that a hook failed.
    pub(super) fn trust(&self, id: HookId) {
        let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(breaker) = breakers.get_mut(&id) {
            (breaker.failures, breaker.open_until) = (0, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_and_lets_one_try() {
        let (hooks, id) = (Hooks::default(), HookId::generate());
        let start = Timestamp(0);
        for _ in 0..FAILURES {
            assert_eq!(hooks.enter(id, start), Entry::Open);
            hooks.leave(id, true, start);
        }
        assert_eq!(hooks.enter(id, start), Entry::Broken);
        let later = start + PAUSE;
        assert_eq!(hooks.enter(id, later), Entry::Open, "one tries");
        assert_eq!(hooks.enter(id, later), Entry::Broken, "and the others do not wait for it");
        hooks.leave(id, false, later);
        assert_eq!(hooks.enter(id, later), Entry::Open);
    }

    #[test]
    fn it_is_full_at_some_point() {
        let (hooks, id) = (Hooks::default(), HookId::generate());
        for _ in 0..MOST_UNDER_WAY {
            assert_eq!(hooks.enter(id, Timestamp(0)), Entry::Open);
        }
        assert_eq!(hooks.enter(id, Timestamp(0)), Entry::Full);
        hooks.leave(id, false, Timestamp(0));
        assert_eq!(hooks.enter(id, Timestamp(0)), Entry::Open);
    }
}

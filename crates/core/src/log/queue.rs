//! What waits for a shard's next commit.
//!
//! Bounded per app, so that overload is refused before acceptance and one app cannot take the
//! places of others; drained round robin, so that a noisy app delays itself alone. Within an app,
//! first come is first served: that is what keeps the order of one connection's sends.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// Waiting items of one app.
const CAPACITY: usize = 4096;

/// A bounded queue per app, drained in turns.
#[derive(Debug)]
pub(crate) struct Queue<K, T> {
    waiting: Mutex<Waiting<K, T>>,
    arrived: Notify,
}

#[derive(Debug)]
struct Waiting<K, T> {
    by_app: HashMap<K, VecDeque<T>>,
    /// Apps that have something waiting, next in turn first.
    turns: VecDeque<K>,
}

impl<K: Copy + Eq + Hash, T> Queue<K, T> {
    pub(crate) fn new() -> Self {
        let waiting = Waiting { by_app: HashMap::new(), turns: VecDeque::new() };
        Self { waiting: Mutex::new(waiting), arrived: Notify::new() }
    }

    /// Queues an item, or gives it back if the app has too many waiting.
    pub(crate) fn push(&self, app: K, item: T) -> Result<(), T> {
        let mut waiting = self.lock();
        let queue = waiting.by_app.entry(app).or_default();
        if queue.len() >= CAPACITY {
            return Err(item);
        }
        queue.push_back(item);
        if queue.len() == 1 {
            waiting.turns.push_back(app);
        }
        drop(waiting);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits until there is something, then takes up to `limit` items.
    pub(crate) async fn take(&self, limit: usize) -> Vec<T> {
        loop {
            let taken = self.lock().take(limit);
            if !taken.is_empty() {
                return taken;
            }
            self.arrived.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<K, T>> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash, T> Waiting<K, T> {
    fn take(&mut self, limit: usize) -> Vec<T> {
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some(app) = self.turns.pop_front()
        {
            let Some(queue) = self.by_app.get_mut(&app) else { continue };
            taken.extend(queue.pop_front());
            match queue.is_empty() {
                true => drop(self.by_app.remove(&app)),
                false => self.turns.push_back(app),
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn apps_take_turns_and_each_keeps_its_order() {
        let queue = Queue::new();
        for item in 0..4 {
            queue.push('a', ('a', item)).unwrap();
        }
        queue.push('b', ('b', 0)).unwrap();

        assert_eq!(queue.take(3).await, [('a', 0), ('b', 0), ('a', 1)]);
        assert_eq!(queue.take(9).await, [('a', 2), ('a', 3)]);
    }

    #[test]
    fn a_full_app_is_refused_and_its_neighbour_is_not() {
        let queue = Queue::new();
        for item in 0..CAPACITY {
            queue.push('a', item).unwrap();
        }
        assert_eq!(queue.push('a', 7), Err(7));
        assert_eq!(queue.push('b', 7), Ok(()));
    }
}

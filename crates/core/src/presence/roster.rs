//! Who is connected to this process.

use super::{Change, Key, Word};
use crate::Clock;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};
use uuid::Uuid;
use warbler_protocol::{Availability, DeviceId, SetPresence, Timestamp};

/// The users of this process and what their devices say.
pub struct Roster {
    node: Uuid,
    clock: Clock,
    attendees: Mutex<Attendees>,
    /// Somebody came, went, or said something new.
    pub(super) news: Notify,
}

#[derive(Default)]
struct Attendees {
    users: HashMap<Key, User>,
    /// Those whose words are not what they were when this was last taken, with the shard of their app.
    changed: HashMap<Key, i32>,
    /// Devices without a connection, in the order in which they lost their last one.
    leaving: VecDeque<(Instant, Key)>,
    /// When users were last there; written in batches.
    seen: HashMap<Key, Timestamp>,
}

struct User {
    shard: i32,
    devices: Vec<Device>,
}

struct Device {
    word: Word,
    connections: usize,
    /// When the last of its connections ended.
    left: Option<Instant>,
}

/// A device that is connected, for as long as this is kept.
#[must_use = "dropping it says that the device has left"]
pub struct Attendance {
    roster: Arc<Roster>,
    key: Key,
    device: String,
}

impl Roster {
    pub(crate) fn new(clock: Clock) -> Self {
        let node = Uuid::now_v7();
        Self { node, clock, attendees: Mutex::default(), news: Notify::new() }
    }

    /// The name of this process on the board.
    pub(super) fn node(&self) -> Uuid {
        self.node
    }

    pub(super) fn arrive(
        self: &Arc<Self>,
        key: Key,
        shard: i32,
        device: Option<&DeviceId>,
        says: Option<SetPresence>,
    ) -> Attendance {
        // What names no device is one of its own; `#` is in no device's id.
        let device = device.map_or_else(|| format!("#{}", Uuid::now_v7()), ToString::to_string);
        self.see(&key);
        let now = (self.clock)();
        self.change(&key, shard, |devices| {
            let at = devices.iter().position(|known| known.word.device == device);
            let at = at.unwrap_or_else(|| {
                devices.push(Device::new(device.clone()));
                devices.len() - 1
            });
            devices[at].connections += 1;
            devices[at].left = None;
            if let Some(says) = says {
                devices[at].word.say(says, now);
            }
        });
        // Should this process be killed, then that is when they were last seen.
        self.see(&key);
        Attendance { roster: Arc::clone(self), key, device }
    }

    /// What the user's devices say here.
    pub(super) fn words(&self, key: &Key) -> Vec<Word> {
        self.lock().users.get(key).map(User::words).unwrap_or_default()
    }

    /// Takes note that all users who may be seen are here now.
    pub(super) fn see_all(&self) {
        let now = (self.clock)();
        let mut attendees = self.lock();
        let Attendees { users, seen, .. } = &mut *attendees;
        let visible = users.iter().filter(|(_, user)| user.is_visible());
        seen.extend(visible.map(|(key, _)| (key.clone(), now)));
    }

    /// When users were last seen, what was not taken yet.
    pub(super) fn take_seen(&self) -> HashMap<Key, Timestamp> {
        std::mem::take(&mut self.lock().seen)
    }

    pub(super) fn seen(&self, key: &Key) -> Option<Timestamp> {
        self.lock().seen.get(key).copied()
    }

    /// Lets devices go that left longer ago than `grace`; answers when the next one is due.
    pub(super) fn release(&self, grace: Duration) -> Option<Instant> {
        let now = Instant::now();
        loop {
            let (left, key) = {
                let mut attendees = self.lock();
                match attendees.leaving.front() {
                    Some((left, _)) if *left + grace > now => return Some(*left + grace),
                    _ => attendees.leaving.pop_front()?,
                }
            };
            self.change(&key, 0, |devices| devices.retain(|device| device.left != Some(left)));
        }
    }

    /// What changed since this was last asked, with the shard of each user's app.
    pub(super) fn take_changes(&self) -> Vec<(i32, Change)> {
        let mut attendees = self.lock();
        let changed = std::mem::take(&mut attendees.changed);
        let words = |key: &Key| attendees.users.get(key).map(User::words).unwrap_or_default();
        let change = |(key, shard)| {
            let words = words(&key);
            (shard, (key, words))
        };
        changed.into_iter().map(change).collect()
    }

    /// What all devices of this process say.
    pub(super) fn all(&self) -> Vec<Change> {
        let attendees = self.lock();
        attendees.users.iter().map(|(key, user)| (key.clone(), user.words())).collect()
    }

    /// Changes a user's devices, and notes it if they say something else than before. `shard` is
    /// that of the app, and counts for a user who is new here.
    fn change(&self, key: &Key, shard: i32, change: impl FnOnce(&mut Vec<Device>)) {
        let mut attendees = self.lock();
        let user = attendees
            .users
            .entry(key.clone())
            .or_insert_with(|| User { shard, devices: Vec::with_capacity(1) });
        let before = user.words();
        change(&mut user.devices);
        let (after, shard, empty) = (user.words(), user.shard, user.devices.is_empty());
        if empty {
            attendees.users.remove(key);
        }
        if before != after {
            attendees.changed.insert(key.clone(), shard);
            drop(attendees);
            self.news.notify_one();
        }
    }

    /// Takes note of when a user was last seen, unless they are not to be.
    fn see(&self, key: &Key) {
        let now = (self.clock)();
        let mut attendees = self.lock();
        if attendees.users.get(key).is_some_and(User::is_visible) {
            attendees.seen.insert(key.clone(), now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Attendees> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.attendees.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attendance {
    pub(super) fn say(&self, says: SetPresence) {
        self.roster.see(&self.key);
        let at = (self.roster.clock)();
        self.roster.change(&self.key, 0, |devices| {
            let mine = devices.iter_mut().find(|device| device.word.device == self.device);
            if let Some(device) = mine {
                device.word.say(says, at);
            }
        });
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        self.roster.see(&self.key);
        let now = Instant::now();
        let mut attendees = self.roster.lock();
        let user = attendees.users.get_mut(&self.key);
        let device = user.and_then(|user| {
            user.devices.iter_mut().find(|device| device.word.device == self.device)
        });
        let Some(device) = device else { return };
        device.connections -= 1;
        if device.connections == 0 {
            device.left = Some(now);
            attendees.leaving.push_back((now, self.key.clone()));
            drop(attendees);
            self.roster.news.notify_one();
        }
    }
}

impl User {
    fn words(&self) -> Vec<Word> {
        self.devices.iter().map(|device| device.word.clone()).collect()
    }

    fn is_visible(&self) -> bool {
        let hides = |device: &Device| device.word.status == Availability::Invisible;
        !self.devices.iter().any(hides)
    }
}

impl Device {
    fn new(id: String) -> Self {
        let (status, text, at) = (Availability::Online, None, Timestamp(0));
        Self { word: Word { device: id, status, text, at }, connections: 0, left: None }
    }
}

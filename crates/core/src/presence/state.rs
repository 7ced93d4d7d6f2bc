//! What devices say of a user, and what it comes to.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use warbler_protocol::{Availability, Presence, PresenceStatus, SetPresence, Timestamp, UserId};

/// What one device says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Word {
    /// The device's own id, or a name for the connection of one that gave none.
    pub(crate) device: String,
    pub(crate) status: Availability,
    pub(crate) text: Option<String>,
    /// When it said so; the beginning of time if it has said nothing.
    pub(crate) at: Timestamp,
}

/// How a user is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub(crate) status: PresenceStatus,
    pub(crate) text: Option<String>,
    pub(crate) last_seen_at: Option<Timestamp>,
    /// Since when they are invisible.
    pub(crate) hidden_since: Option<Timestamp>,
}

impl Word {
    /// Takes what the device says now. To repeat oneself is to say nothing.
    pub(super) fn say(&mut self, says: SetPresence, at: Timestamp) {
        if self.status != says.status || self.text != says.text {
            (self.status, self.text, self.at) = (says.status, says.text, at);
        }
    }
}

impl State {
    /// Of a device that is connected to several nodes, the newest word counts. One that is invisible
    /// hides the user, whatever the others say: it is easily forgotten that they are on.
    pub(crate) fn of(words: impl Iterator<Item = Word>) -> Self {
        let mut devices: HashMap<String, Word> = HashMap::new();
        for word in words {
            match devices.get(&word.device) {
                Some(known) if known.at >= word.at => {}
                _ => drop(devices.insert(word.device.clone(), word)),
            }
        }
        let say = |status| devices.values().any(|word| word.status == status);
        let hidden = devices.values().filter(|word| word.status == Availability::Invisible);
        let texts = devices.values().filter(|word| word.text.is_some());
        Self {
            status: match () {
                () if say(Availability::Invisible) => PresenceStatus::Invisible,
                () if say(Availability::Online) => PresenceStatus::Online,
                () if say(Availability::Away) => PresenceStatus::Away,
                () => PresenceStatus::Offline,
            },
            hidden_since: hidden.map(|word| word.at).min(),
            text: texts.max_by_key(|word| word.at).and_then(|word| word.text.clone()),
            last_seen_at: None,
        }
    }

    /// As a reader may know it: only users themselves know that they are invisible.
    pub fn shown(&self, user_id: &UserId, reader: Option<&UserId>) -> Presence {
        let hidden = self.hidden_since.is_some() && reader != Some(user_id);
        let there = match self.status {
            PresenceStatus::Offline => false,
            _ => !hidden,
        };
        Presence {
            user_id: user_id.clone(),
            status: if hidden { PresenceStatus::Offline } else { self.status },
            text: self.text.clone().filter(|_| there),
            last_seen_at: self.last_seen_at.filter(|_| !there),
        }
    }

    /// Whether a reader would notice. To be offline for longer is no news.
    pub fn differs(&self, other: &Self, user_id: &UserId, reader: Option<&UserId>) -> bool {
        let shown = [self, other].map(|state| state.shown(user_id, reader));
        shown[0].status != shown[1].status || shown[0].text != shown[1].text
    }

    pub(crate) fn is_seen_by_others(&self) -> bool {
        matches!(self.status, PresenceStatus::Online | PresenceStatus::Away)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(device: &str, status: Availability, text: Option<&str>, at: i64) -> Word {
        let text = text.map(str::to_owned);
        Word { device: device.to_owned(), status, text, at: Timestamp(at) }
    }

    #[test]
    fn devices_add_up() {
        use Availability::{Away, Invisible, Online};
        let status = |words: &[Word]| State::of(words.iter().cloned()).status;
        assert_eq!(status(&[]), PresenceStatus::Offline);
        assert_eq!(status(&[word("a", Away, None, 1)]), PresenceStatus::Away);
        let two = [word("a", Away, None, 1), word("b", Online, None, 0)];
        assert_eq!(status(&two), PresenceStatus::Online);
        let three = [word("a", Invisible, None, 1), two[1].clone()];
        assert_eq!(status(&three), PresenceStatus::Invisible);
        // Two tabs of one device, on two nodes: what it said last.
        let tabs = [word("a", Away, None, 7), word("a", Online, None, 0)];
        assert_eq!(status(&tabs), PresenceStatus::Away);
    }

    #[test]
    fn nobody_else_can_tell_invisible_from_offline() {
        let user: UserId = "alice".parse().unwrap();
        let words = [
            word("phone", Availability::Invisible, Some("hush"), 7),
            word("laptop", Availability::Online, Some("hello"), 9),
        ];
        let seen = Some(Timestamp(7));
        let hidden = State { last_seen_at: seen, ..State::of(words.into_iter()) };
        let offline = State { last_seen_at: seen, ..State::default() };
        assert_eq!(hidden.shown(&user, None), offline.shown(&user, None));
        assert_eq!(hidden.shown(&user, Some(&user)).status, PresenceStatus::Invisible);
    }
}

//! IRC logs with one file a day: `[hh:mm] <nick> text`, `[hh:mm]  * nick does something`, and `===`
//! before what the client says (`=== nick [host]  has joined #channel`, renames, modes) and, in older
//! logs, before what somebody does.
//!
//! A file becomes one channel, named like the channel that its joins name and the date in its name;
//! its key is `irc:` and the file's name without its ending. All who say, do or join something are
//! members. What the client says becomes a message of nobody's. Lines without a time have that of the
//! line before. A clock that goes back by more than an hour has passed midnight. A rename makes no one
//! person of two nicks.

use super::{Place, Reading, lines, nick, stem};
use chrono::NaiveDate;
use serde_json::{Map, json};
use std::collections::BTreeSet;
use warbler_protocol::{
    ConversationKind, ConversationRecord, MemberRecord, MessageRecord, Record, Timestamp, UserId,
};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// Somebody says something.
    Text { nick: &'a str, text: &'a str },
    /// Somebody does something.
    Action { nick: &'a str, text: &'a str },
    /// The client says something, of this kind and about this nick.
    System { kind: &'static str, nick: Option<&'a str>, text: &'a str },
}

/// Reads a file, whose name says the date it began on.
pub fn read(name: &str, bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let stem = stem(name);
    let Some(date) = stem.get(..10).and_then(|date| date.parse::<NaiveDate>().ok()) else {
        reading.fail(Place { number: 1, end: 0 }, "the file's name must begin with its date");
        return reading;
    };
    let read: Vec<_> = lines(bytes).collect();
    let mut clock = Clock::new(date);
    let mut nicks = BTreeSet::new();
    let mut messages = Vec::new();
    for (place, line, replaced) in &read {
        reading.replaced += usize::from(*replaced);
        let (minute, rest) = timed(line);
        clock.pass(minute);
        let Some(said) = parse(rest, minute.is_some(), |nick| nicks.contains(nick)) else {
            reading.count("empty or not understood");
            continue;
        };
        reading.count(said.kind());
        nicks.extend(said.nick());
        messages.push((*place, message(&stem, *place, clock.now(), said)));
    }
    let channel = read.iter().find_map(|(_, line, _)| line.rsplit_once(" has joined #"));
    let channel = channel.map_or("irc", |(_, channel)| channel.trim());
    let began = messages.first().and_then(|(_, message)| message.created_at);
    let created_at = began.unwrap_or(clock.now());
    let first = Place { number: 1, end: 0 };
    for nick in nicks.iter().filter_map(|nick| nick::user(nick)) {
        reading.push(first, Record::User(nick));
    }
    let key = format!("irc:{stem}");
    let name = format!("#{channel} {date}");
    reading.push(first, conversation(&key, name, created_at));
    for nick in nicks.iter().filter_map(|nick| nick::id(nick)) {
        reading.push(first, member(&key, nick, created_at));
    }
    for (place, message) in messages {
        reading.push(place, Record::Message(Box::new(message)));
    }
    reading
}

impl<'a> Said<'a> {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Text { .. } => "messages",
            Self::Action { .. } => "actions",
            Self::System { kind, .. } => kind,
        }
    }

    pub(super) fn nick(self) -> Option<&'a str> {
        match self {
            Self::Text { nick, .. } | Self::Action { nick, .. } => Some(nick),
            Self::System { nick, .. } => nick,
        }
    }
}

/// The minute of the day at the beginning of a line, and what follows.
fn timed(line: &str) -> (Option<i64>, &str) {
    let parts = line.strip_prefix('[').and_then(|line| line.split_once(']'));
    let minute = parts.and_then(|(time, _)| {
        let (hours, minutes) = time.split_once(':')?;
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
    });
    match (minute, parts) {
        (Some(minute), Some((_, rest))) => (Some(minute), rest),
        _ => (None, line),
    }
}

fn parse<'a>(rest: &'a str, timed: bool, is_known: impl Fn(&str) -> bool) -> Option<Said<'a>> {
    if timed {
        return spoken(rest.strip_prefix(' ')?);
    }
    let text = rest.strip_prefix("=== ")?;
    let (first, after) = text.split_once(' ').unwrap_or((text, ""));
    let kind = match after {
        _ if first.starts_with("mode/") => "modes",
        _ if after.contains("]  has joined #") => "joins",
        _ if after.contains("]  has left #") => "parts",
        _ if after.starts_with("is now known as ") => "renames",
        _ if is_known(first) && !after.trim().is_empty() => {
            return Some(Said::Action { nick: first, text: after });
        }
        _ => "notices",
    };
    let nick = matches!(kind, "joins" | "parts" | "renames").then_some(first);
    (!text.trim().is_empty()).then_some(Said::System { kind, nick, text })
}

/// `<nick> text` or `* nick text`, whatever spaces there are.
pub(super) fn spoken(rest: &str) -> Option<Said<'_>> {
    if let Some(doing) = rest.trim_start().strip_prefix('*') {
        let doing = doing.trim();
        let (nick, text) = doing.split_once(char::is_whitespace).unwrap_or((doing, doing));
        return (!nick.is_empty()).then_some(Said::Action { nick, text: text.trim() });
    }
    let (nick, text) = rest.strip_prefix('<')?.split_once('>')?;
    let text = text.trim();
    (!nick.is_empty() && !text.is_empty()).then_some(Said::Text { nick, text })
}

/// Tells the time of lines that tell minutes.
struct Clock {
    midnight: i64,
    minute: i64,
}

impl Clock {
    fn new(date: NaiveDate) -> Self {
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        Self { midnight, minute: 0 }
    }

    fn pass(&mut self, minute: Option<i64>) {
        let Some(minute) = minute else { return };
        if minute < self.minute - 60 {
            self.midnight += 24 * 60 * 60_000;
        }
        self.minute = minute;
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.midnight + self.minute * 60_000)
    }
}

pub(super) fn conversation(key: &str, name: String, created_at: Timestamp) -> Record {
    Record::Conversation(Box::new(ConversationRecord {
        name: Some(name),
        created_at: Some(created_at),
        ..ConversationRecord::new(key.to_owned(), ConversationKind::Channel)
    }))
}

pub(super) fn member(key: &str, user_id: UserId, at: Timestamp) -> Record {
    Record::Member(Box::new(MemberRecord {
        conversation_key: Some(key.to_owned()),
        joined_at: Some(at),
        ..MemberRecord::new(user_id)
    }))
}

fn message(stem: &str, at: Place, created_at: Timestamp, said: Said<'_>) -> MessageRecord {
    said_in(&format!("irc:{stem}"), format!("{stem}:{}", at.number), created_at, said)
}

/// The message that somebody's words are, or the client's.
pub(super) fn said_in(
    key: &str,
    client_id: String,
    created_at: Timestamp,
    said: Said<'_>,
) -> MessageRecord {
    let (sender_id, text, metadata) = match said {
        Said::Text { nick, text } => (nick::id(nick), text, Map::new()),
        Said::Action { nick, text } => {
            (nick::id(nick), text, Map::from_iter([("irc".to_owned(), json!("action"))]))
        }
        Said::System { kind, text, .. } => {
            (None, text, Map::from_iter([("irc".to_owned(), json!(kind))]))
        }
    };
    MessageRecord {
        conversation_key: Some(key.to_owned()),
        sender_id,
        client_id: Some(client_id),
        text: text.to_owned(),
        metadata,
        created_at: Some(created_at),
        ..MessageRecord::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tests::{files, real_data};
    use std::{collections::BTreeMap, fs};

    const DAY: &str = "\
=== ann [~a@host.example]  has joined #boats
[23:58] <ann> any|one here?
[23:58] <{b}ob> yes
=== {b}ob is now known as bob_
[23:59]  * bob_ waves
[23:59] <ann>
=== ann waves back
=== mode/#boats [+o ann]  by ChanServ
=== stranger danger
[00:01] <bob_> next day
=== ann [~a@host.example]  has left #boats []
";

    fn messages(reading: &Reading) -> Vec<&MessageRecord> {
        reading
            .lines
            .iter()
            .filter_map(|line| match &line.record {
                Ok(Some(Record::Message(message))) => Some(message.as_ref()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_day_becomes_a_channel_with_its_users() {
        let reading = read("logs/2007-03-01.log", DAY.as_bytes());
        let conversations: Vec<_> = reading
            .lines
            .iter()
            .filter_map(|line| match &line.record {
                Ok(Some(Record::Conversation(it))) => Some((it.key.clone(), it.name.clone())),
                _ => None,
            })
            .collect();
        let expected = ("irc:2007-03-01".to_owned(), "#boats 2007-03-01".to_owned());
        assert_eq!(conversations, [(Some(expected.0), Some(expected.1))]);
        let users = reading.lines.iter().filter_map(|line| match &line.record {
            Ok(Some(Record::User(user))) => user.name.clone(),
            _ => None,
        });
        assert_eq!(users.collect::<Vec<_>>(), ["ann", "bob_", "{b}ob"]);
        let kinds = [
            ("actions", 2),
            ("empty or not understood", 1),
            ("joins", 1),
            ("messages", 3),
            ("modes", 1),
            ("notices", 1),
            ("parts", 1),
            ("renames", 1),
        ];
        assert_eq!(reading.kinds, BTreeMap::from(kinds));
    }

    #[test]
    fn messages_keep_their_time_and_order_over_midnight() {
        let reading = read("2007-03-01.log", DAY.as_bytes());
        let messages = messages(&reading);
        let times: Vec<_> =
            messages.iter().map(|message| message.created_at.unwrap().to_string()).collect();
        assert_eq!(times[1], "2007-03-01T23:58:00.000Z");
        assert_eq!(times[8], "2007-03-02T00:01:00.000Z");
        assert!(times.is_sorted());
        assert_eq!(messages[2].sender_id.as_ref().unwrap().as_str(), "irc::7bb:7dob");
        assert_eq!(messages[2].client_id.as_deref(), Some("2007-03-01:3"));
        assert_eq!(messages[4].text, "waves");
        assert_eq!(messages[5].text, "waves back");
        assert_eq!(
            (messages[7].sender_id.as_ref(), messages[7].text.as_str()),
            (None, "stranger danger")
        );
    }

    #[test]
    fn a_file_without_a_date_is_refused() {
        assert!(read("boats.log", DAY.as_bytes()).lines[0].record.is_err());
    }

    #[test]
    fn every_line_of_real_logs_is_accounted_for() {
        let Some(folder) = real_data("chat-en-irc") else { return };
        for path in files(&folder) {
            let bytes = fs::read(&path).unwrap();
            let reading = read(&path.to_string_lossy(), &bytes);
            let counted: usize = reading.kinds.values().sum();
            assert_eq!(counted, bytes.split_inclusive(|byte| *byte == b'\n').count(), "{path:?}");
            assert!(reading.lines.iter().all(|line| line.record.is_ok()), "{path:?}");
            let left_out = reading.kinds.get("empty or not understood").copied();
            assert!(left_out.unwrap_or_default() <= 3, "{path:?} {:?}", reading.kinds);
        }
    }
}

//! Logs of support channels, several days in a file: `channel date [hh:mm:ss] <nick> text`, or
//! `* nick text`, or `-nick- text` for what a bot notes.
//!
//! Each day of a channel becomes a channel of its own, with the key `irc:channel:date`; all who say
//! something in it are members from its first line on.

use super::{
    Place, Reading,
    irc::{Said, conversation, member, said_in, spoken},
    lines, nick, stem,
};
use chrono::NaiveDateTime;
use std::collections::{BTreeMap, BTreeSet};
use warbler_protocol::{MessageRecord, Record, Timestamp};

/// A day of a channel.
#[derive(Default)]
struct Day<'a> {
    nicks: BTreeSet<&'a str>,
    messages: Vec<(Place, MessageRecord)>,
}

/// Reads a file.
pub fn read(name: &str, bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let stem = stem(name);
    let read: Vec<_> = lines(bytes).collect();
    let mut days: BTreeMap<(&str, &str), Day<'_>> = BTreeMap::new();
    for (place, line, replaced) in &read {
        reading.replaced += usize::from(*replaced);
        let Some((channel, date, created_at, said)) = parse(line) else {
            reading.count("empty or not understood");
            continue;
        };
        reading.count(said.kind());
        let day = days.entry((channel, date)).or_default();
        day.nicks.extend(said.nick());
        let client_id = format!("{stem}:{}", place.number);
        let key = format!("irc:{channel}:{date}");
        day.messages.push((*place, said_in(&key, client_id, created_at, said)));
    }
    for ((channel, date), day) in days {
        let first = day.messages.first().map(|(place, _)| *place).unwrap_or_default();
        let created_at = day.messages.first().and_then(|(_, message)| message.created_at);
        let created_at = created_at.unwrap_or_default();
        let key = format!("irc:{channel}:{date}");
        for user in day.nicks.iter().filter_map(|nick| nick::user(nick)) {
            reading.push(first, Record::User(user));
        }
        let name = format!("#{channel} {date}");
        reading.push(first, conversation(&key, name, created_at));
        for id in day.nicks.iter().filter_map(|nick| nick::id(nick)) {
            reading.push(first, member(&key, id, created_at));
        }
        for (place, message) in day.messages {
            reading.push(place, Record::Message(Box::new(message)));
        }
    }
    reading
}

fn parse(line: &str) -> Option<(&str, &str, Timestamp, Said<'_>)> {
    let (channel, rest) = line.split_once(' ')?;
    let (date, rest) = rest.split_once(" [")?;
    let (time, rest) = rest.split_once("] ")?;
    let at = NaiveDateTime::parse_from_str(&format!("{date} {time}"), "%Y-%m-%d %H:%M:%S").ok()?;
    let said = spoken(rest).or_else(|| noted(rest))?;
    Some((channel, date, Timestamp(at.and_utc().timestamp_millis()), said))
}

fn noted(rest: &str) -> Option<Said<'_>> {
    let (nick, text) = rest.strip_prefix('-')?.split_once("- ")?;
    let text = text.trim();
    (!nick.is_empty() && !text.is_empty()).then_some(Said::Text { nick, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tests::{files, real_data};
    use std::fs;

    const LOG: &str = "\
sails 2019-02-18 [04:19:02] <ann> my sail tore 
sails 2019-02-18 [04:19:44] * bob offers a needle  
sails 2019-02-19 [00:00:01] -bot- 7 sails sold
nothing of the kind
";

    #[test]
    fn each_day_is_a_channel() {
        let reading = read("sails.0.log", LOG.as_bytes());
        let keys: Vec<_> = reading
            .lines
            .iter()
            .filter_map(|line| match &line.record {
                Ok(Some(Record::Conversation(it))) => it.key.clone(),
                _ => None,
            })
            .collect();
        assert_eq!(keys, ["irc:sails:2019-02-18", "irc:sails:2019-02-19"]);
        let last = reading.lines.last().unwrap().record.clone().unwrap().unwrap();
        let Record::Message(last) = last else { panic!("{last:?}") };
        assert_eq!(last.created_at.unwrap().to_string(), "2019-02-19T00:00:01.000Z");
        assert_eq!(
            (last.text.as_str(), last.client_id.as_deref()),
            ("7 sails sold", Some("sails.0:3"))
        );
        assert_eq!(reading.kinds["messages"], 2);
        assert_eq!(reading.kinds["actions"], 1);
        assert_eq!(reading.kinds["empty or not understood"], 1);
    }

    #[test]
    fn every_line_of_real_logs_is_accounted_for() {
        let Some(folder) = real_data("chat-en-support-irc") else { return };
        for path in files(&folder) {
            let bytes = fs::read(&path).unwrap();
            let reading = read(&path.to_string_lossy(), &bytes);
            let counted: usize = reading.kinds.values().sum();
            assert_eq!(counted, bytes.split_inclusive(|byte| *byte == b'\n').count(), "{path:?}");
            let left_out = reading.kinds.get("empty or not understood").copied();
            assert!(left_out.unwrap_or_default() <= 5, "{path:?} {:?}", reading.kinds);
        }
    }
}

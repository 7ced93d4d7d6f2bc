//! Dialogues of the CrossWOZ corpus, one a line:
//! `{"id":"11290","messages":[{"role":"usr","text":"…"},{"role":"sys","text":"…"}]}`.
//!
//! Each becomes a direct conversation of `crosswoz:` and its id with `crosswoz:sys`. The corpus tells
//! no times, so its messages have that of the import.

use super::{Place, Reading, lines, stem};
use serde::Deserialize;
use warbler_protocol::{
    ConversationKind, ConversationRecord, MessageRecord, NewMember, Record, Role, UserId,
};

#[derive(Deserialize)]
struct Dialogue {
    id: String,
    messages: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    role: Side,
    text: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    Usr,
    Sys,
}

/// Reads a file.
pub fn read(name: &str, bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let stem = stem(name);
    for (place, line, replaced) in lines(bytes) {
        reading.replaced += usize::from(replaced);
        let dialogue = serde_json::from_str::<Dialogue>(&line).ok();
        match dialogue.and_then(|dialogue| Some((user(&dialogue.id)?, dialogue))) {
            Some((user, dialogue)) => take(&mut reading, place, &stem, &user, dialogue),
            None => {
                reading.count("empty or not understood");
                reading.fail(place, "is no dialogue");
            }
        }
    }
    reading
}

fn user(id: &str) -> Option<UserId> {
    format!("crosswoz:{id}").parse().ok()
}

fn take(reading: &mut Reading, place: Place, stem: &str, user_id: &UserId, dialogue: Dialogue) {
    let Some(system) = user("sys") else { return };
    reading.count("dialogues");
    let key = format!("crosswoz:{stem}:{}", dialogue.id);
    let member = |user_id: &UserId| NewMember { user_id: user_id.clone(), role: Role::Member };
    let kind = ConversationKind::Direct;
    let members = vec![member(user_id), member(&system)];
    let conversation = ConversationRecord { members, ..ConversationRecord::new(key.clone(), kind) };
    reading.push(place, Record::Conversation(Box::new(conversation)));
    for (n, turn) in (1..).zip(dialogue.messages) {
        reading.count(if turn.text.trim().is_empty() { "empty messages" } else { "messages" });
        let sender_id = match turn.role {
            Side::Usr => user_id.clone(),
            Side::Sys => system.clone(),
        };
        if !turn.text.trim().is_empty() {
            let message = MessageRecord {
                conversation_key: Some(key.clone()),
                sender_id: Some(sender_id),
                client_id: Some(n.to_string()),
                text: turn.text,
                ..MessageRecord::default()
            };
            reading.push(place, Record::Message(Box::new(message)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tests::real_data;
    use std::fs;

    #[test]
    fn a_dialogue_becomes_a_direct_conversation() {
        let text = r#"{"id":"7","messages":[{"role":"usr","text":"你好"},{"role":"sys","text":"您好"}]}
nothing of the kind
"#;
        let reading = read("val.jsonl", text.as_bytes());
        let records: Vec<_> = reading.lines.iter().map(|line| line.record.clone()).collect();
        let Ok(Some(Record::Conversation(conversation))) = &records[0] else { panic!() };
        assert_eq!(conversation.key.as_deref(), Some("crosswoz:val:7"));
        let members = conversation.members.iter().map(|member| member.user_id.as_str());
        assert_eq!(members.collect::<Vec<_>>(), ["crosswoz:7", "crosswoz:sys"]);
        let Ok(Some(Record::Message(answer))) = &records[2] else { panic!() };
        assert_eq!((answer.text.as_str(), answer.client_id.as_deref()), ("您好", Some("2")));
        assert_eq!((reading.lines[3].number, records[3].is_err()), (2, true));
    }

    #[test]
    fn every_message_of_the_real_corpus_is_there() {
        let Some(folder) = real_data("chat-zh") else { return };
        let bytes = fs::read(folder.join("crosswoz-val.jsonl")).unwrap();
        let reading = read("crosswoz-val.jsonl", &bytes);
        assert_eq!((reading.kinds["dialogues"], reading.kinds["messages"]), (500, 8458));
        assert!(reading.lines.iter().all(|line| line.record.is_ok()));
    }
}

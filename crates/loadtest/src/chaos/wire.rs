//! From the words on the wire to those of the checker.

use crate::checker::history::{Answer, Entry, EntryKind, Message, Outcome, Seen};
use anyhow::{Context, Result};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use warbler_protocol as protocol;
use warbler_protocol::{
    ConversationId, ErrorCode, Event, EventKind, MembersAdded, MembersRemoved, Problem,
    ReceiptUpdated,
};

/// Anything that a server sends.
#[derive(Deserialize)]
pub(super) struct Frame<'a> {
    #[serde(default)]
    pub(super) r: Option<u64>,
    #[serde(default)]
    ok: bool,
    #[serde(default, borrow)]
    pub(super) t: Option<&'a str>,
    #[serde(default)]
    c: Option<ConversationId>,
    #[serde(default)]
    n: Option<i64>,
    #[serde(default)]
    pub(super) s: Option<String>,
    #[serde(default, borrow)]
    pub(super) d: Option<&'a RawValue>,
    #[serde(default)]
    e: Option<Problem>,
}

impl Frame<'_> {
    /// What an event shows; `None` for what the checker does not look at.
    pub(super) fn seen(&self) -> Result<Option<Seen>> {
        let Some(d) = self.d else { return Ok(None) };
        match self.t {
            Some("behind") => {
                #[derive(Deserialize)]
                struct Behind {
                    conversation: protocol::Conversation,
                }
                let Behind { conversation } = serde_json::from_str(d.get())?;
                let seq = conversation.as_of_seq;
                Ok(Some(Seen::Behind { conversation: conversation.id, seq }))
            }
            Some("removed") => {
                #[derive(Deserialize)]
                struct Removed {
                    conversation_id: ConversationId,
                }
                let Removed { conversation_id: conversation } = serde_json::from_str(d.get())?;
                Ok(Some(Seen::Gone { conversation }))
            }
            Some("resumed") => Ok(Some(Seen::Resumed)),
            Some(name) => {
                let (Ok(kind), Some(conversation)) = (name.parse(), self.c) else {
                    return Ok(None);
                };
                Ok(seen(kind, conversation, self.n, d)?)
            }
            None => Ok(None),
        }
    }

    /// What a reply means for the operation that it answers.
    pub(super) fn outcome(&self, answer: fn(&RawValue) -> Result<Answer>) -> Result<Outcome> {
        match (&self.e, self.d) {
            (Some(problem), _) => Ok(refusal(problem)),
            (None, Some(d)) if self.ok => Ok(Outcome::Ok(answer(d)?)),
            _ => anyhow::bail!("a reply is neither an answer nor a refusal"),
        }
    }
}

/// What a refusal says about whether it happened.
pub(super) fn refusal(problem: &Problem) -> Outcome {
    match problem.code {
        ErrorCode::Overloaded | ErrorCode::RateLimited => Outcome::Fail,
        code if code.retryable() => Outcome::Info,
        _ => Outcome::Fail,
    }
}

fn seen(
    kind: EventKind,
    conversation: ConversationId,
    seq: Option<i64>,
    d: &RawValue,
) -> Result<Option<Seen>> {
    if kind == EventKind::ReceiptUpdated {
        let update: ReceiptUpdated = parse(d)?;
        let protocol::Receipt { user_id: user, read_seq, .. } = update.receipt;
        return Ok(Some(Seen::Receipt { conversation, user, read_seq }));
    }
    let Some(seq) = seq else { return Ok(None) };
    Ok(Some(Seen::Entry { conversation, entry: Entry { seq, kind: entry_kind(kind, d)? } }))
}

/// An entry, as `GET …/entries` gives it.
pub(super) fn entry(event: &Event) -> Result<Entry> {
    let seq = event.n.context("an entry has no seq")?;
    Ok(Entry { seq, kind: entry_kind(event.t, &event.d)? })
}

fn entry_kind(kind: EventKind, d: &RawValue) -> Result<EntryKind> {
    Ok(match kind {
        EventKind::MessageCreated => EntryKind::Created(parse_message(d)?),
        EventKind::MessageUpdated => EntryKind::Updated(parse_message(d)?),
        EventKind::MessageRecalled => EntryKind::Recalled(parse_message(d)?),
        EventKind::MemberAdded => {
            let added: MembersAdded = parse(d)?;
            EntryKind::Added(added.members.into_iter().map(|member| member.user_id).collect())
        }
        EventKind::MemberRemoved => EntryKind::Removed(parse::<MembersRemoved>(d)?.user_ids),
        EventKind::Hidden => EntryKind::Hidden,
        _ => EntryKind::Other,
    })
}

pub(super) fn message(message: protocol::Message) -> Message {
    Message {
        id: message.id,
        seq: message.seq,
        ordinal: message.ordinal,
        sender: message.sender_id,
        client_id: message.client_id,
        text: message.text,
        version: message.version,
        recalled: message.recalled_at.is_some(),
    }
}

fn parse_message(d: &RawValue) -> Result<Message> {
    Ok(message(parse(d)?))
}

/// The answer to a send, an edit or a recall.
pub(super) fn message_answer(d: &RawValue) -> Result<Answer> {
    Ok(Answer::Message(parse_message(d)?))
}

/// The answer to `read`.
pub(super) fn receipt_answer(d: &RawValue) -> Result<Answer> {
    let receipt: protocol::Receipt = parse(d)?;
    Ok(Answer::Receipt { read_seq: receipt.read_seq })
}

fn parse<T: DeserializeOwned>(d: &RawValue) -> Result<T> {
    serde_json::from_str(d.get()).with_context(|| format!("not what the contract says: {d}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_become_entries() {
        let id = format!("con_{:032x}", 1);
        let text = format!(
            r#"{{"t":"message.created","c":"{id}","n":7,"s":"x","d":{{"id":"msg_{:032x}","conversation_id":"{id}","seq":7,"ordinal":5,"sender_id":"u","text":"hi","version":1,"created_at":"2026-01-01T00:00:00.000Z"}}}}"#,
            2
        );
        let frame: Frame<'_> = serde_json::from_str(&text).unwrap();
        let Some(Seen::Entry { entry, .. }) = frame.seen().unwrap() else { panic!("no entry") };
        assert_eq!(entry.seq, 7);
        assert_eq!(entry.kind.message().unwrap().text, "hi");
    }

    #[test]
    fn only_definite_refusals_are_failures() {
        let outcome = |code| refusal(&Problem::new(code, ""));
        assert!(matches!(outcome(ErrorCode::NotFound), Outcome::Fail));
        assert!(matches!(outcome(ErrorCode::Overloaded), Outcome::Fail));
        assert!(matches!(outcome(ErrorCode::OutcomeUnknown), Outcome::Info));
        assert!(matches!(outcome(ErrorCode::Internal), Outcome::Info));
    }
}

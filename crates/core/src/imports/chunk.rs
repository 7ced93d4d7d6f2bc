//! A chunk of lines on its way into the log, in one short transaction.
//!
//! Everything that the lines name is looked up at once. Then they are taken one after the other, in
//! memory, so that a bad one is told without having written anything; what came of them is written
//! together.

use super::{
    Line,
    named::{Keys, entries, name, users_of},
};
use crate::{
    Error, Result, Scope, conversations,
    log::{Audience, Draft, Imported, Writer, effect},
    members, messages, users,
    validate::encode,
};
use std::collections::HashMap;
use warbler_protocol::{
    BadLine, ConversationId, EventKind, EventRecord, MemberRecord, MessageRecord, Record, Tally,
};

/// What came of a chunk.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) tally: Tally,
    pub(super) bad_lines: Vec<BadLine>,
    /// Whether a bad line stopped it; those before it were taken.
    pub(super) stopped: bool,
}

/// Takes lines into the log. Answers what they were; the caller commits.
pub(super) async fn take(
    writer: &mut Writer<'_>,
    scope: &Scope,
    lines: &[Line],
    skip_bad: bool,
) -> Result<Outcome> {
    let mut chunk = Chunk::load(writer, scope, lines).await?;
    let mut outcome = Outcome::default();
    for line in lines {
        let taken = match &line.record {
            Ok(None) => Ok(()),
            Ok(Some(record)) => match chunk.take(writer, record, &mut outcome.tally) {
                Ok(()) => Ok(()),
                Err(error) => Err(reason(error)?),
            },
            Err(reason) => Err(reason.clone()),
        };
        if let Err(reason) = taken {
            let line = i64::try_from(line.number).unwrap_or(i64::MAX);
            outcome.bad_lines.push(BadLine { line, reason });
            outcome.stopped = !skip_bad;
            if outcome.stopped {
                break;
            }
            outcome.tally.skipped += 1;
        }
    }
    outcome.tally.users_new += chunk.store(writer).await?;
    Ok(outcome)
}

/// Why a line is bad; an error that is not about the line stays one.
fn reason(error: Error) -> Result<String> {
    match error {
        Error::Invalid(fields) => {
            let field = |it: &warbler_protocol::FieldError| format!("{} {}", it.pointer, it.detail);
            Ok(fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Error::Refused(_, detail) => Ok(detail),
        Error::NotFound(what) => Ok(format!("the {what} is not there")),
        other => Err(other),
    }
}

struct Chunk<'a> {
    scope: &'a Scope,
    users: users::Intake,
    conversations: conversations::Intake<'a>,
    members: members::Intake,
    messages: messages::Intake,
    /// The kinds of entries that are there already.
    entries: HashMap<(ConversationId, i64), String>,
}

impl<'a> Chunk<'a> {
    async fn load(writer: &mut Writer<'_>, scope: &'a Scope, lines: &[Line]) -> Result<Self> {
        let records = || lines.iter().filter_map(|line| line.record.as_ref().ok()?.as_ref());
        let app_id = scope.app_id;
        let users = users::Intake::load(writer, app_id, records().flat_map(users_of)).await?;
        let mut names = conversations::Names::default();
        records().for_each(|record| name(&mut names, record));
        let conversations = conversations::Intake::load(writer, scope, names).await?;
        let keys = Keys::of(&conversations, records());
        Ok(Self {
            scope,
            users,
            conversations,
            members: members::Intake::load(writer, app_id, keys.members).await?,
            messages: messages::Intake::load(writer, app_id, keys.messages).await?,
            entries: entries(writer, scope, keys.entries).await?,
        })
    }

    fn take(&mut self, writer: &mut Writer<'_>, record: &Record, tally: &mut Tally) -> Result<()> {
        if !matches!(record, Record::Member(_)) {
            self.members.settle(writer)?;
        }
        match record {
            Record::App(_) => {}
            Record::User(user) => {
                // Those who are new are counted once, with those whom other records imply.
                tally.users_known += i64::from(!self.users.take(user)?);
            }
            Record::Conversation(conversation) => {
                let (users, members) = (&mut self.users, &mut self.members);
                match self.conversations.take(writer, users, members, conversation)? {
                    true => tally.conversations_new += 1,
                    false => tally.conversations_known += 1,
                }
            }
            Record::Member(member) => match self.take_member(writer, member)? {
                true => tally.members_new += 1,
                false => tally.members_known += 1,
            },
            Record::Message(message) => match self.take_message(writer, message)? {
                true => tally.messages_new += 1,
                false => tally.messages_known += 1,
            },
            Record::Event(event) => match self.take_event(writer, event)? {
                true => tally.events_new += 1,
                false => tally.events_known += 1,
            },
        }
        Ok(())
    }

    fn take_member(&mut self, writer: &mut Writer<'_>, record: &MemberRecord) -> Result<bool> {
        let (id, key) = (record.conversation_id, record.conversation_key.as_ref());
        let conversation_id = self.conversations.resolve(id, key)?;
        let new = self.members.take(writer, conversation_id, record)?;
        self.users.imply(&record.user_id);
        Ok(new)
    }

    fn take_message(&mut self, writer: &mut Writer<'_>, record: &MessageRecord) -> Result<bool> {
        let (id, key) = (record.conversation_id, record.conversation_key.as_ref());
        let conversation_id = self.conversations.resolve(id, key)?;
        let message_id = messages::id_of(conversation_id, record)?;
        if !self.messages.is_there(conversation_id, message_id) {
            self.check_place(writer, conversation_id, record.seq, record.ordinal)?;
        }
        let heard = !record.sender_id.as_ref().is_some_and(|id| self.users.is_erased(id));
        let new = self.messages.take(writer, conversation_id, record, heard)?;
        record.sender_id.iter().for_each(|id| self.users.imply(id));
        Ok(new)
    }

    fn take_event(&mut self, writer: &mut Writer<'_>, record: &EventRecord) -> Result<bool> {
        let conversation_id = self.conversations.resolve(Some(record.conversation_id), None)?;
        if let Some(kind) = self.entries.get(&(conversation_id, record.seq)) {
            return match *kind == record.kind.as_str() {
                true => Ok(false),
                false => Err(taken(record.seq)),
            };
        }
        self.check_place(writer, conversation_id, Some(record.seq), None)?;
        let data = self.data_of(conversation_id, record)?;
        let effect = effect(record.kind, data.as_deref().unwrap_or("{}"))
            .map_err(|_| Error::field("/data", "invalid", "is not what this kind has"))?;
        let draft = Draft {
            app_id: self.scope.app_id,
            conversation_id,
            kind: record.kind,
            sender_id: record.sender_id.clone(),
            audience: Audience::Later,
            effect,
            hidden_from: Vec::new(),
        };
        let (at, message_id) = (record.created_at, record.message_id);
        writer.import(&draft, Imported { at, data: data.as_deref(), message_id })?;
        Ok(true)
    }

    /// The event's data as it is kept: none if it is about a message, which says it itself.
    fn data_of(
        &self,
        conversation_id: ConversationId,
        record: &EventRecord,
    ) -> Result<Option<String>> {
        match (record.kind, &record.message_id, &record.data) {
            (
                EventKind::ConversationCreated
                | EventKind::ConversationDeleted
                | EventKind::MessageCreated
                | EventKind::ReceiptUpdated
                | EventKind::TypingStarted
                | EventKind::TypingStopped
                | EventKind::Hidden,
                ..,
            ) => Err(Error::field("/kind", "invalid", "is of no event that files have")),
            (_, Some(id), None) if self.messages.is_there(conversation_id, *id) => Ok(None),
            (_, Some(_), None) => {
                Err(Error::field("/message_id", "unknown", "is no message before this event"))
            }
            (EventKind::ConversationUpdated, None, Some(data)) => {
                Ok(Some(conversations::with_app(data.clone(), self.scope.app_id)))
            }
            (_, None, Some(data)) => encode(data).map(Some),
            _ => Err(Error::field("/data", "required", "or a message_id")),
        }
    }

    /// Refuses a number that is not the next one of the conversation.
    fn check_place(
        &self,
        writer: &Writer<'_>,
        conversation_id: ConversationId,
        seq: Option<i64>,
        ordinal: Option<i64>,
    ) -> Result<()> {
        let head = writer.known((self.scope.app_id, conversation_id));
        let head = head.ok_or(Error::NotFound("conversation"))?;
        match seq {
            Some(seq) if seq <= head.last_seq => return Err(taken(seq)),
            Some(seq) if seq != head.last_seq + 1 => {
                return Err(Error::conflict(&format!("entry {} is missing", head.last_seq + 1)));
            }
            _ => {}
        }
        match ordinal.is_none_or(|ordinal| ordinal == head.last_ordinal + 1) {
            true => Ok(()),
            false => Err(Error::conflict(&format!("message {} is missing", head.last_ordinal + 1))),
        }
    }

    /// Writes what is new, in the order in which the tables need each other.
    async fn store(mut self, writer: &mut Writer<'_>) -> Result<i64> {
        self.members.settle(writer)?;
        let users = self.users.store(writer).await?;
        self.conversations.store(writer).await?;
        self.members.store(writer).await?;
        self.messages.store(writer).await?;
        Ok(users)
    }
}

fn taken(seq: i64) -> Error {
    Error::conflict(&format!("the conversation has another entry {seq} already"))
}

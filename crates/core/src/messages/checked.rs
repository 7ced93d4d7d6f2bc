//! A message of an import that was checked, as far as that needs no database.

use super::submission::{check_text, derive_id, fingerprint, is_empty};
use crate::{
    Error, Result,
    validate::{self, encode, no_nul, unhex},
};
use std::collections::HashSet;
use warbler_protocol::{
    ConversationId, FileId, ForwardedFrom, MessageId, MessageKind, MessageName, MessageRecord,
    SendMessage, Timestamp,
};

/// What a record comes to.
pub(super) struct Checked {
    pub(super) id: MessageId,
    pub(super) content_hash: Vec<u8>,
    pub(super) text: String,
    /// As they are stored: empty, if there are none.
    pub(super) metadata: String,
    pub(super) mentions: String,
    pub(super) mention_all: bool,
    pub(super) reply_to: Option<MessageId>,
    pub(super) kind: Option<MessageKind>,
    /// A message of the thread that it is in.
    pub(super) thread_id: Option<MessageId>,
    pub(super) forwarded_from: Option<ForwardedFrom>,
    pub(super) attachments: Vec<FileId>,
    pub(super) version: i32,
    pub(super) edited_at: Option<Timestamp>,
    pub(super) recalled_at: Option<Timestamp>,
}

impl Checked {
    pub(super) fn of(conversation_id: ConversationId, record: &MessageRecord) -> Result<Self> {
        check(record)?;
        let metadata = validate::metadata("/metadata", &record.metadata)?;
        let reply_to = reply_to(conversation_id, record);
        let thread_id = thread_id(conversation_id, record);
        let content_hash = match &record.content_hash {
            Some(hash) => unhex(hash, 16).ok_or_else(|| {
                Error::field("/content_hash", "invalid", "is not 32 hexadecimal digits")
            })?,
            None => fingerprint(&sent(record, reply_to, thread_id), stored(&metadata)).to_vec(),
        };
        Ok(Self {
            id: id_of(conversation_id, record)?,
            content_hash,
            text: record.text.clone(),
            metadata: stored(&metadata).to_owned(),
            mentions: stored(&encode(&record.mentions)?).to_owned(),
            mention_all: record.mention_all,
            reply_to,
            kind: record.kind,
            thread_id,
            forwarded_from: record.forwarded_from.clone(),
            attachments: record.attachments.clone(),
            version: record.version.unwrap_or(1),
            edited_at: record.edited_at,
            recalled_at: record.recalled_at,
        })
    }

    /// The message without what it said.
    pub(super) fn recalled(self, at: Timestamp) -> Self {
        Self {
            text: String::new(),
            metadata: String::new(),
            mentions: String::new(),
            mention_all: false,
            reply_to: None,
            forwarded_from: None,
            attachments: Vec::new(),
            version: self.version.saturating_add(1),
            recalled_at: Some(at),
            ..self
        }
    }
}

/// Most users that a message mentions, and most files that it carries.
const MOST_MENTIONS: usize = 100;
const MOST_ATTACHMENTS: usize = 10;

fn check(record: &MessageRecord) -> Result<()> {
    check_text(&record.text)?;
    let empty = is_empty(&record.text, record.metadata.is_empty(), record.attachments.is_empty());
    if empty == record.recalled_at.is_none() {
        let detail = "a message has a text, attachments or metadata, unless it was recalled";
        return Err(Error::field("/text", "required", detail));
    }
    if record.mentions.len() > MOST_MENTIONS {
        return Err(Error::field("/mentions", "length", "are more than 100"));
    }
    let distinct: HashSet<_> = record.attachments.iter().collect();
    if record.attachments.len() > MOST_ATTACHMENTS || distinct.len() < record.attachments.len() {
        return Err(Error::field("/attachments", "length", "are at most 10 different files"));
    }
    let said = record.sender_id.is_some() || !record.mentions.is_empty() || record.mention_all;
    let in_thread = record.thread_id.is_some() || record.thread_client.is_some();
    match record.kind {
        Some(MessageKind::System) if said || in_thread || record.forwarded_from.is_some() => {
            let detail = "a message of the system is said by nobody, to nobody and in no thread";
            Err(Error::field("/kind", "exclusive", detail))
        }
        _ => Ok(()),
    }
}

/// The id that a record gives or comes to.
pub(crate) fn id_of(conversation_id: ConversationId, record: &MessageRecord) -> Result<MessageId> {
    let client_id = record.client_id.as_deref();
    no_nul("/client_id", client_id)?;
    match (record.id, client_id) {
        (_, Some(client_id)) if client_id.is_empty() || client_id.chars().count() > 64 => {
            Err(Error::field("/client_id", "length", "has 1 to 64 characters"))
        }
        (Some(id), _) => Ok(id),
        (None, Some(client_id)) => {
            Ok(derive_id(conversation_id, record.sender_id.as_ref(), client_id))
        }
        (None, None) => {
            let detail = "is what keeps a message from being imported twice";
            Err(Error::field("/client_id", "required", detail))
        }
    }
}

/// The message that a record answers.
pub(crate) fn reply_to(
    conversation_id: ConversationId,
    record: &MessageRecord,
) -> Option<MessageId> {
    let by_client = |name| id_of_named(conversation_id, name);
    record.reply_to.or_else(|| record.reply_to_client.as_ref().map(by_client))
}

/// The message in whose thread a record is.
pub(crate) fn thread_id(
    conversation_id: ConversationId,
    record: &MessageRecord,
) -> Option<MessageId> {
    let by_client = |name| id_of_named(conversation_id, name);
    record.thread_id.or_else(|| record.thread_client.as_ref().map(by_client))
}

/// The id of a message that is named by what the tenant knows of it.
pub(crate) fn id_of_named(conversation_id: ConversationId, name: &MessageName) -> MessageId {
    derive_id(conversation_id, name.sender_id.as_ref(), &name.client_id)
}

/// What a client would have sent.
fn sent(
    record: &MessageRecord,
    reply_to: Option<MessageId>,
    thread_id: Option<MessageId>,
) -> SendMessage {
    SendMessage {
        text: record.text.clone(),
        mentions: record.mentions.clone(),
        mention_all: record.mention_all,
        reply_to,
        thread_id,
        kind: record.kind,
        attachments: record.attachments.clone(),
        ..SendMessage::default()
    }
}

/// What is stored of metadata or mentions: nothing, if there are none.
fn stored(json: &str) -> &str {
    if matches!(json, "{}" | "[]") { "" } else { json }
}

//! A message of an import that was checked, as far as that needs no database.

use super::submission::{check_text, derive_id, fingerprint};
use crate::{
    Error, Result,
    validate::{self, encode, no_nul},
};
use warbler_protocol::{
    ConversationId, MessageId, MessageName, MessageRecord, SendMessage, Timestamp,
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
    pub(super) version: i32,
    pub(super) edited_at: Option<Timestamp>,
    pub(super) recalled_at: Option<Timestamp>,
}

impl Checked {
    pub(super) fn of(conversation_id: ConversationId, record: &MessageRecord) -> Result<Self> {
        check_text(&record.text)?;
        let empty = record.text.trim().is_empty() && record.metadata.is_empty();
        if empty == record.recalled_at.is_none() {
            let detail = "a message has a text or metadata, unless it was recalled";
            return Err(Error::field("/text", "required", detail));
        }
        if record.mentions.len() > MOST_MENTIONS {
            return Err(Error::field("/mentions", "length", "are more than 100"));
        }
        let metadata = validate::metadata("/metadata", &record.metadata)?;
        let reply_to = reply_to(conversation_id, record);
        let content_hash = match &record.content_hash {
            Some(hash) => unhex(hash).ok_or_else(|| {
                Error::field("/content_hash", "invalid", "is not 32 hexadecimal digits")
            })?,
            None => fingerprint(&sent(record, reply_to), stored(&metadata)).to_vec(),
        };
        Ok(Self {
            id: id_of(conversation_id, record)?,
            content_hash,
            text: record.text.clone(),
            metadata: stored(&metadata).to_owned(),
            mentions: stored(&encode(&record.mentions)?).to_owned(),
            mention_all: record.mention_all,
            reply_to,
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
            version: self.version.saturating_add(1),
            recalled_at: Some(at),
            ..self
        }
    }
}

/// Most users that a message mentions.
const MOST_MENTIONS: usize = 100;

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
    let by_client = |MessageName { sender_id, client_id }: &MessageName| {
        derive_id(conversation_id, sender_id.as_ref(), client_id)
    };
    record.reply_to.or_else(|| record.reply_to_client.as_ref().map(by_client))
}

/// What a client would have sent.
fn sent(record: &MessageRecord, reply_to: Option<MessageId>) -> SendMessage {
    SendMessage {
        text: record.text.clone(),
        mentions: record.mentions.clone(),
        mention_all: record.mention_all,
        reply_to,
        ..SendMessage::default()
    }
}

/// What is stored of metadata or mentions: nothing, if there are none.
fn stored(json: &str) -> &str {
    if matches!(json, "{}" | "[]") { "" } else { json }
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks_exact(2).map(std::str::from_utf8);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| u8::from_str_radix(pair.ok()?, 16).ok()).collect();
    bytes.filter(|bytes| bytes.len() == 16 && hex.len() == 32)
}

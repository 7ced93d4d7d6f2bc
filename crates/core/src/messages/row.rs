//! A message as a row that is written.

use super::Submission;
use crate::{
    Result,
    sql::{Type, column, nullable, text_or_empty, uuid_or_nil},
    validate::{encode, word},
};
use sea_orm::Value;
use warbler_protocol::Message;

/// The cells of a message, which has its numbers and times by now.
pub(super) fn cells(submission: &Submission, message: &Message) -> Result<[Value; COLUMNS.len()]> {
    let mentions = match message.mentions.is_empty() {
        true => String::new(),
        false => encode(&message.mentions)?,
    };
    let attachments = match message.attachments.is_empty() {
        true => String::new(),
        false => encode(&message.attachments)?,
    };
    let forwarded = message.forwarded_from.as_ref();
    let forwarded_sender = forwarded.and_then(|from| from.sender_id.as_ref());
    Ok([
        submission.app_id.0.into(),
        message.id.0.into(),
        message.conversation_id.0.into(),
        message.seq.into(),
        message.ordinal.into(),
        text_or_empty(message.sender_id.as_ref().map(|id| id.as_str())),
        text_or_empty(message.client_id.as_deref()),
        submission.content_hash.to_vec().into(),
        message.text.as_str().into(),
        submission.metadata.as_str().into(),
        mentions.into(),
        message.mention_all.into(),
        uuid_or_nil(message.reply_to.map(|id| id.0)),
        attachments.into(),
        i64::from(message.version).into(),
        message.created_at.0.into(),
        message.kind.map(|kind| word(&kind)).transpose()?.unwrap_or_default().into(),
        uuid_or_nil(message.thread_id.map(|id| id.0)),
        submission.root.as_ref().map_or(0, |root| root.seq).into(),
        forwarded.map(encode).transpose()?.unwrap_or_default().into(),
        text_or_empty(forwarded_sender.map(|id| id.as_str())),
    ])
}

pub(super) const COLUMNS: [crate::sql::Column; 21] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("seq", Type::Int),
    column("ordinal", Type::Int),
    nullable("sender_id", Type::Text),
    nullable("client_id", Type::Text),
    column("content_hash", Type::Bytes),
    column("text", Type::Text),
    nullable("metadata", Type::Text),
    nullable("mentions", Type::Text),
    column("mention_all", Type::Bool),
    nullable("reply_to", Type::Uuid),
    nullable("attachments", Type::Text),
    column("version", Type::Int),
    column("created_at", Type::Int),
    nullable("kind", Type::Text),
    nullable("thread_id", Type::Uuid),
    nullable("thread_seq", Type::Int),
    nullable("forwarded_from", Type::Text),
    nullable("forwarded_sender_id", Type::Text),
];

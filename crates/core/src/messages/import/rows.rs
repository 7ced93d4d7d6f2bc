//! What an import writes of messages, as rows.

use crate::{
    Result,
    messages::checked::Checked,
    sql::{Type, column, nullable, text_or_empty, uuid_or_nil},
    threads::Root,
    validate::{encode, word},
};
use sea_orm::Value;
use warbler_protocol::{
    AppId, Attachment, ConversationId, MessageRecord, Timestamp, VersionRecord,
};

/// A message without what most have nothing of.
pub(super) fn message(
    app_id: AppId,
    (conversation_id, seq, ordinal): (ConversationId, i64, i64),
    record: &MessageRecord,
    at: Timestamp,
    checked: Checked,
) -> [Value; MESSAGES.len()] {
    [
        app_id.0.into(),
        checked.id.0.into(),
        conversation_id.0.into(),
        seq.into(),
        ordinal.into(),
        text_or_empty(record.sender_id.as_ref().map(|id| id.as_str())),
        text_or_empty(record.client_id.as_deref()),
        checked.content_hash.into(),
        checked.text.into(),
        checked.metadata.into(),
        checked.mentions.into(),
        checked.mention_all.into(),
        uuid_or_nil(checked.reply_to.map(|id| id.0)),
        i64::from(checked.version).into(),
        at.0.into(),
        or_zero(checked.edited_at).into(),
        or_zero(checked.recalled_at).into(),
    ]
}

/// The rest, where there is any.
pub(super) fn extras(
    app_id: AppId,
    checked: &Checked,
    root: Option<&Root>,
    attachments: &[Attachment],
) -> Result<Option<[Value; EXTRAS.len()]>> {
    let forwarded = checked.forwarded_from.as_ref();
    let plain = checked.kind.is_none() && root.is_none() && forwarded.is_none();
    if plain && attachments.is_empty() {
        return Ok(None);
    }
    let attachments = Some(attachments).filter(|attachments| !attachments.is_empty());
    let forwarder = forwarded.and_then(|from| from.sender_id.as_ref());
    Ok(Some([
        app_id.0.into(),
        checked.id.0.into(),
        checked.kind.map(|kind| word(&kind)).transpose()?.unwrap_or_default().into(),
        uuid_or_nil(root.map(|root| root.id.0)),
        root.map_or(0, |root| root.seq).into(),
        forwarded.map(encode).transpose()?.unwrap_or_default().into(),
        text_or_empty(forwarder.map(|id| id.as_str())),
        attachments.map(|it| encode(&it)).transpose()?.unwrap_or_default().into(),
    ]))
}

pub(super) fn revised(app_id: AppId, checked: Checked) -> [Value; REVISED.len()] {
    [
        app_id.0.into(),
        checked.id.0.into(),
        checked.text.into(),
        checked.metadata.into(),
        checked.mentions.into(),
        checked.mention_all.into(),
        i64::from(checked.version).into(),
        or_zero(checked.edited_at).into(),
    ]
}

pub(super) fn version(
    app_id: AppId,
    record: &VersionRecord,
    metadata: String,
) -> [Value; VERSIONS.len()] {
    let metadata = if record.metadata.is_empty() { String::new() } else { metadata };
    [
        app_id.0.into(),
        record.message_id.0.into(),
        i64::from(record.version).into(),
        record.text.as_str().into(),
        metadata.into(),
        record.created_at.0.into(),
    ]
}

/// An absent time as a cell of a nullable column.
pub(super) fn or_zero(at: Option<Timestamp>) -> i64 {
    at.map_or(0, |at| at.0)
}

pub(super) const ADD_EXTRAS: &str = "update messages set kind = nullif(v.kind, ''), \
    thread_id = case when v.thread_seq > 0 then v.thread_id end, \
    thread_seq = nullif(v.thread_seq, 0), \
    forwarded_from = nullif(v.forwarded_from, ''), \
    forwarded_sender_id = nullif(v.forwarded_sender_id, ''), \
    attachments = nullif(v.attachments, '') from v \
    where messages.app_id = v.app_id and messages.id = v.id";

pub(super) const REVISE: &str = "update messages set text = v.text, \
    metadata = nullif(v.metadata, ''), mentions = nullif(v.mentions, ''), \
    mention_all = v.mention_all, version = v.version, edited_at = nullif(v.edited_at, 0) from v \
    where messages.app_id = v.app_id and messages.id = v.id";

pub(super) const MESSAGES: [crate::sql::Column; 17] = [
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
    column("version", Type::Int),
    column("created_at", Type::Int),
    nullable("edited_at", Type::Int),
    nullable("recalled_at", Type::Int),
];

pub(super) const EXTRAS: [crate::sql::Column; 8] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("kind", Type::Text),
    column("thread_id", Type::Uuid),
    column("thread_seq", Type::Int),
    column("forwarded_from", Type::Text),
    column("forwarded_sender_id", Type::Text),
    column("attachments", Type::Text),
];

pub(super) const MENTIONS: [crate::sql::Column; 5] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("ordinal", Type::Int),
    nullable("sender_id", Type::Text),
];

pub(super) const REVISED: [crate::sql::Column; 8] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("text", Type::Text),
    column("metadata", Type::Text),
    column("mentions", Type::Text),
    column("mention_all", Type::Bool),
    column("version", Type::Int),
    column("edited_at", Type::Int),
];

pub(super) const VERSIONS: [crate::sql::Column; 6] = [
    column("app_id", Type::Uuid),
    column("message_id", Type::Uuid),
    column("version", Type::Int),
    column("text", Type::Text),
    nullable("metadata", Type::Text),
    column("created_at", Type::Int),
];

//! Messages as an export has them: as they are now, whatever they were when they were sent.

use super::model::{Column, Entity, Model};
use crate::{Result, access::InApp as _, sql::statement, validate::decode};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, Message, MessageId, MessageRecord, Timestamp, VersionRecord,
};

/// The records of messages, by id.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    app_id: AppId,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, MessageRecord>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let models = Entity::in_app(app_id).filter(Column::Id.is_in(ids)).all(db).await?;
    models.into_iter().map(|model| Ok((model.id, record(model)?))).collect()
}

fn record(model: Model) -> Result<MessageRecord> {
    let content_hash = model.content_hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let message = Message::try_from(model)?;
    Ok(MessageRecord {
        conversation_id: Some(message.conversation_id),
        conversation_key: None,
        id: Some(message.id),
        seq: Some(message.seq),
        ordinal: Some(message.ordinal).filter(|ordinal| *ordinal > 0),
        sender_id: message.sender_id,
        client_id: message.client_id,
        text: message.text,
        metadata: message.metadata,
        mentions: message.mentions,
        mention_all: message.mention_all,
        reply_to: message.reply_to,
        reply_to_client: None,
        kind: message.kind,
        thread_id: message.thread_id,
        thread_client: None,
        forwarded_from: message.forwarded_from,
        attachments: message.attachments.into_iter().map(|file| file.id).collect(),
        version: Some(message.version),
        created_at: Some(message.created_at),
        edited_at: message.edited_at,
        recalled_at: message.recalled_at,
        content_hash: Some(content_hash),
    })
}

/// What messages of a conversation said before they were edited, with the seqs of these, in that
/// order: after a version of one of them, up to another.
pub(crate) async fn versions_after(
    db: &impl ConnectionTrait,
    (app_id, conversation_id): (AppId, ConversationId),
    (after_seq, after_version): (i64, i32),
    (to_seq, limit): (i64, u64),
) -> Result<Vec<(i64, VersionRecord)>> {
    let sql = format!(
        "select e.seq, w.message_id, w.version, w.text, w.metadata, w.created_at from entries e \
         join message_versions w on w.app_id = e.app_id and w.message_id = e.message_id \
         where e.app_id = $1 and e.conversation_id = $2 and e.kind = 'message.created' \
             and e.seq between $3 and $5 and (e.seq > $3 or w.version > $4) \
         order by e.seq, w.version limit {limit}"
    );
    let values = vec![
        app_id.0.into(),
        conversation_id.0.into(),
        after_seq.into(),
        after_version.into(),
        to_seq.into(),
    ];
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    rows.iter()
        .map(|row| {
            let metadata: Option<String> = row.try_get("", "metadata")?;
            let version = VersionRecord {
                conversation_id,
                message_id: MessageId(row.try_get("", "message_id")?),
                version: row.try_get("", "version")?,
                text: row.try_get("", "text")?,
                metadata: metadata.as_deref().map(decode).transpose()?.unwrap_or_default(),
                created_at: Timestamp(row.try_get("", "created_at")?),
            };
            Ok((row.try_get("", "seq")?, version))
        })
        .collect()
}

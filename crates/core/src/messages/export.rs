//! Messages as an export has them: as they are now, whatever they were when they were sent.

use super::model::{Column, Entity, Model};
use crate::{Result, access::InApp as _};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, Message, MessageRecord};

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
        ordinal: Some(message.ordinal),
        sender_id: message.sender_id,
        client_id: message.client_id,
        text: message.text,
        metadata: message.metadata,
        mentions: message.mentions,
        mention_all: message.mention_all,
        reply_to: message.reply_to,
        reply_to_client: None,
        version: Some(message.version),
        created_at: Some(message.created_at),
        edited_at: message.edited_at,
        recalled_at: message.recalled_at,
        content_hash: Some(content_hash),
    })
}

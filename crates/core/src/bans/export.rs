//! Bans as an export has them, those that ran out included.

use super::EVERYWHERE;
use super::model::Model;
use crate::{Result, sql::statement};
use sea_orm::{ConnectionTrait, FromQueryResult as _};
use uuid::Uuid;
use warbler_protocol::{AppId, Ban, BanRecord, ConversationId};

/// The bans after that of a user in a conversation, those of the whole app first.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    app_id: AppId,
    (conversation_id, user_id): (Uuid, &str),
    limit: u64,
) -> Result<Vec<BanRecord>> {
    let sql = format!(
        "select b.* from bans b where b.app_id = $1 and (b.conversation_id, b.user_id) > ($2, $3) \
             and (b.conversation_id = $4 or exists (select 1 from conversations c \
                 where c.app_id = b.app_id and c.id = b.conversation_id and c.deleted_at is null)) \
         order by b.conversation_id, b.user_id limit {limit}"
    );
    let values = vec![app_id.0.into(), conversation_id.into(), user_id.into(), EVERYWHERE.into()];
    let found = Model::find_by_statement(statement(db, &sql, values)).all(db).await?;
    found.into_iter().map(record).collect()
}

fn record(model: Model) -> Result<BanRecord> {
    let place = Some(model.conversation_id).filter(|id| *id != EVERYWHERE);
    let Ban { user_id, kind, reason, until, by, created_at } = model.try_into()?;
    Ok(BanRecord {
        conversation_id: place.map(ConversationId),
        conversation_key: None,
        user_id,
        kind,
        reason,
        until: Some(until),
        by,
        created_at: Some(created_at),
    })
}

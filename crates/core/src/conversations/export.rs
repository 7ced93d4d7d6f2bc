//! Conversations as an export has them.

use super::{Column, Entity, Model};
use crate::{
    Result,
    access::InApp as _,
    sql::{Rows, Type, column, statement},
    validate::decode,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
};
use serde_json::{Map, Value};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, ConversationRecord, Timestamp};

/// The conversations that were active last after a position, the longest inactive first, each with
/// that position.
pub(crate) async fn by_activity(
    db: &impl ConnectionTrait,
    app_id: AppId,
    after: i64,
    limit: u64,
) -> Result<Vec<(i64, Uuid)>> {
    let sql = format!(
        "select active_position, id from conversations where app_id = $1 \
         and active_position > $2 and deleted_at is null order by active_position limit {limit}"
    );
    let rows = db.query_all_raw(statement(db, &sql, vec![app_id.0.into(), after.into()])).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "active_position")?, row.try_get("", "id")?)))
        .collect()
}

/// These conversations, in this order.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    app_id: AppId,
    ids: &[(i64, Uuid)],
) -> Result<Vec<ConversationRecord>> {
    let mut rows = Rows::new([
        column("active_position", Type::Int),
        column("app_id", Type::Uuid),
        column("id", Type::Uuid),
    ]);
    ids.iter().for_each(|(at, id)| rows.push([(*at).into(), app_id.0.into(), (*id).into()]));
    let sql = "select c.*, e.body from v join conversations c on c.app_id = v.app_id \
            and c.id = v.id \
        join entries e on e.app_id = c.app_id and e.conversation_id = c.id and e.seq = 1 \
        order by v.active_position";
    let found = rows.query(db, sql).await?;
    found
        .iter()
        .map(|row| {
            let body: Option<String> = row.try_get("", "body")?;
            record(Model::from_query_result(row, "")?, body.as_deref().unwrap_or("{}"))
        })
        .collect()
}

fn record(model: Model, created: &str) -> Result<ConversationRecord> {
    let conversation = model.conversation()?;
    Ok(ConversationRecord {
        id: Some(conversation.id),
        key: conversation.key,
        kind: conversation.kind,
        name: conversation.name,
        description: conversation.description,
        avatar_url: conversation.avatar_url,
        visibility: conversation.visibility,
        history: Some(conversation.history),
        posting: conversation.posting,
        metadata: conversation.metadata,
        created_by: conversation.created_by,
        members: Vec::new(),
        created_at: Some(conversation.created_at),
        updated_at: Some(Timestamp(model.updated_at)),
        as_of_seq: Some(model.last_seq),
        created: Some(without_app(created)?),
    })
}

/// An event's data without the app, which is another one where it is imported.
pub(crate) fn without_app(data: &str) -> Result<Map<String, Value>> {
    let mut data: Map<String, Value> = decode(data)?;
    data.remove("app_id");
    Ok(data)
}

/// The conversation after an id that was there at a position, in the order of their ids.
pub(crate) async fn next_there_at(
    db: &impl ConnectionTrait,
    app_id: AppId,
    position: i64,
    after: Uuid,
) -> Result<Option<ConversationId>> {
    let there = sea_orm::Condition::any()
        .add(Column::DeletedAt.is_null())
        // Its last entry says that it was deleted: later than this.
        .add(Column::LastPosition.gt(position));
    let model = Entity::in_app(app_id)
        .filter(Column::Id.gt(after))
        .filter(there)
        .order_by_asc(Column::Id)
        .one(db)
        .await?;
    Ok(model.as_ref().map(Model::id))
}

//! Messages as an index of the log has them: known by the position of the entry that created them.

use super::model::Model;
use crate::{
    Context, Result, Scope,
    sql::{Rows, Type, column, statement},
};
use sea_orm::{ConnectionTrait as _, FromQueryResult};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, MessageId};

/// What is found of a message, as it is now.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Indexed {
    pub(crate) position: i64,
    pub(crate) id: Uuid,
    pub(crate) app_id: Uuid,
    pub(crate) conversation_id: Uuid,
    pub(crate) seq: i64,
    pub(crate) thread_seq: Option<i64>,
    pub(crate) sender_id: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) text: String,
    pub(crate) attachments: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) recalled_at: Option<i64>,
}

const COLUMNS: &str = "e.position, x.id, x.app_id, x.conversation_id, x.seq, x.thread_seq, \
    x.sender_id, x.kind, x.text, x.attachments, x.created_at, x.recalled_at";
const CREATED_BY: &str = "join entries e on e.app_id = x.app_id \
    and e.conversation_id = x.conversation_id and e.seq = x.seq";

/// Messages of any apps, in no order. For readers of the log.
pub(crate) async fn indexed(
    ctx: &Context,
    ids: impl IntoIterator<Item = (AppId, MessageId)>,
) -> Result<Vec<Indexed>> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
    for (app_id, id) in ids {
        rows.push([app_id.0.into(), id.0.into()]);
    }
    let sql = format!(
        "select {COLUMNS} from v join messages x on x.app_id = v.app_id and x.id = v.id \
         {CREATED_BY}"
    );
    let found = rows.query(ctx.db.reader(), &sql).await?;
    Ok(found.iter().map(|row| Indexed::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// Messages of an app that can be found, in the order of their ids, from after one on.
pub(crate) async fn indexed_after(
    ctx: &Context,
    app_id: AppId,
    after: MessageId,
    limit: u64,
) -> Result<Vec<Indexed>> {
    let db = ctx.db.reader();
    let sql = format!(
        "select {COLUMNS} from messages x {CREATED_BY} \
         join conversations c on c.app_id = x.app_id and c.id = x.conversation_id \
            and c.deleted_at is null \
         where x.app_id = $1 and x.id > $2 and x.recalled_at is null \
         order by x.id limit {limit}"
    );
    let query = statement(db, &sql, vec![app_id.0.into(), after.0.into()]);
    Ok(Indexed::find_by_statement(query).all(db).await?)
}

/// How many messages an app has.
pub(crate) async fn count(ctx: &Context, app_id: AppId) -> Result<i64> {
    let db = ctx.db.reader();
    let sql = "select count(*) as count from messages where app_id = $1";
    let row = db.query_one_raw(statement(db, sql, vec![app_id.0.into()])).await?;
    Ok(row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default())
}

/// Messages by the positions of the entries that created them, unless their conversation was
/// deleted.
pub(crate) async fn at_positions(
    ctx: &Context,
    scope: &Scope,
    positions: &[i64],
) -> Result<HashMap<i64, Model>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("shard", Type::Int),
        column("position", Type::Int),
    ]);
    for position in positions {
        rows.push([scope.app_id.0.into(), i64::from(scope.shard).into(), (*position).into()]);
    }
    let sql = "select x.*, v.position as at from v \
        join entries e on e.shard = v.shard and e.position = v.position and e.app_id = v.app_id \
        join messages x on x.app_id = e.app_id and x.id = e.message_id \
        join conversations c on c.app_id = x.app_id and c.id = x.conversation_id \
            and c.deleted_at is null";
    let found = rows.query(ctx.db.reader(), sql).await?;
    let found =
        found.iter().map(|row| Ok((row.try_get("", "at")?, Model::from_query_result(row, "")?)));
    found.collect()
}

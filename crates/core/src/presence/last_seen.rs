//! When users were last there. Written in batches: on leaving, and once a minute for who stays.

use super::{Key, State, states};
use crate::{
    Context, Result,
    access::InApp,
    sql::{Rows, Type, column, greatest},
};
use sea_orm::entity::prelude::*;
use std::collections::HashMap;
use warbler_protocol::{AppId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "last_seen")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub last_seen_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Writes what was noted since the last time, unless it would give away who is invisible: these were
/// last seen when they disappeared, whatever their other devices do.
pub async fn flush(ctx: &Context) -> Result<()> {
    let mut seen: Vec<_> = ctx.roster.take_seen().into_iter().collect();
    // In one order everywhere, so that two nodes cannot wait for each other's rows.
    seen.sort();
    for chunk in seen.chunks(500) {
        let keys: Vec<_> = chunk.iter().map(|(key, _)| key.clone()).collect();
        let mut rows = Rows::new([
            column("app_id", Type::Uuid),
            column("user_id", Type::Text),
            column("last_seen_at", Type::Int),
        ]);
        for (((app_id, user_id), at), state) in chunk.iter().zip(states(ctx, &keys).await?) {
            if state.hidden_since.is_none_or(|since| *at <= since) {
                rows.push([app_id.0.into(), user_id.as_str().into(), at.0.into()]);
            }
        }
        let greatest = greatest(ctx.db.backend());
        let sql = format!(
            "insert into last_seen (app_id, user_id, last_seen_at) \
             select v.app_id, v.user_id, v.last_seen_at from v \
             join users u on u.app_id = v.app_id and u.id = v.user_id and u.erased_at is null \
             where true on conflict (app_id, user_id) do update set \
             last_seen_at = {greatest}(last_seen.last_seen_at, excluded.last_seen_at)"
        );
        rows.execute(ctx.db.writer(), &sql).await?;
    }
    Ok(())
}

/// Fills in when those were last there who are not there now, as far as others may know.
pub(super) async fn fill(ctx: &Context, users: &[Key], states: &mut [State]) -> Result<()> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("user_id", Type::Text)]);
    for ((app_id, user_id), _) in
        users.iter().zip(&*states).filter(|(_, it)| !it.is_seen_by_others())
    {
        rows.push([app_id.0.into(), user_id.as_str().into()]);
    }
    let sql = "select l.app_id, l.user_id, l.last_seen_at from v join last_seen l \
        on l.app_id = v.app_id and l.user_id = v.user_id";
    let mut written = HashMap::new();
    for row in rows.query(ctx.db.reader(), sql).await? {
        let key: (Uuid, String) = (row.try_get("", "app_id")?, row.try_get("", "user_id")?);
        written.insert(key, Timestamp(row.try_get("", "last_seen_at")?));
    }
    for (key, state) in users.iter().zip(states).filter(|(_, it)| !it.is_seen_by_others()) {
        let written = written.get(&(key.0.0, key.1.to_string())).copied();
        let noted = ctx.roster.seen(key);
        let noted = noted.filter(|at| state.hidden_since.is_none_or(|since| *at <= since));
        state.last_seen_at = written.max(noted);
    }
    Ok(())
}

/// Forgets a user who is being erased.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    let query = Entity::delete_in_app(app_id).filter(Column::UserId.eq(user_id.as_str()));
    query.exec(db).await?;
    Ok(())
}

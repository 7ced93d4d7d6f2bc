//! What a direct conversation knows of blocks between its two sides.

use super::{Column, Entity, create::pair_of};
use crate::{
    Result,
    access::InApp as _,
    sql::{Rows, Type, column, statement},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, sea_query::Expr};
use std::collections::BTreeMap;
use warbler_protocol::{AppId, UserId};

/// Notes on the direct conversation of two users, if they have one, who of them blocked the other.
pub(crate) async fn set_blocked(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    users: [&UserId; 2],
    blocked_by: Option<String>,
) -> Result<()> {
    Entity::update_in_app(app_id)
        .filter(Column::Pair.eq(pair_of(users)))
        .col_expr(Column::BlockedBy, Expr::value(blocked_by))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes the same for many pairs of users, from the blocks that there are.
pub(crate) async fn fold_blocks<'a>(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    pairs: impl Iterator<Item = [&'a UserId; 2]>,
) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("pair", Type::Text),
        column("one", Type::Text),
        column("other", Type::Text),
    ]);
    let by_pair: BTreeMap<_, _> = pairs.map(|users| (pair_of(users), users)).collect();
    for (pair, [one, other]) in by_pair {
        rows.push([app_id.0.into(), pair.into(), one.as_str().into(), other.as_str().into()]);
    }
    let by = |user: &str, blocked: &str| {
        format!(
            "exists (select 1 from blocks b where b.app_id = v.app_id \
             and b.user_id = v.{user} and b.blocked_id = v.{blocked})"
        )
    };
    let (by_one, by_other) = (by("one", "other"), by("other", "one"));
    let sql = format!(
        "update conversations set blocked_by = case when {by_one} and {by_other} then '*' \
             when {by_one} then v.one when {by_other} then v.other end \
         from v where conversations.app_id = v.app_id and conversations.pair = v.pair"
    );
    Ok(rows.execute(tx, &sql).await?)
}

/// Forgets the blocks in the direct conversations of a user who is being erased.
pub(crate) async fn forget_blocks(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    let sql = "update conversations set blocked_by = null \
        where app_id = $1 and blocked_by is not null and id in (select conversation_id \
            from members where app_id = $1 and user_id = $2)";
    db.execute_raw(statement(db, sql, vec![app_id.0.into(), user_id.as_str().into()])).await?;
    Ok(())
}

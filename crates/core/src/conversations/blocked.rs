//! What a direct conversation knows of blocks between its two sides.

use super::{Column, Entity, create::pair_of};
use crate::{Result, access::InApp as _, sql::statement};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, sea_query::Expr};
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

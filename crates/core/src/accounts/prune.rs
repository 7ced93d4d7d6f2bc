//! Removing what has expired.

use crate::{Context, Result, mail, organizations::invitations, sessions, sql::statement};
use sea_orm::ConnectionTrait as _;

/// Removes sessions, links, invitations, counted attempts and mails that are of no more use. Answers
/// how many.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let mut pruned = sessions::prune(ctx).await? + mail::prune(ctx).await?;
    pruned += invitations::prune(ctx).await?;
    for table in ["sign_ups", "password_resets"] {
        let sql = format!("delete from {table} where expires_at <= $1");
        let expired = statement(db, &sql, vec![ctx.now().0.into()]);
        pruned += db.execute_raw(expired).await?.rows_affected();
    }
    Ok(pruned)
}

//! What customers think of a resolution: once for each that they were asked about.

use super::{ownership::find, seat, seat::Seat, show};
use crate::{
    Context, Error, Result, Scope,
    sql::statement,
    validate::{no_nul, rules},
};
use sea_orm::ConnectionTrait as _;
use warbler_protocol::{ConversationId, Permission, Rate, Support};

/// Rates the last resolution.
pub async fn rate(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Rate,
) -> Result<Support> {
    scope.user()?;
    scope.permit(Permission::SupportRate)?;
    rules(&input)?;
    no_nul("/comment", input.comment.as_deref())?;
    let db = ctx.db.writer();
    let row = find(db, scope.app_id, conversation_id).await?;
    let row = row.ok_or(Error::NotFound("conversation"))?;
    if seat::seat(db, scope, &row).await? != Seat::Customer {
        return Err(Error::forbidden("the customer rates"));
    }
    let sql = "update support_episodes set score = $3, comment = $4, rated_at = $5 \
        where app_id = $1 and conversation_id = $2 and rated_at is null and rating_requested \
        and episode = (select max(episode) from support_episodes where app_id = $1 \
            and conversation_id = $2 and resolved_at is not null)";
    let values = vec![
        scope.app_id.0.into(),
        conversation_id.0.into(),
        input.score.into(),
        input.comment.into(),
        ctx.now().0.into(),
    ];
    match db.execute_raw(statement(db, sql, values)).await?.rows_affected() {
        0 => Err(Error::conflict("there is no resolution to be rated")),
        _ => show::to(ctx, scope, &row).await,
    }
}

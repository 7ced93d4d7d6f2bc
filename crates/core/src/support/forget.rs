//! What the desk forgets: conversations that were deleted, and what it knows of users who were erased.

use super::ownership::find;
use crate::{Context, Result, Scope, log::Writer, messages, sql::statement};
use sea_orm::{ConnectionTrait, ModelTrait as _};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, UserId};

/// Forgets a conversation that was deleted; what reports count stays. Answers its internal one.
pub(crate) async fn forget_conversation(
    writer: &Writer<'_>,
    app_id: AppId,
    conversation_id: ConversationId,
) -> Result<Option<ConversationId>> {
    let Some(row) = find(writer.tx(), app_id, conversation_id).await? else { return Ok(None) };
    let internal_id = row.internal_id();
    row.delete(writer.tx()).await?;
    Ok(Some(internal_id))
}

/// Forgets what an erased user wrote with their ratings; the scores stay. As an operator, they are gone.
pub(crate) async fn forget(db: &impl ConnectionTrait, app_id: AppId, id: &UserId) -> Result<()> {
    let values = || vec![app_id.0.into(), id.as_str().into()];
    let sql = "update support_episodes set comment = null where app_id = $1 \
        and conversation_id in (select conversation_id from support_conversations \
            where app_id = $1 and customer_id = $2)";
    db.execute_raw(statement(db, sql, values())).await?;
    let sql = "update support_operators set availability = 'offline', capacity = 0, \
        account_id = null where app_id = $1 and user_id = $2";
    db.execute_raw(statement(db, sql, values())).await?;
    Ok(())
}

/// Blanks some of what operators noted about an erased user. Answers whether there was any.
pub(crate) async fn forget_notes(
    ctx: &Context,
    scope: &Scope,
    id: &UserId,
    limit: u64,
) -> Result<bool> {
    let db = ctx.db.writer();
    let sql = "select s.internal_id from support_conversations s where s.app_id = $1 \
        and s.customer_id = $2 and exists (select 1 from entries e join messages x \
            on x.app_id = e.app_id and x.id = e.message_id where e.app_id = s.app_id \
            and e.conversation_id = s.internal_id and e.kind = 'message.created' \
            and x.recalled_at is null) limit 1";
    let values = vec![scope.app_id.0.into(), id.as_str().into()];
    let Some(row) = db.query_one_raw(statement(db, sql, values)).await? else { return Ok(false) };
    let internal_id: Uuid = row.try_get("", "internal_id")?;
    messages::blank_conversation(ctx, scope, ConversationId(internal_id), limit).await?;
    Ok(true)
}

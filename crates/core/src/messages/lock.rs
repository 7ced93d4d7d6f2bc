//! A message under the lock of its shard, for whoever does something to it.

use super::{history, model::Model};
use crate::{
    Context, Error, Result, Scope, log::Writer, members, sql::statement, validate::encode,
};
use sea_orm::ConnectionTrait as _;
use warbler_protocol::{ConversationId, MessageId, ReactionCount, Role, UserId};

/// The message, and the caller's role if they are a user; not found if they may not see it.
pub(crate) async fn lock(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<(Model, Option<Role>)> {
    writer.head(scope.app_id, conversation_id).await?;
    let visible = members::visible_in(writer.tx(), scope, conversation_id).await?;
    let model = history::find(writer.tx(), scope.app_id, conversation_id, id).await?;
    let model = model.filter(|model| model.is_seen(&visible)).ok_or(Error::NotFound("message"))?;
    Ok((model, visible.role()))
}

/// Refuses a message that the caller cannot see. Without a lock.
pub(crate) async fn require_seen(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<()> {
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let model = history::find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
    match model.is_some_and(|model| model.is_seen(&visible)) {
        true => Ok(()),
        false => Err(Error::NotFound("message")),
    }
}

/// The members who are not told what happens to a message, because they may not see it.
pub(crate) async fn blind_to(writer: &Writer<'_>, message: &Model) -> Result<Vec<UserId>> {
    let seqs: Vec<_> = [Some(message.seq), message.thread_seq].into_iter().flatten().collect();
    members::blind_to(writer.tx(), message.app_id(), message.conversation_id(), &seqs).await
}

/// Notes how many reacted how, and where that changed if it is not history.
pub(crate) async fn set_reactions(
    writer: &Writer<'_>,
    message: &Model,
    counts: &[ReactionCount],
    position: Option<i64>,
) -> Result<()> {
    let sql = "update messages set reactions = $3, \
        reactions_position = coalesce($4, reactions_position) where app_id = $1 and id = $2";
    let values =
        vec![message.app_id.into(), message.id.into(), encode(&counts)?.into(), position.into()];
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    Ok(())
}

//! Who reacted how.

use super::model::{Column, Entity};
use crate::{
    Context, Result, Scope, access::InApp as _, conversations, cursor, messages, validate::no_nul,
};
use sea_orm::{ColumnTrait as _, Condition, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashSet;
use uuid::Uuid;
use warbler_protocol::{ConversationId, KeyScope, MessageId, Page, Reaction};

/// Further behind than this many messages with changed reactions, and the client starts afresh.
const FAR_BEHIND: u64 = 100;

/// The reactions to a message, by key and user: all, or those of one key.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    (conversation_id, id): (ConversationId, MessageId),
    key: Option<&str>,
    (limit, cursor): (u64, Option<&str>),
) -> Result<Page<Reaction>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    no_nul("/key", key)?;
    messages::require_seen(ctx, scope, conversation_id, id).await?;
    let list = format!("reactions to {id}");
    let after: Option<(String, String)> = cursor::open_page(ctx, scope, &list, cursor)?;
    let mut query = Entity::in_app(scope.app_id)
        .filter(Column::MessageId.eq(id.0))
        .filter(Column::Active.eq(true));
    if let Some(key) = key {
        query = query.filter(Column::Key.eq(key));
    }
    if let Some((key, user_id)) = after {
        let same_key = Condition::all().add(Column::Key.eq(&key)).add(Column::UserId.gt(user_id));
        query = query.filter(Condition::any().add(Column::Key.gt(key)).add(same_key));
    }
    let found = query
        .order_by_asc(Column::Key)
        .order_by_asc(Column::UserId)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let at = |model: &super::model::Model| (model.key.clone(), model.user_id.clone());
    cursor::page(ctx, scope, (&list, limit), found, at)?.try_map(TryInto::try_into)
}

/// Which of the reactions to these messages are the caller's own.
pub(crate) async fn mine(
    ctx: &Context,
    scope: &Scope,
    messages: Vec<Uuid>,
) -> Result<HashSet<(MessageId, String)>> {
    let Some(user_id) = scope.as_user().filter(|_| !messages.is_empty()) else {
        return Ok(HashSet::new());
    };
    let models = Entity::in_app(scope.app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::MessageId.is_in(messages))
        .filter(Column::Active.eq(true))
        .all(ctx.db.reader())
        .await?;
    Ok(models.into_iter().map(|model| (MessageId(model.message_id), model.key)).collect())
}

/// The messages of a large conversation whose reactions changed since a position; nothing where those
/// are too many. In other conversations reactions are entries.
pub(crate) async fn changed_since(
    ctx: &Context,
    conversation: &conversations::Model,
    since: i64,
) -> Result<Option<Vec<messages::Model>>> {
    if !conversation.is_large() {
        return Ok(Some(Vec::new()));
    }
    let models = messages::reacted_since(ctx, conversation, since, FAR_BEHIND + 1).await?;
    Ok(Some(models).filter(|models| models.len() as u64 <= FAR_BEHIND))
}

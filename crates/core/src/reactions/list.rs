//! Who reacted how.

use super::model::{Column, Entity};
use crate::{
    Context, Result, Scope,
    access::InApp as _,
    conversations, cursor, messages,
    sql::{Rows, Type, column},
};
use sea_orm::{
    ColumnTrait as _, Condition, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{ConversationId, KeyScope, MessageId, Page, Reaction};

/// Further behind than this many messages with changed reactions, and the client starts afresh.
const FAR_BEHIND: usize = 100;

/// The reactions to a message, by key and user: all, or those of one key.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    (conversation_id, id): (ConversationId, MessageId),
    key: Option<&str>,
    (limit, cursor): (u64, Option<&str>),
) -> Result<Page<Reaction>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    messages::require_seen(ctx, scope, conversation_id, id).await?;
    let list = format!("reactions to {id}");
    let after: Option<(String, String)> = cursor::open_page(ctx, scope, &list, cursor)?;
    let mut query = Entity::in_app(scope.app_id)
        .filter(Column::MessageId.eq(id.0))
        .filter(Column::Active.eq(true));
    if let Some(key) = key {
        query = query.filter(Column::Key.eq(key.replace('\0', "")));
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

/// The messages of large conversations whose reactions changed since a position, by conversation;
/// nothing for a conversation where those are too many.
pub(crate) async fn changed_since(
    ctx: &Context,
    scope: &Scope,
    conversations: &[&conversations::Model],
    since: i64,
) -> Result<HashMap<Uuid, Option<Vec<messages::Model>>>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("since", Type::Int),
    ]);
    for conversation in conversations.iter().filter(|conversation| conversation.is_large()) {
        rows.push([scope.app_id.0.into(), conversation.id.into(), since.into()]);
    }
    // One more than is worth sending, of each.
    let sql = format!(
        "select x.* from v join messages x on x.app_id = v.app_id and x.id in ( \
             select y.id from messages y where y.app_id = v.app_id \
             and y.conversation_id = v.conversation_id and y.reactions_position > v.since \
             and y.reactions_position is not null \
             order by y.reactions_position limit {})",
        FAR_BEHIND + 1
    );
    let mut changed: HashMap<Uuid, Option<Vec<messages::Model>>> = HashMap::new();
    for row in rows.query(ctx.db.reader(), &sql).await? {
        let model = messages::Model::from_query_result(&row, "")?;
        let found = changed.entry(model.conversation_id).or_insert_with(|| Some(Vec::new()));
        if let Some(models) = found {
            models.push(model);
        }
        if found.as_ref().is_some_and(|models| models.len() > FAR_BEHIND) {
            *found = None;
        }
    }
    Ok(changed)
}

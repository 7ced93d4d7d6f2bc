//! Reading messages back, as far as the reader may see.

use super::{
    model::{Column, Entity, Model},
    show::{show, show_one},
    slice::{HistoryQuery, Slice, Timeline},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    members::{self, Visible},
    sql::{Rows, Type, column, statement, text_or_empty},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, FromQueryResult as _, QueryFilter as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, KeyScope, Message, MessageId, Page};

/// Messages of a conversation, oldest first. `has_more` says whether there are more in the direction
/// that was asked for.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    query: HistoryQuery,
) -> Result<Page<Message>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let slice = Slice { ctx, scope, conversation_id, visible, timeline: Timeline::Main };
    slice.read(query).await
}

/// The replies in the thread about a message, in the same way.
pub async fn list_replies(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    query: HistoryQuery,
) -> Result<Page<Message>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let root = find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
    root.filter(|root| root.is_seen(&visible)).ok_or(Error::NotFound("message"))?;
    let slice = Slice { ctx, scope, conversation_id, visible, timeline: Timeline::Thread(id) };
    slice.read(query).await
}

/// One message.
pub async fn get(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<Message> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let model = find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
    let model = model.filter(|model| model.is_seen(&visible)).ok_or(Error::NotFound("message"))?;
    show_one(ctx, scope, model).await
}

/// The row of a message of this conversation.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id)
        .filter(Column::Id.eq(id.0))
        .filter(Column::ConversationId.eq(conversation_id.0))
        .one(db)
        .await?)
}

/// The newest message that may be seen.
pub(crate) async fn latest(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    visible: Visible,
) -> Result<Option<Message>> {
    let slice = Slice { ctx, scope, conversation_id, visible, timeline: Timeline::Counted };
    Ok(slice.before(i64::MAX, 1).await?.data.pop())
}

/// Where to look for the newest message of a conversation that one of its members sees.
pub(crate) struct Newest {
    pub(crate) conversation_id: Uuid,
    /// Not before this entry.
    pub(crate) from_seq: i64,
    /// Whether they have hidden messages there.
    pub(crate) hides: bool,
}

/// The newest message of each conversation, by conversation.
pub(crate) async fn newest_of(
    ctx: &Context,
    scope: &Scope,
    conversations: &[Newest],
) -> Result<HashMap<Uuid, Message>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
        column("from_seq", Type::Int),
        column("hides", Type::Bool),
    ]);
    let user_id = scope.as_user().map(|id| id.as_str());
    for Newest { conversation_id, from_seq, hides } in conversations {
        rows.push([
            scope.app_id.0.into(),
            (*conversation_id).into(),
            text_or_empty(user_id),
            (*from_seq).into(),
            (*hides).into(),
        ]);
    }
    let sql = "select x.* from v join messages x on x.app_id = v.app_id and x.id = ( \
        select e.message_id from entries e where e.app_id = v.app_id \
        and e.conversation_id = v.conversation_id and e.seq >= v.from_seq \
        and e.kind = 'message.created' and e.uncounted is null \
        and (not v.hides or not exists (select 1 from hidden_messages h \
            where h.app_id = e.app_id and h.conversation_id = e.conversation_id \
            and h.user_id = v.user_id and h.seq = e.seq)) \
        order by e.seq desc limit 1)";
    let found = rows.query(ctx.db.reader(), sql).await?;
    let models: Vec<_> =
        found.iter().map(|row| Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    let messages = show(ctx, scope, models).await?;
    Ok(messages.into_iter().map(|message| (message.conversation_id.0, message)).collect())
}

/// The ordinal of the last message of the main timeline up to an entry; 0 before the first.
pub(super) async fn ordinal_at(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    seq: i64,
) -> Result<i64> {
    let sql = "select x.ordinal from messages x where x.app_id = $1 and x.id = ( \
        select e.message_id from entries e where e.app_id = $1 and e.conversation_id = $2 \
        and e.seq <= $3 and e.kind = 'message.created' and e.uncounted is null \
        order by e.seq desc limit 1)";
    let values = vec![app_id.0.into(), conversation_id.0.into(), seq.into()];
    let row = db.query_one_raw(statement(db, sql, values)).await?;
    Ok(row.map(|row| row.try_get("", "ordinal")).transpose()?.unwrap_or_default())
}

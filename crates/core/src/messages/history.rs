//! Reading messages back, as far as the reader may see.

use super::model::{Column, Entity, Model};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    members::{self, Visible},
    sql::{Rows, Type, column, statement},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, FromQueryResult as _, QueryFilter as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, KeyScope, Message, MessageId, Page};

/// Which part of a history is wanted. At most one of the three; the newest messages without.
#[derive(Clone, Copy, Debug, Default)]
pub struct HistoryQuery {
    pub before_seq: Option<i64>,
    pub after_seq: Option<i64>,
    pub around_seq: Option<i64>,
    pub limit: u64,
}

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
    let slice = Slice { ctx, scope, conversation_id, visible };
    match (query.before_seq, query.after_seq, query.around_seq) {
        (None, None, None) => slice.before(i64::MAX, query.limit).await,
        (Some(seq), None, None) => slice.before(seq, query.limit).await,
        (None, Some(seq), None) => slice.after(seq, query.limit).await,
        (None, None, Some(seq)) => {
            let before = slice.before(seq, query.limit / 2).await?;
            let mut page =
                slice.after(seq.saturating_sub(1), query.limit - query.limit / 2).await?;
            page.data.splice(0..0, before.data);
            page.has_more |= before.has_more;
            Ok(page)
        }
        _ => Err(Error::field("/before_seq", "exclusive", "give one of before, after and around")),
    }
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
    let model =
        model.filter(|model| visible.contains(model.seq)).ok_or(Error::NotFound("message"))?;
    model.try_into()
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

/// Messages by id, for rendering entries.
pub(crate) async fn by_id(
    db: &impl ConnectionTrait,
    app_id: AppId,
    ids: Vec<Uuid>,
) -> Result<HashMap<MessageId, Message>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let models = Entity::in_app(app_id).filter(Column::Id.is_in(ids)).all(db).await?;
    models.into_iter().map(|model| Ok((MessageId(model.id), model.try_into()?))).collect()
}

/// The newest message that may be seen.
pub(crate) async fn latest(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    visible: Visible,
) -> Result<Option<Message>> {
    let slice = Slice { ctx, scope, conversation_id, visible };
    Ok(slice.before(i64::MAX, 1).await?.data.pop())
}

/// The newest message of each conversation, not before the entry named beside it.
pub(crate) async fn newest_of(
    ctx: &Context,
    scope: &Scope,
    conversations: &[(Uuid, i64)],
) -> Result<HashMap<Uuid, Message>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("from_seq", Type::Int),
    ]);
    for (conversation_id, from_seq) in conversations {
        rows.push([scope.app_id.0.into(), (*conversation_id).into(), (*from_seq).into()]);
    }
    let sql = "select x.* from v join messages x on x.app_id = v.app_id and x.id = ( \
        select e.message_id from entries e where e.app_id = v.app_id \
        and e.conversation_id = v.conversation_id and e.seq >= v.from_seq \
        and e.kind = 'message.created' order by e.seq desc limit 1)";
    let found = rows.query(ctx.db.reader(), sql).await?;
    found
        .iter()
        .map(|row| {
            let model = Model::from_query_result(row, "")?;
            Ok((model.conversation_id, model.try_into()?))
        })
        .collect()
}

/// A conversation's history for one reader. The order is that of the entries, which lead to the
/// messages.
struct Slice<'a> {
    ctx: &'a Context,
    scope: &'a Scope,
    conversation_id: ConversationId,
    visible: Visible,
}

impl Slice<'_> {
    async fn before(&self, seq: i64, limit: u64) -> Result<Page<Message>> {
        let mut page = self.page("e.seq < $3", "desc", seq, limit).await?;
        page.data.reverse();
        Ok(page)
    }

    async fn after(&self, seq: i64, limit: u64) -> Result<Page<Message>> {
        self.page("e.seq > $3", "asc", seq, limit).await
    }

    async fn page(&self, side: &str, order: &str, seq: i64, limit: u64) -> Result<Page<Message>> {
        let sql = format!(
            "select x.* from entries e join messages x on x.app_id = e.app_id \
                 and x.id = e.message_id \
             where e.app_id = $1 and e.conversation_id = $2 and {side} \
                 and e.kind = 'message.created' and ({}) order by e.seq {order} limit {}",
            self.visible.condition("e.seq"),
            limit + 1
        );
        let db = self.ctx.db.reader();
        let values = vec![self.scope.app_id.0.into(), self.conversation_id.0.into(), seq.into()];
        let mut models = Model::find_by_statement(statement(db, &sql, values)).all(db).await?;
        let has_more = models.len() as u64 > limit;
        models.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let data = models.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
        Ok(Page { data, next_cursor: None, has_more })
    }
}

//! What members have deleted for themselves: messages one by one (`hidden_messages`), and everything
//! up to an entry (`members.cleared_seq`).
//!
//! Nobody else is told or can see it. [`super::visible`] reads it, [`crate::messages`] writes it. A
//! member who has hidden nothing costs no look-up: `members.hidden_count` says so.

use super::{Column as Of, Entity as Members, Model as Member};
use crate::{
    Error, Result,
    access::InApp,
    log::Writer,
    sql::{Rows, Type, column, nullable, statement, uuid_or_nil},
};
use sea_orm::{
    PaginatorTrait as _, QueryOrder as _, QuerySelect as _, entity::prelude::*, sea_query::Expr,
};
use std::collections::{BTreeSet, HashMap};
use warbler_protocol::{AppId, MessageId, UserId};

/// One by one, a member may hide this many messages of a conversation: more is for clearing.
const MOST: i64 = 1000;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hidden_messages")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub message_id: Uuid,
    pub thread_id: Option<Uuid>,
    pub ordinal: i64,
    pub position: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// A message that a member hides.
pub(crate) struct Hiding {
    pub(crate) seq: i64,
    pub(crate) message_id: Uuid,
    pub(crate) thread_id: Option<Uuid>,
    pub(crate) ordinal: i64,
}

fn of(member: &Member) -> sea_orm::Select<Entity> {
    Entity::in_app(AppId(member.app_id))
        .filter(Column::ConversationId.eq(member.conversation_id))
        .filter(Column::UserId.eq(member.user_id.as_str()))
}

/// The entries of the messages that a member has hidden.
pub(super) async fn seqs(db: &impl ConnectionTrait, member: &Member) -> Result<BTreeSet<i64>> {
    if member.hidden_count == 0 {
        return Ok(BTreeSet::new());
    }
    let query = of(member).select_only().column(Column::Seq).into_tuple::<i64>();
    Ok(query.all(db).await?.into_iter().collect())
}

/// The entries of all messages that a user has hidden, by conversation.
pub(super) async fn of_user(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<Vec<(Uuid, i64)>> {
    let sql = "select h.conversation_id, h.seq from members m join hidden_messages h \
            on h.app_id = m.app_id and h.conversation_id = m.conversation_id \
            and h.user_id = m.user_id \
        where m.app_id = $1 and m.user_id = $2 and m.active and m.hidden_count > 0";
    let query = statement(db, sql, vec![app_id.0.into(), user_id.as_str().into()]);
    let rows = db.query_all_raw(query).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "seq")?)))
        .collect()
}

/// The messages that members of a conversation have hidden, of those up to an entry.
pub(super) async fn of_members(
    db: &impl ConnectionTrait,
    members: &[Member],
    to_seq: i64,
) -> Result<HashMap<String, Vec<MessageId>>> {
    let mut hidden: HashMap<String, Vec<MessageId>> = HashMap::new();
    let hiding: Vec<_> = members.iter().filter(|member| member.hidden_count > 0).collect();
    let Some(first) = hiding.first() else { return Ok(hidden) };
    let rows = Entity::in_app(AppId(first.app_id))
        .filter(Column::ConversationId.eq(first.conversation_id))
        .filter(Column::UserId.is_in(hiding.iter().map(|member| member.user_id.as_str())))
        .filter(Column::Seq.lte(to_seq))
        .order_by_asc(Column::Seq)
        .all(db)
        .await?;
    for row in rows {
        hidden.entry(row.user_id).or_default().push(MessageId(row.message_id));
    }
    Ok(hidden)
}

/// What a member has hidden since a position.
pub(crate) async fn hidden_since(
    db: &impl ConnectionTrait,
    member: &Member,
    position: i64,
) -> Result<Vec<Uuid>> {
    let query = of(member).filter(Column::Position.gt(position));
    let query = query.select_only().column(Column::MessageId).into_tuple::<Uuid>();
    Ok(query.all(db).await?)
}

/// How many of the messages that a member has not read they have hidden.
pub(crate) async fn hidden_unread(db: &impl ConnectionTrait, member: &Member) -> Result<i64> {
    if member.hidden_count == 0 {
        return Ok(0);
    }
    let unread = of(member)
        .filter(Column::ThreadId.is_null())
        .filter(Column::Ordinal.gt(member.seen_ordinal()));
    Ok(i64::try_from(unread.count(db).await?).unwrap_or(i64::MAX))
}

/// Hides messages, none of which is hidden yet, from a member.
pub(crate) async fn hide(
    writer: &Writer<'_>,
    member: &Member,
    position: i64,
    messages: &[Hiding],
) -> Result<()> {
    let count = member.hidden_count + i64::try_from(messages.len()).unwrap_or(i64::MAX);
    if count > MOST {
        return Err(Error::limit("as many messages as may be are hidden here: clear the history"));
    }
    let mut rows = Rows::new(COLUMNS);
    for hiding in messages {
        rows.push([
            member.app_id.into(),
            member.conversation_id.into(),
            member.user_id.as_str().into(),
            hiding.seq.into(),
            hiding.message_id.into(),
            uuid_or_nil(hiding.thread_id),
            hiding.ordinal.into(),
            position.into(),
        ]);
    }
    rows.insert(writer.tx(), "hidden_messages", "").await?;
    update(member)
        .col_expr(Of::HiddenCount, Expr::value(count))
        .col_expr(Of::PrivatePosition, Expr::value(position))
        .exec(writer.tx())
        .await?;
    Ok(())
}

/// Hides all messages up to an entry, the ordinal of the last of which is given.
pub(crate) async fn clear(
    writer: &Writer<'_>,
    member: &Member,
    position: i64,
    (seq, ordinal): (i64, i64),
) -> Result<()> {
    Entity::delete_in_app(AppId(member.app_id))
        .filter(Column::ConversationId.eq(member.conversation_id))
        .filter(Column::UserId.eq(member.user_id.as_str()))
        .filter(Column::Seq.lte(seq))
        .exec(writer.tx())
        .await?;
    let left = of(member).count(writer.tx()).await?;
    update(member)
        .col_expr(Of::ClearedSeq, Expr::value(seq))
        .col_expr(Of::ClearedOrdinal, Expr::value(ordinal))
        .col_expr(Of::HiddenCount, Expr::value(i64::try_from(left).unwrap_or(i64::MAX)))
        .col_expr(Of::PrivatePosition, Expr::value(position))
        .exec(writer.tx())
        .await?;
    Ok(())
}

/// Notes where a member changed something that nobody else is told.
pub(crate) async fn touch(writer: &Writer<'_>, member: &Member, position: i64) -> Result<()> {
    let query = update(member).col_expr(Of::PrivatePosition, Expr::value(position));
    query.exec(writer.tx()).await?;
    Ok(())
}

fn update(member: &Member) -> sea_orm::UpdateMany<Members> {
    Members::update_in_app(AppId(member.app_id))
        .filter(Of::ConversationId.eq(member.conversation_id))
        .filter(Of::UserId.eq(member.user_id.as_str()))
}

const COLUMNS: [crate::sql::Column; 8] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("seq", Type::Int),
    column("message_id", Type::Uuid),
    nullable("thread_id", Type::Uuid),
    column("ordinal", Type::Int),
    column("position", Type::Int),
];

//! Looking threads up.

use super::model::Model;
use crate::{
    Context, Error, Result, Scope, cursor, members, messages,
    sql::{Type, find_by, statement},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, FollowedThread, MessageId, Page, Thread, ThreadMembership};

/// Threads by what they are about, where there are any.
pub(crate) async fn by_id(
    db: &impl ConnectionTrait,
    app_id: AppId,
    ids: Vec<Uuid>,
) -> Result<HashMap<MessageId, Thread>> {
    let models: Vec<Model> = find_by(db, "threads", app_id, ("id", Type::Uuid), ids).await?;
    models.into_iter().map(|model| Ok((MessageId(model.id), model.try_into()?))).collect()
}

/// The threads that the caller follows, the latest reply first.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<FollowedThread>> {
    let user_id = scope.user()?;
    let list = format!("threads of {user_id}");
    let before: Option<i64> = cursor::open_page(ctx, scope, &list, cursor)?;
    let before = before.unwrap_or(i64::MAX);
    let greatest = crate::sql::greatest(ctx.db.backend());
    let seen = format!("{greatest}(f.read_ordinal, f.own_last_ordinal)");
    // What the user has hidden of it counts for nothing; most have hidden nothing.
    let sql = format!(
        "select t.id, t.last_position, {seen} as read_ordinal, t.last_ordinal - {seen} \
             - case when m.hidden_count > 0 then (select count(*) from hidden_messages h \
                 where h.app_id = f.app_id and h.conversation_id = f.conversation_id \
                 and h.user_id = f.user_id and h.thread_id = t.id and h.ordinal > {seen}) \
               else 0 end as unread, \
             (select count(*) from thread_mentions x where x.app_id = f.app_id \
                 and x.thread_id = f.thread_id and x.user_id in (f.user_id, '*') \
                 and x.ordinal > {seen} and (m.hidden_count = 0 or not exists ( \
                     select 1 from hidden_messages h where h.app_id = f.app_id \
                     and h.conversation_id = f.conversation_id and h.user_id = f.user_id \
                     and h.thread_id = t.id and h.ordinal = x.ordinal))) as mentions \
         from thread_members f \
         join threads t on t.app_id = f.app_id and t.id = f.thread_id \
         join members m on m.app_id = f.app_id and m.conversation_id = f.conversation_id \
             and m.user_id = f.user_id and m.active \
         join conversations c on c.app_id = f.app_id and c.id = f.conversation_id \
             and c.deleted_at is null \
         where f.app_id = $1 and f.user_id = $2 and f.following and t.last_position < $3 \
         order by t.last_position desc limit {}",
        limit + 1
    );
    let db = ctx.db.reader();
    let values = vec![scope.app_id.0.into(), user_id.as_str().into(), before.into()];
    let found = Row::find_by_statement(statement(db, &sql, values)).all(db).await?;
    let page = cursor::page(ctx, scope, (&list, limit), found, |row| row.last_position)?;
    with_roots(ctx, scope, page).await
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    last_position: i64,
    read_ordinal: i64,
    unread: i64,
    mentions: i64,
}

async fn with_roots(ctx: &Context, scope: &Scope, page: Page<Row>) -> Result<Page<FollowedThread>> {
    let ids = page.data.iter().map(|row| row.id).collect();
    let models = messages::by_id(ctx.db.reader(), scope.app_id, ids).await?;
    let shown = messages::show(ctx, scope, models).await?;
    let mut roots: HashMap<_, _> = shown.into_iter().map(|root| (root.id.0, root)).collect();
    page.try_map(|row| {
        Ok(FollowedThread {
            message: roots.remove(&row.id).ok_or(Error::NotFound("message"))?,
            read_ordinal: row.read_ordinal,
            unread_count: row.unread.max(0),
            mention_count: row.mentions,
        })
    })
}

/// A member's part in those threads of a conversation where it changed since a position.
pub(crate) async fn changed_since(
    db: &impl ConnectionTrait,
    member: &members::Model,
    position: i64,
) -> Result<Vec<ThreadMembership>> {
    let sql = "select thread_id, following, read_ordinal from thread_members \
        where app_id = $1 and user_id = $2 and conversation_id = $3 and changed_position > $4";
    let values = vec![
        member.app_id.into(),
        member.user_id.as_str().into(),
        member.conversation_id.into(),
        position.into(),
    ];
    let rows = db.query_all_raw(statement(db, sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(ThreadMembership {
                message_id: MessageId(row.try_get("", "thread_id")?),
                following: row.try_get("", "following")?,
                read_ordinal: row.try_get("", "read_ordinal")?,
            })
        })
        .collect()
}

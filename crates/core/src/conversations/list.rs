//! Looking conversations up.

use super::{
    Column, Entity,
    filter::{ListQuery, after_in_list, chosen, of_kind},
    model::Mine,
    render,
};
use crate::{
    Context, Error, Result, Scope, access::InApp as _, blocks, cursor, members, messages,
    sql::statement, validate::encode,
};
use bytestring::ByteString;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, ExprTrait as _,
    FromQueryResult as _, JoinType, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    SelectTwo, sea_query::Expr,
};
use warbler_protocol::{
    AppId, Conversation, ConversationId, ErrorCode, EventKind, KeyScope, Page, Visibility,
};

/// A user's conversations, pinned ones first and then the most recently active; for the tenant's
/// server all of the app, in no order of meaning.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    query: ListQuery<'_>,
) -> Result<Page<Conversation>> {
    match scope.as_user() {
        Some(_) => list_mine(ctx, scope, query).await,
        None => list_all(ctx, scope, query).await,
    }
}

async fn list_mine(
    ctx: &Context,
    scope: &Scope,
    ListQuery { filter, kind, limit, cursor }: ListQuery<'_>,
) -> Result<Page<Conversation>> {
    let user_id = scope.user()?;
    let list = format!("conversations of {user_id}, {filter:?} {kind:?}");
    let before: Option<(bool, i64)> = cursor::open_page(ctx, scope, &list, cursor)?;
    let found = mine(scope)?
        .filter(chosen(ctx, filter))
        .filter(of_kind(kind)?)
        .filter(Condition::all().add_option(before.map(after_in_list)))
        .order_by_desc(members::Column::Pinned)
        .order_by_desc(Column::ActivePosition)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let found = found.into_iter().filter_map(Mine::from_pair).collect();
    let page = cursor::page(ctx, scope, (&list, limit), found, |mine: &Mine| {
        (mine.member.pinned, mine.conversation.active_position)
    })?;
    let data = render::render_mine(ctx, scope, page.data).await?;
    Ok(Page { data, next_cursor: page.next_cursor, has_more: page.has_more })
}

/// The caller's memberships with their conversations, those that are over included.
fn ever_mine(scope: &Scope) -> Result<SelectTwo<Entity, members::Entity>> {
    let member = Entity::belongs_to(members::Entity)
        .from((Column::AppId, Column::Id))
        .to((members::Column::AppId, members::Column::ConversationId))
        .into();
    Ok(Entity::in_app(scope.app_id)
        .join(JoinType::InnerJoin, member)
        .select_also(members::Entity)
        .filter(members::Column::UserId.eq(scope.user()?.as_str())))
}

pub(super) fn mine(scope: &Scope) -> Result<SelectTwo<Entity, members::Entity>> {
    Ok(ever_mine(scope)?
        .filter(members::Column::Active.eq(true))
        .filter(Column::DeletedAt.is_null()))
}

/// What changed for the caller after a position, the longest unchanged first.
pub(crate) async fn changed_since(
    ctx: &Context,
    scope: &Scope,
    position: i64,
    limit: u64,
) -> Result<Vec<Mine>> {
    let greatest = crate::sql::greatest(ctx.db.backend());
    let changed_at = Expr::cust(format!(
        "case when members.active \
         then {greatest}(conversations.last_position, members.changed_position, \
             members.settings_position, members.draft_position, members.private_position) \
         else members.changed_position end"
    ));
    let found = ever_mine(scope)?
        .filter(changed_at.clone().gt(position))
        .order_by(changed_at, Order::Asc)
        .limit(limit)
        .all(ctx.db.reader())
        .await?;
    Ok(found.into_iter().filter_map(Mine::from_pair).collect())
}

async fn list_all(
    ctx: &Context,
    scope: &Scope,
    ListQuery { filter, kind, limit, cursor }: ListQuery<'_>,
) -> Result<Page<Conversation>> {
    scope.require(KeyScope::ConversationsRead)?;
    if filter.is_some() {
        let detail = "filter is for a user's own conversations".to_owned();
        return Err(Error::Refused(ErrorCode::InvalidParameter, detail));
    }
    let list = format!("conversations, {kind:?}");
    let after: Option<uuid::Uuid> = cursor::open_page(ctx, scope, &list, cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(of_kind(kind)?)
        .filter(Column::DeletedAt.is_null())
        .filter(Column::Id.gt(after.unwrap_or_default()))
        .order_by_asc(Column::Id)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, (&list, limit), found, |model| model.id)?;
    page.try_map(|model| model.conversation())
}

/// One conversation: a member's own, a public one, or any for the tenant's server.
pub async fn get(ctx: &Context, scope: &Scope, id: ConversationId) -> Result<Conversation> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let mine = match scope.as_user() {
        Some(_) => {
            let query = mine(scope)?.filter(Column::Id.eq(id.0));
            query.one(ctx.db.reader()).await?.and_then(Mine::from_pair)
        }
        None => None,
    };
    if let Some(mine) = mine {
        let estranged = match mine.member.estranged {
            true => blocks::estranged_in(ctx, scope.app_id, id, scope.user()?).await?,
            false => Vec::new(),
        };
        let members = render::small_circle(ctx, scope, &mine.conversation, &estranged).await?;
        let rendered = render::render_mine(ctx, scope, vec![mine]).await?;
        let rendered = rendered.into_iter().next().ok_or(Error::NotFound("conversation"))?;
        return Ok(Conversation { members, ..rendered });
    }
    let model = super::find(ctx.db.reader(), scope.app_id, id).await?;
    let model = model.ok_or(Error::NotFound("conversation"))?;
    if scope.as_user().is_some() {
        return match model.visibility()? {
            Visibility::Public => model.conversation(),
            Visibility::Private => Err(Error::NotFound("conversation")),
        };
    }
    let visible = members::visible(ctx, scope, id).await?;
    Ok(Conversation {
        last_message: messages::latest(ctx, scope, id, visible).await?,
        members: render::small_circle(ctx, scope, &model, &[]).await?,
        ..model.conversation()?
    })
}

/// One of a user's conversations, as little of it as a connection keeps.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    pub conversation_id: ConversationId,
    pub member_count: i64,
    /// Messages not read, and whether the user left themselves a reminder.
    pub unread: i64,
    pub mentions: i64,
    pub marked_unread: bool,
    /// Whether a badge leaves it out: muted, hidden, or in the archive.
    pub quiet: bool,
    /// Whether a block of theirs, or against them, is in force.
    pub estranged: bool,
}

/// All of a user's memberships, and the shard's position they were read at.
pub async fn memberships(ctx: &Context, scope: &Scope) -> Result<(i64, Vec<Membership>)> {
    let greatest = crate::sql::greatest(ctx.db.backend());
    let seen = format!(
        "{greatest}(m.read_ordinal, m.own_last_ordinal, m.joined_ordinal, m.cleared_ordinal)"
    );
    let hidden = "hidden_messages h where h.app_id = m.app_id \
        and h.conversation_id = m.conversation_id and h.user_id = m.user_id \
        and h.thread_id is null and h.ordinal";
    // One statement, so that the position and the memberships are of one moment.
    let sql = format!(
        "select s.position, c.id, c.member_count, c.last_ordinal - {seen} \
            - case when m.hidden_count > 0 then (select count(*) from {hidden} > {seen}) \
              else 0 end as unread, \
            m.marked_unread, m.estranged, \
            (m.archived or coalesce(m.muted_until, 0) > $4 \
                or coalesce(m.hidden_ordinal, -1) >= c.last_ordinal) as quiet, \
            case when c.last_ordinal > {seen} then (select count(*) from mentions t \
                where t.app_id = m.app_id and t.conversation_id = m.conversation_id \
                and t.user_id in (m.user_id, '*') and t.ordinal > {seen} \
                and (m.hidden_count = 0 or not exists (select 1 from {hidden} = t.ordinal)) \
                and not exists (select 1 from blocks b where b.app_id = m.app_id \
                    and b.user_id = m.user_id and b.blocked_id = t.sender_id)) \
            else 0 end as mentions \
         from shards s \
         left join members m on m.app_id = $2 and m.user_id = $3 and m.active \
         left join conversations c on c.app_id = m.app_id and c.id = m.conversation_id \
             and c.deleted_at is null \
         where s.shard = $1"
    );
    let values = vec![
        scope.shard.into(),
        scope.app_id.0.into(),
        scope.user()?.as_str().into(),
        ctx.now().0.into(),
    ];
    let db = ctx.db.reader();
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    let position = rows.first().map(|row| row.try_get("", "position")).transpose()?;
    let position = position.ok_or_else(|| Error::Corrupt("the shard is missing".to_owned()))?;
    let memberships = rows
        .iter()
        .map(Row::from_row)
        .filter_map(|row| row.map(Row::membership).transpose())
        .collect::<Result<_>>()?;
    Ok((position, memberships))
}

#[derive(sea_orm::FromQueryResult)]
struct Row {
    id: Option<uuid::Uuid>,
    member_count: Option<i64>,
    unread: Option<i64>,
    mentions: Option<i64>,
    marked_unread: Option<bool>,
    quiet: Option<bool>,
    estranged: Option<bool>,
}

impl Row {
    fn from_row(row: &sea_orm::QueryResult) -> Result<Self> {
        Ok(Self::from_query_result(row, "")?)
    }

    /// A user without conversations still has the one row that carries the position.
    fn membership(self) -> Option<Membership> {
        Some(Membership {
            conversation_id: ConversationId(self.id?),
            member_count: self.member_count?,
            unread: std::cmp::max(self.unread?, 0),
            mentions: self.mentions.unwrap_or_default(),
            marked_unread: self.marked_unread.unwrap_or_default(),
            quiet: self.quiet.unwrap_or_default(),
            estranged: self.estranged.unwrap_or_default(),
        })
    }
}

/// A `conversation.updated` frame for members of a large conversation who hear of it only now and
/// then. It takes no place in any order: it has neither `n` nor `s`. For the node that tells them.
pub async fn summary(ctx: &Context, app_id: AppId, id: ConversationId) -> Result<ByteString> {
    let model = super::find(ctx.db.reader(), app_id, id).await?;
    let model = model.ok_or(Error::NotFound("conversation"))?;
    let (kind, data) = (EventKind::ConversationUpdated, encode(&model.conversation()?)?);
    Ok(format!(r#"{{"t":"{kind}","c":"{id}","d":{data}}}"#).into())
}

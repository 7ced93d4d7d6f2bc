//! Members: who is in a conversation, as what, and since when.
//!
//! Membership is a list of intervals of entries; rejoining opens another. A member who left keeps
//! an inactive row, so that their other devices can be told. Every change is an entry of the log,
//! and one batch of members is one entry. What is a member's own of a conversation is private: news
//! of it are entries without a seq, for that member alone.

mod add;
mod export;
mod hidden;
mod import;
mod interval;
mod model;
mod numbers;
mod remove;
mod rights;
mod roles;
mod settings;
mod standing;
mod transfer;
mod unseen;
mod update;
mod visible;

pub(crate) use add::bring_in;
pub(crate) use add::{Joining, enter};
pub use add::{add, join};
pub(crate) use export::{AsOf, records};
pub(crate) use hidden::{Hiding, clear, hidden_since, hidden_unread, hide, touch};
pub(crate) use import::{Intake, first, joining};
pub(crate) use model::{Column, Entity, Model};
pub(crate) use remove::end;
pub use remove::remove;
pub(crate) use rights::{may_discipline, may_not_send, may_speak, require_voice};
pub use settings::update_settings;
pub(crate) use settings::{announce, forget_metadata, settings_of};
pub(crate) use standing::{fold_of_members, fold_of_users};
pub use transfer::transfer;
pub(crate) use unseen::{Unseen, count_as_read};
pub use update::update;
pub use visible::{Visible, visible};
pub(crate) use visible::{blind_to, visible_everywhere, visible_in, visible_to};

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    blocks, conversations, cursor,
    sql::{Rows, Type, column},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use warbler_protocol::{AppId, ConversationId, KeyScope, Member, Page, Permission, UserId};

/// Up to this many members, everybody is told how far the others have read.
pub(crate) const RECEIPTS_SHOWN: i64 = 100;

/// The members of a conversation, by user id.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Member>> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    scope.permit(Permission::MembersRead)?;
    visible(ctx, scope, conversation_id).await?;
    let list = format!("members of {conversation_id}");
    let after: Option<String> = cursor::open_page(ctx, scope, &list, cursor)?;
    let conversation = conversations::find(ctx.db.reader(), scope.app_id, conversation_id).await?;
    let with_receipts =
        conversation.is_some_and(|conversation| conversation.member_count <= RECEIPTS_SHOWN);
    let found = of(scope.app_id, conversation_id)
        .filter(Column::UserId.gt(after.unwrap_or_default()))
        .order_by_asc(Column::UserId)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, (&list, limit), found, |member| member.user_id.clone())?;
    let estranged = match scope.as_user() {
        Some(user_id) if with_receipts => {
            blocks::estranged_in(ctx, scope.app_id, conversation_id, user_id).await?
        }
        _ => Vec::new(),
    };
    let receipt = |member: &Model| {
        with_receipts && !estranged.iter().any(|other| other.as_str() == member.user_id)
    };
    page.try_map(|member| member.member(receipt(&member)))
}

/// The active members of a conversation.
pub(crate) fn of(app_id: AppId, conversation_id: ConversationId) -> sea_orm::Select<Entity> {
    Entity::in_app(app_id)
        .filter(Column::ConversationId.eq(conversation_id.0))
        .filter(Column::Active.eq(true))
}

/// A user's membership, if they are a member now.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<Option<Model>> {
    let query = of(app_id, conversation_id).filter(Column::UserId.eq(user_id.as_str()));
    Ok(query.one(db).await?)
}

/// Those of the users who are members now.
pub(crate) async fn among(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    users: impl IntoIterator<Item = &str>,
) -> Result<Vec<Model>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
    ]);
    for user in users {
        rows.push([app_id.0.into(), conversation_id.0.into(), user.into()]);
    }
    let sql = "select m.* from v join members m on m.app_id = v.app_id \
        and m.conversation_id = v.conversation_id and m.user_id = v.user_id and m.active";
    let found = rows.query(db, sql).await?;
    Ok(found.iter().map(|row| Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// Refuses mentions of people who are not there.
pub(crate) async fn require_all(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    users: &[UserId],
) -> Result<()> {
    visible(ctx, scope, conversation_id).await?;
    let distinct: std::collections::HashSet<_> = users.iter().map(UserId::as_str).collect();
    let wanted = distinct.len();
    let found = among(ctx.db.reader(), scope.app_id, conversation_id, distinct).await?;
    match found.len() == wanted {
        true => Ok(()),
        false => Err(Error::field("/mentions", "unknown", "names somebody who is no member")),
    }
}

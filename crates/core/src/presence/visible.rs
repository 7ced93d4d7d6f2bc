//! Who may know how somebody is.

use super::LARGEST;
use crate::{
    Context, Error, Result, Scope, conversations, members,
    sql::{Rows, Type, column},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use std::collections::HashSet;
use warbler_protocol::{ConversationId, KeyScope, Permission, UserId};

/// Those of these users whose presence is the caller's business: oneself, and with whom one shares
/// a conversation that is not too large; everybody for the tenant's server.
pub async fn visible(ctx: &Context, scope: &Scope, user_ids: &[UserId]) -> Result<HashSet<UserId>> {
    scope.require_if_server(KeyScope::UsersRead)?;
    scope.permit(Permission::PresenceRead)?;
    let me = scope.as_user();
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("user_id", Type::Text),
        column("everybody", Type::Bool),
        column("me", Type::Text),
    ]);
    for user_id in user_ids {
        rows.push([
            scope.app_id.0.into(),
            user_id.as_str().into(),
            me.is_none().into(),
            me.map_or("", UserId::as_str).into(),
        ]);
    }
    let sql = format!(
        "select v.user_id from v \
         join users u on u.app_id = v.app_id and u.id = v.user_id and u.erased_at is null \
         where v.everybody or v.user_id = v.me or not exists (select 1 from blocks b \
             where b.app_id = v.app_id and (b.user_id = v.user_id and b.blocked_id = v.me \
                 or b.user_id = v.me and b.blocked_id = v.user_id)) \
         and exists (select 1 from members t \
            join members m on m.app_id = t.app_id and m.conversation_id = t.conversation_id \
                and m.user_id = v.me and m.active \
            join conversations c on c.app_id = t.app_id and c.id = t.conversation_id \
                and c.deleted_at is null and c.member_count <= {LARGEST} \
            where t.app_id = v.app_id and t.user_id = v.user_id and t.active)"
    );
    let found = rows.query(ctx.db.reader(), &sql).await?;
    found
        .iter()
        .map(|row| {
            let id: String = row.try_get("", "user_id")?;
            id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))
        })
        .collect()
}

/// The members of a conversation of the caller's, unless they are too many.
pub async fn members_of(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Vec<UserId>> {
    members::visible(ctx, scope, conversation_id).await?;
    let conversation = conversations::find(ctx.db.reader(), scope.app_id, conversation_id).await?;
    let conversation = conversation.ok_or(Error::NotFound("conversation"))?;
    if conversation.member_count > LARGEST {
        return Err(Error::limit("the conversation is too large for presence"));
    }
    let found = members::of(scope.app_id, conversation_id)
        .filter(members::Column::UserId.ne(scope.user()?.as_str()))
        .all(ctx.db.reader())
        .await?;
    found.iter().map(members::Model::user_id).collect()
}

//! Bans from one conversation. Moderators make them against lower roles, and the tenant's server.

use super::{Column, Entity, check, page, remove, store};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::Writer,
    members::{self, may_discipline},
    users,
};
use sea_orm::{ColumnTrait as _, Condition, QueryFilter as _};
use warbler_protocol::{
    AppId, Ban, BanKind, ConversationId, ConversationKind, ErrorCode, KeyScope, Page, Permission,
    PutBan, Role, Timestamp, UserId,
};

/// Keeps a user out of a conversation, which ends their membership, or from sending there.
pub async fn ban(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    user_id: UserId,
    input: PutBan,
) -> Result<Ban> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::MembersBan)?;
    check(ctx, &input)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let kind = writer.head(scope.app_id, conversation_id).await?.kind;
    let member = may_discipline(&writer, scope, conversation_id, &user_id).await?;
    if kind == ConversationKind::Direct {
        return Err(Error::conflict("nobody is banned from a direct conversation; block instead"));
    }
    users::require_known(ctx, scope.app_id, &user_id).await?;
    let ban = store(&writer, scope, conversation_id.0, user_id, input).await?;
    if let Some(member) = member.filter(|_| ban.kind == BanKind::Ban) {
        members::end(&mut writer, scope, &member).await?;
    }
    fold(&mut writer, scope, conversation_id, &ban.user_id).await?;
    writer.commit().await?;
    Ok(ban)
}

/// Ends a ban, or a silence, before its time. Without one, nothing happens.
pub async fn lift(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<()> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::MembersBan)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    writer.head(scope.app_id, conversation_id).await?;
    may_discipline(&writer, scope, conversation_id, user_id).await?;
    remove(&writer, scope.app_id, conversation_id.0, user_id).await?;
    fold(&mut writer, scope, conversation_id, user_id).await?;
    writer.commit().await.map(drop)
}

/// The bans of a conversation that are in force, by user id.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Ban>> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    match visible.role().is_some_and(|role| role < Role::Moderator) {
        true => Err(Error::forbidden("this role may not see the bans")),
        false => page(ctx, scope, conversation_id.0, limit, cursor).await,
    }
}

/// Brings the membership up to date, and tells the member if that changed what is theirs.
async fn fold(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<()> {
    let before = members::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    members::fold_of_members(writer, scope.app_id, [(conversation_id, user_id)]).await?;
    let after = members::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    match after {
        Some(after) if before.as_ref() != Some(&after) => members::announce(writer, &after).await,
        _ => Ok(()),
    }
}

/// Refuses users who are banned from a conversation.
pub(crate) async fn require_none(
    writer: &Writer<'_>,
    app_id: AppId,
    conversation_id: ConversationId,
    users: &[UserId],
) -> Result<()> {
    let found = Entity::in_app(app_id)
        .filter(bans_of(conversation_id, users))
        .filter(Column::Until.gt(writer.now().0))
        .one(writer.tx())
        .await?;
    match found {
        Some(ban) => Err(Error::Barred(ErrorCode::Banned, Timestamp(ban.until))),
        None => Ok(()),
    }
}

/// Ends the bans of users who are let in again. Silences stay.
pub(crate) async fn lift_bans(
    writer: &Writer<'_>,
    app_id: AppId,
    conversation_id: ConversationId,
    users: &[UserId],
) -> Result<()> {
    Entity::delete_in_app(app_id).filter(bans_of(conversation_id, users)).exec(writer.tx()).await?;
    Ok(())
}

fn bans_of(conversation_id: ConversationId, users: &[UserId]) -> Condition {
    Condition::all()
        .add(Column::ConversationId.eq(conversation_id.0))
        .add(Column::Kind.eq("ban"))
        .add(Column::UserId.is_in(users.iter().map(UserId::as_str)))
}

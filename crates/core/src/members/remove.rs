//! Ceasing to be a member. Where the last owner goes, somebody else becomes owner with it.

use super::{Column, Entity, Model, interval, rights::caller_role, roles::succeed};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    drafts,
    log::{Audience, Draft, Effect, Place, Writer},
    support,
    validate::encode,
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, sea_query::Expr};
use warbler_protocol::{
    AppId, ConversationId, ConversationKind, EventKind, KeyScope, MembersRemoved, Permission, Role,
    UserId,
};

/// Ends a membership: one's own, or that of somebody with a lower role.
pub async fn remove(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    user_id: UserId,
) -> Result<MembersRemoved> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    let leaves = scope.as_user() == Some(&user_id);
    scope.permit(match leaves {
        true => Permission::ConversationsLeave,
        false => Permission::MembersRemove,
    })?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let kind = writer.head(scope.app_id, conversation_id).await?.kind;
    let role = caller_role(&writer, scope, conversation_id).await?;
    if scope.as_user().is_some() && role.is_none() {
        return Err(Error::NotFound("conversation"));
    }
    if kind == ConversationKind::Direct {
        return Err(Error::conflict("a direct conversation has exactly two members"));
    }
    if support::is_answered_by(writer.tx(), scope.app_id, conversation_id, &user_id).await? {
        return Err(Error::conflict("who answers a customer hands them over first"));
    }
    let member = super::find(writer.tx(), scope.app_id, conversation_id, &user_id).await?;
    let member = member.ok_or(Error::NotFound("member"))?;
    let theirs = member.role()?;
    if !leaves && role.is_some_and(|role| role < Role::Moderator || role <= theirs) {
        return Err(Error::forbidden("this role may not remove that member"));
    }
    let removed = end(&mut writer, scope, &member).await?;
    writer.commit().await?;
    Ok(removed)
}

/// Ends a membership under the lock, whoever may.
pub(crate) async fn end(
    writer: &mut Writer<'_>,
    scope: &Scope,
    member: &Model,
) -> Result<MembersRemoved> {
    let conversation_id = ConversationId(member.conversation_id);
    let user_id = member.user_id()?;
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id,
        kind: EventKind::MemberRemoved,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::Left(vec![user_id.clone()]),
        hidden_from: Vec::new(),
    };
    let place = writer.append(&draft)?;
    let head = writer.head(scope.app_id, conversation_id).await?;
    head.member_count -= 1;
    let count = head.member_count;
    leave(writer, member, place).await?;
    let by = scope.as_user().cloned();
    let removed = MembersRemoved { user_ids: vec![user_id], member_count: count, by };
    writer.write(draft, place, &encode(&removed)?, None);
    succeed(writer, scope, member).await?;
    Ok(removed)
}

async fn leave(writer: &Writer<'_>, member: &Model, place: Place) -> Result<()> {
    let app_id = AppId(member.app_id);
    Entity::update_in_app(app_id)
        .filter(Column::ConversationId.eq(member.conversation_id))
        .filter(Column::UserId.eq(member.user_id.as_str()))
        .col_expr(Column::Active, Expr::value(false))
        .col_expr(Column::ChangedPosition, Expr::value(place.position))
        .exec(writer.tx())
        .await?;
    interval::Entity::update_in_app(app_id)
        .filter(interval::Column::ConversationId.eq(member.conversation_id))
        .filter(interval::Column::UserId.eq(member.user_id.as_str()))
        .filter(interval::Column::ToSeq.is_null())
        .col_expr(interval::Column::ToSeq, Expr::value(place.seq))
        .exec(writer.tx())
        .await?;
    let conversation_id = ConversationId(member.conversation_id);
    drafts::forget(writer.tx(), app_id, &member.user_id()?, Some(conversation_id)).await
}

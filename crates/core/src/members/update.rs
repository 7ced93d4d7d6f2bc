//! Changing what a member may do.

use super::{
    Column, Entity,
    rights::{caller_role, may_give},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    validate::{encode, word},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, sea_query::Expr};
use warbler_protocol::{
    ConversationId, ConversationKind, EventKind, KeyScope, Member, Permission, Role, UpdateMember,
    UserId,
};

/// Gives a member another role.
pub async fn update(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    user_id: UserId,
    input: UpdateMember,
) -> Result<Member> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::MembersUpdate)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let kind = writer.head(scope.app_id, conversation_id).await?.kind;
    let role = caller_role(&writer, scope, conversation_id).await?;
    if scope.as_user().is_some() && role.is_none() {
        return Err(Error::NotFound("conversation"));
    }
    let member = super::find(writer.tx(), scope.app_id, conversation_id, &user_id).await?;
    let member = member.ok_or(Error::NotFound("member"))?;
    let theirs = member.role()?;
    let below =
        role.is_some_and(|role| role < Role::Admin || (role <= theirs && role < Role::Owner));
    if below || (kind == ConversationKind::Direct && role.is_some()) {
        return Err(Error::forbidden("this role may not change that member"));
    }
    may_give(role, Some(input.role))?;
    let changed = Member { role: input.role, ..member.member(false)? };
    if theirs == input.role {
        return Ok(changed);
    }
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id,
        kind: EventKind::MemberUpdated,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: Vec::new(),
    };
    let place = writer.append(&draft)?;
    Entity::update_in_app(scope.app_id)
        .filter(Column::ConversationId.eq(conversation_id.0))
        .filter(Column::UserId.eq(user_id.as_str()))
        .col_expr(Column::Role, Expr::value(word(&input.role)?))
        .col_expr(Column::ChangedPosition, Expr::value(place.position))
        .exec(writer.tx())
        .await?;
    writer.write(draft, place, &encode(&changed)?, None);
    writer.commit().await?;
    Ok(changed)
}

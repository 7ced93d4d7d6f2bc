//! Changing what a member may do.

use super::{
    rights::{caller_role, may_give},
    roles::give,
};
use crate::{Context, Error, Result, Scope, log::Writer};
use warbler_protocol::{
    ConversationId, ConversationKind, KeyScope, Member, Permission, Role, UpdateMember, UserId,
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
    let changed = give(&mut writer, scope, &member, input.role).await?;
    writer.commit().await?;
    Ok(changed)
}

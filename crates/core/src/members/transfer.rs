//! Handing a conversation over.

use super::{Column, Model, rights::caller_role, roles::give};
use crate::{Context, Error, Result, Scope, log::Writer, users};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use warbler_protocol::{
    ConversationId, ConversationKind, KeyScope, Member, Permission, Role, TransferOwnership,
};

/// Makes a member the owner. An owner who hands over becomes an admin; for the tenant's server, every
/// owner there is does. Answers the new owner.
pub async fn transfer(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: TransferOwnership,
) -> Result<Member> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::MembersUpdate)?;
    super::visible(ctx, scope, conversation_id).await?;
    let heir = [input.user_id];
    users::require(ctx, scope.app_id, &heir, "/user_id").await?;
    let [heir] = &heir;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let kind = writer.head(scope.app_id, conversation_id).await?.kind;
    let role = caller_role(&writer, scope, conversation_id).await?;
    if scope.as_user().is_some() && role != Some(Role::Owner) {
        return Err(Error::forbidden("only the owner hands a conversation over"));
    }
    if kind == ConversationKind::Direct {
        return Err(Error::conflict("a direct conversation belongs to both sides"));
    }
    let member = super::find(writer.tx(), scope.app_id, conversation_id, heir).await?;
    let member = member.ok_or(Error::NotFound("member"))?;
    let givers = givers(&writer, scope, conversation_id).await?;
    let owner = give(&mut writer, scope, &member, Role::Owner).await?;
    for giver in givers.iter().filter(|giver| giver.user_id != member.user_id) {
        give(&mut writer, scope, giver, Role::Admin).await?;
    }
    writer.commit().await?;
    Ok(owner)
}

/// The owners who are owners no longer.
async fn givers(
    writer: &Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Vec<Model>> {
    let owners = super::of(scope.app_id, conversation_id).filter(Column::Role.eq("owner"));
    let owners = match scope.as_user() {
        Some(user_id) => owners.filter(Column::UserId.eq(user_id.as_str())),
        None => owners,
    };
    Ok(owners.all(writer.tx()).await?)
}

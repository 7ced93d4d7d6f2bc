//! What a role allows towards other members.

use crate::{Error, Result, Scope, log::Writer};
use warbler_protocol::{ConversationId, Role};

/// The caller's role under the lock; none for the tenant's server and for those who are no members.
pub(super) async fn caller_role(
    writer: &Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Option<Role>> {
    let Some(user_id) = scope.as_user() else { return Ok(None) };
    let member = super::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    member.map(|member| member.role()).transpose()
}

/// Nobody gives a role above their own.
pub(super) fn may_give(giver: Option<Role>, given: Option<Role>) -> Result<()> {
    match (giver, given) {
        (Some(giver), Some(given)) if given > giver => {
            Err(Error::forbidden("nobody gives a role above their own"))
        }
        _ => Ok(()),
    }
}

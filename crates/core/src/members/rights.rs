//! What a role allows towards other members, and who may speak.

use super::Model;
use crate::{
    Error, Result, Scope,
    log::{Head, Writer},
};
use warbler_protocol::{ConversationId, ErrorCode, Role, Timestamp, UserId};

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

/// Refuses callers who may not ban or silence a user: moderators may, and those above them, where
/// the user's role is lower than theirs. Answers the user's membership, if there is one.
pub(crate) async fn may_discipline(
    writer: &Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<Option<Model>> {
    let role = caller_role(writer, scope, conversation_id).await?;
    if scope.as_user().is_some() && role.is_none() {
        return Err(Error::NotFound("conversation"));
    }
    let member = super::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    let theirs = member.as_ref().map(Model::role).transpose()?;
    match role.is_some_and(|role| role < Role::Moderator || Some(role) <= theirs) {
        true => Err(Error::forbidden("this role may not ban that user")),
        false => Ok(member),
    }
}

/// Refuses members who may read and not speak: who is silenced, and both sides of a direct
/// conversation in which one has blocked the other.
pub(crate) fn may_speak(
    head: &Head,
    user_id: Option<&UserId>,
    silenced_until: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    if let Some(until) = silenced_until.map(Timestamp).filter(|until| *until > now) {
        return Err(Error::Barred(ErrorCode::Silenced, until));
    }
    match (head.blocked_by.as_deref(), user_id) {
        (None, _) | (_, None) => Ok(()),
        (Some(by), Some(user_id)) if by == "*" || by == user_id.as_str() => {
            let detail = "you have blocked the other side".to_owned();
            Err(Error::Refused(ErrorCode::UserBlocked, detail))
        }
        // Who was blocked is told what everybody is told who may not send.
        _ => Err(may_not_send()),
    }
}

/// The same for a caller under the lock, in a conversation that they are in.
pub(crate) async fn require_voice(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<()> {
    let Some(user_id) = scope.as_user() else { return Ok(()) };
    let head = writer.head(scope.app_id, conversation_id).await?.clone();
    let member = super::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    let silenced_until = member.and_then(|member| member.silenced_until);
    may_speak(&head, Some(user_id), silenced_until, writer.now())
}

/// What those are told who may not send.
pub(crate) fn may_not_send() -> Error {
    Error::forbidden("this role may not send messages here")
}

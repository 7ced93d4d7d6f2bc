//! On which side of the desk a caller sits.

use super::{
    model::Model,
    operators,
    ownership::{find, owner_changed},
};
use crate::{Actor, Context, Error, Result, Scope, log::Writer, members};
use sea_orm::ConnectionTrait;
use warbler_protocol::{ConversationId, KeyScope, Permission, UserId};

/// As what a caller comes to a support conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// Or somebody else who is a member, and no operator.
    Customer,
    /// Who serves its queue, or answers in it; the bot that answers, too.
    Operator,
    /// The tenant's server, or Warbler itself.
    Server,
}

/// The seat of a caller; not found if they have none.
pub(super) async fn seat(db: &impl ConnectionTrait, scope: &Scope, row: &Model) -> Result<Seat> {
    let Some(user_id) = scope.as_user() else { return Ok(Seat::Server) };
    if user_id.as_str() != row.customer_id && works(db, scope, row, user_id).await? {
        return Ok(Seat::Operator);
    }
    members::visible_in(db, scope, row.conversation_id()).await?;
    Ok(Seat::Customer)
}

/// Whether somebody who is not the customer works here: they answer, as a bot or an operator, or serve
/// its queue.
async fn works(
    db: &impl ConnectionTrait,
    scope: &Scope,
    row: &Model,
    user_id: &UserId,
) -> Result<bool> {
    if row.owner()?.user_id() == Some(user_id) {
        return Ok(true);
    }
    match operators::find(db, scope.app_id, user_id).await? {
        Some(operator) => operator.serves(row.queue_id()),
        None => Ok(false),
    }
}

/// The conversation under the lock, for somebody who works at the desk.
pub(super) async fn lock(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    epoch: Option<i64>,
) -> Result<Model> {
    let row = there(writer, scope, conversation_id).await?;
    if seat(writer.tx(), scope, &row).await? == Seat::Customer {
        return Err(Error::forbidden("this is for those who work at the desk"));
    }
    check_epoch(&row, epoch)?;
    Ok(row)
}

/// The same without asking who wants it.
pub(super) async fn there(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Model> {
    writer.head(scope.app_id, conversation_id).await?;
    let row = find(writer.tx(), scope.app_id, conversation_id).await?;
    row.ok_or(Error::NotFound("conversation"))
}

pub(super) fn check_epoch(row: &Model, epoch: Option<i64>) -> Result<()> {
    match epoch.is_none_or(|epoch| epoch == row.owner_epoch) {
        true => Ok(()),
        false => Err(owner_changed(row.owner_epoch)),
    }
}

/// Refuses callers who may not work at any desk: what they may do at this one, their seat says.
pub(super) fn admit(scope: &Scope) -> Result<()> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::SupportAnswer)
}

/// The operator that is meant: who is named, or else the caller.
pub(super) async fn meant(
    db: &impl ConnectionTrait,
    scope: &Scope,
    named: Option<UserId>,
) -> Result<operators::Model> {
    let unknown = || Error::field("/operator_id", "unknown", "names no operator");
    let found = match (named, &scope.actor) {
        (Some(id), _) => operators::find(db, scope.app_id, &id).await?,
        (None, Actor::User(id)) => operators::find(db, scope.app_id, id).await?,
        (None, Actor::Account { account_id, .. }) => {
            operators::of_account(db, scope.app_id, *account_id).await?
        }
        (None, Actor::Server { .. } | Actor::System) => None,
    };
    found.ok_or_else(unknown)
}

/// Refuses callers who neither work at the desk nor are the tenant's server.
pub(super) async fn admit_reader(ctx: &Context, scope: &Scope) -> Result<()> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let Some(user_id) = scope.as_user() else { return Ok(()) };
    let operator = operators::find(ctx.db.reader(), scope.app_id, user_id).await?;
    operator.map(drop).ok_or_else(|| Error::forbidden("this is for operators"))
}

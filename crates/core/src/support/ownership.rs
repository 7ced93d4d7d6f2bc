//! Who answers, for whoever must not talk over somebody else.

use super::model::{Column, Entity, Model, Owner};
use crate::{Context, Error, Result, Scope, access::InApp as _};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use warbler_protocol::{AppId, ConversationId, ErrorCode, SupportState, UserId};

/// How a support conversation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    pub state: SupportState,
    pub owner: Owner,
    pub epoch: i64,
    pub customer_id: UserId,
    /// The linked conversation for notes and summaries.
    pub internal_id: ConversationId,
}

impl Ownership {
    /// Whether this bot is to answer the customer.
    pub fn is_answered_by(&self, bot_id: &UserId) -> bool {
        let answers = matches!(self.state, SupportState::Bot | SupportState::Offered);
        answers && self.owner == Owner::Bot(bot_id.clone())
    }

    /// Refuses a bot that does not answer any more, or not since this epoch.
    pub fn require(&self, bot_id: &UserId, epoch: i64) -> Result<()> {
        match self.epoch == epoch && self.is_answered_by(bot_id) {
            true => Ok(()),
            false => Err(owner_changed(self.epoch)),
        }
    }
}

/// Who answers in a conversation; nobody, if it is none of the desk's.
pub async fn owner(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Option<Ownership>> {
    owner_in(ctx.db.reader(), scope.app_id, conversation_id).await
}

/// The same inside a transaction; under the lock of the shard it is a precondition that holds.
pub(crate) async fn owner_in(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
) -> Result<Option<Ownership>> {
    let found = find(db, app_id, conversation_id).await?;
    found.as_ref().map(Ownership::of).transpose()
}

impl Ownership {
    fn of(row: &Model) -> Result<Self> {
        Ok(Self {
            state: row.state()?,
            owner: row.owner()?,
            epoch: row.owner_epoch,
            customer_id: row.customer_id()?,
            internal_id: row.internal_id(),
        })
    }
}

/// Whether this user is the operator who answers in a conversation.
pub(crate) async fn is_answered_by(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<bool> {
    let there = owner_in(db, app_id, conversation_id).await?;
    Ok(there.is_some_and(|there| there.owner == Owner::Operator(user_id.clone())))
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
) -> Result<Option<Model>> {
    let query = Entity::in_app(app_id).filter(Column::ConversationId.eq(conversation_id.0));
    Ok(query.one(db).await?)
}

/// What those are told who know an older owner.
pub(super) fn owner_changed(epoch: i64) -> Error {
    Error::Refused(ErrorCode::OwnerChanged, format!("the owner's epoch is {epoch}"))
}

//! The table of operators.

use crate::{
    Result,
    access::InApp,
    support::model::user,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{AccountId, Operator, OperatorAvailability, QueueId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_operators")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub account_id: Option<Uuid>,
    pub availability: String,
    pub capacity: i64,
    pub skills: String,
    pub queues: String,
    /// When they were last given a customer: among equals, who waits longest is next.
    pub assigned_at: i64,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(crate) fn user_id(&self) -> Result<UserId> {
        user(&self.user_id)
    }

    pub(crate) fn availability(&self) -> Result<OperatorAvailability> {
        from_word(&self.availability)
    }

    pub(crate) fn skills(&self) -> Result<Vec<String>> {
        decode(&self.skills)
    }

    pub(crate) fn queues(&self) -> Result<Vec<QueueId>> {
        decode(&self.queues)
    }

    pub(crate) fn serves(&self, queue_id: QueueId) -> Result<bool> {
        Ok(self.queues()?.contains(&queue_id))
    }

    /// Whether they are to be given customers of a queue that asks for these skills.
    pub(crate) fn is_for(&self, queue_id: QueueId, skills: &[String]) -> Result<bool> {
        let known = self.skills()?;
        let able = skills.iter().all(|skill| known.contains(skill));
        let there = self.availability()? == OperatorAvailability::Available;
        Ok(there && able && self.serves(queue_id)?)
    }

    pub(crate) fn operator(&self, load: i64) -> Result<Operator> {
        Ok(Operator {
            user_id: self.user_id()?,
            account_id: self.account_id.map(AccountId),
            availability: self.availability()?,
            capacity: self.capacity,
            load,
            skills: self.skills()?,
            queues: self.queues()?,
            created_at: Timestamp(self.created_at),
        })
    }
}

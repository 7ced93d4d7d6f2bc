//! The table of queues.

use crate::{Result, access::InApp, support::hours::Hours, validate::decode};
use sea_orm::entity::prelude::*;
use warbler_protocol::{
    BusinessHours, ConversationId, Queue, QueueId, QueueMessages, ServiceTargets, Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_queues")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub inbox_id: Uuid,
    pub skills: String,
    pub hours: Option<String>,
    pub messages: String,
    pub targets: String,
    pub max_wait_minutes: Option<i64>,
    pub return_to_bot: bool,
    pub assign: bool,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(crate) fn id(&self) -> QueueId {
        QueueId(self.id)
    }

    pub(crate) fn inbox_id(&self) -> ConversationId {
        ConversationId(self.inbox_id)
    }

    pub(crate) fn skills(&self) -> Result<Vec<String>> {
        decode(&self.skills)
    }

    pub(crate) fn messages(&self) -> Result<QueueMessages> {
        decode(&self.messages)
    }

    pub(crate) fn targets(&self) -> Result<ServiceTargets> {
        decode(&self.targets)
    }

    fn hours(&self) -> Result<Option<Hours>> {
        let hours: Option<BusinessHours> = self.hours.as_deref().map(decode).transpose()?;
        hours.as_ref().map(Hours::new).transpose()
    }

    pub(crate) fn is_open(&self, at: Timestamp) -> Result<bool> {
        Ok(self.hours()?.is_none_or(|hours| hours.is_open(at)))
    }

    /// When it opens next, or now if it is open; never, if that lies too far ahead.
    pub(crate) fn opens_at(&self, at: Timestamp) -> Result<Option<Timestamp>> {
        Ok(self.hours()?.map_or(Some(at), |hours| hours.opens_at(at)))
    }

    /// The moment at which so many minutes of business hours have passed.
    pub(crate) fn after(&self, at: Timestamp, minutes: i64) -> Result<Option<Timestamp>> {
        let always = Timestamp(at.0.saturating_add(minutes.saturating_mul(60_000)));
        Ok(self.hours()?.map_or(Some(always), |hours| hours.after(at, minutes)))
    }

    pub(crate) fn queue(&self, now: Timestamp) -> Result<Queue> {
        let open = self.is_open(now)?;
        Ok(Queue {
            id: self.id(),
            name: self.name.clone(),
            inbox_id: self.inbox_id(),
            skills: self.skills()?,
            hours: self.hours.as_deref().map(decode).transpose()?,
            messages: self.messages()?,
            targets: self.targets()?,
            max_wait_minutes: self.max_wait_minutes,
            return_to_bot: self.return_to_bot,
            assign: self.assign,
            open,
            opens_at: self.opens_at(now)?.filter(|_| !open),
            created_at: Timestamp(self.created_at),
        })
    }
}

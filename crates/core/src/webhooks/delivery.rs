//! The `webhook_deliveries` table. Ids alone: what an event says is read when it is sent.

use super::body::event_id;
use crate::{Context, Result, access::InApp, validate::from_word};
use sea_orm::entity::prelude::*;
use warbler_protocol::{
    AppId, ConversationId, Delivery, DeliveryId, EndpointId, EventId, EventPlace, Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub endpoint_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub position: Option<i64>,
    pub conversation_id: Option<Uuid>,
    pub seq: Option<i64>,
    pub message_id: Option<Uuid>,
    pub ordered: bool,
    pub status: String,
    pub attempts: i64,
    pub run_at: Option<i64>,
    pub status_code: Option<i64>,
    pub error: Option<String>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(super) fn event_id(&self, ctx: &Context) -> EventId {
        let app_id = AppId(self.app_id);
        self.position.map_or(EventId(self.id), |position| event_id(ctx, app_id, position))
    }

    pub(super) fn shown(self, ctx: &Context) -> Result<Delivery> {
        let place = |id| EventPlace { id: ConversationId(id), seq: self.seq };
        Ok(Delivery {
            id: DeliveryId(self.id),
            endpoint_id: EndpointId(self.endpoint_id),
            event_id: self.event_id(ctx),
            conversation: self.conversation_id.map(place),
            kind: self.kind,
            status: from_word(&self.status)?,
            attempts: self.attempts,
            next_attempt_at: self.run_at.map(Timestamp),
            status_code: status_code(self.status_code),
            error: self.error,
            created_at: Timestamp(self.created_at),
        })
    }
}

pub(super) fn status_code(stored: Option<i64>) -> Option<u16> {
    stored.and_then(|code| u16::try_from(code).ok())
}

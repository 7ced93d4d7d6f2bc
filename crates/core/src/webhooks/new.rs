//! Deliveries that begin: of something that happened, once more, or of a ping.

use super::queue;
use crate::{
    Result,
    sql::{Rows, Type, column, nullable, uuid_or_nil},
    validate::word,
};
use sea_orm::ConnectionTrait;
use std::collections::HashSet;
use uuid::Uuid;
use warbler_protocol::{DeliveryId, DeliveryStatus, Timestamp};

/// What is to be delivered where. Without a position it is a ping.
#[derive(Clone, Debug)]
pub(super) struct New {
    pub(super) app_id: Uuid,
    pub(super) endpoint_id: Uuid,
    pub(super) kind: String,
    pub(super) position: Option<i64>,
    pub(super) conversation_id: Option<Uuid>,
    pub(super) seq: Option<i64>,
    pub(super) message_id: Option<Uuid>,
    pub(super) ordered: bool,
}

/// Deliveries that begin together, to be tried at once.
pub(super) struct NewDeliveries {
    rows: Rows<13>,
    endpoints: HashSet<(Uuid, Uuid)>,
    now: Timestamp,
}

impl NewDeliveries {
    pub(super) fn new(now: Timestamp) -> Self {
        let rows = Rows::new([
            column("app_id", Type::Uuid),
            column("endpoint_id", Type::Uuid),
            column("id", Type::Uuid),
            column("kind", Type::Text),
            nullable("position", Type::Int),
            nullable("conversation_id", Type::Uuid),
            nullable("seq", Type::Int),
            nullable("message_id", Type::Uuid),
            column("ordered", Type::Bool),
            column("status", Type::Text),
            column("attempts", Type::Int),
            column("run_at", Type::Int),
            column("created_at", Type::Int),
        ]);
        Self { rows, endpoints: HashSet::new(), now }
    }

    pub(super) fn push(&mut self, new: New) -> Result<DeliveryId> {
        let id = DeliveryId::generate();
        self.rows.push([
            new.app_id.into(),
            new.endpoint_id.into(),
            id.0.into(),
            new.kind.into(),
            new.position.unwrap_or(0).into(),
            uuid_or_nil(new.conversation_id),
            new.seq.unwrap_or(0).into(),
            uuid_or_nil(new.message_id),
            new.ordered.into(),
            word(&DeliveryStatus::Pending)?.into(),
            0_i64.into(),
            self.now.0.into(),
            self.now.0.into(),
        ]);
        self.endpoints.insert((new.app_id, new.endpoint_id));
        Ok(id)
    }

    /// Writes them, and then says so: whoever empties a queue at this moment finds them either here
    /// or there.
    pub(super) async fn insert(self, tx: &impl ConnectionTrait) -> Result<()> {
        self.rows.insert(tx, "webhook_deliveries", "").await?;
        queue::wake(tx, self.endpoints, self.now).await
    }
}

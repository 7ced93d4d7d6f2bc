//! The `webhook_attempts` table. The body that was sent is not in it.

use super::{delivery::status_code, headers};
use crate::{Error, Result, access::InApp, validate::decode};
use sea_orm::entity::prelude::*;
use std::collections::BTreeMap;
use warbler_protocol::{EventId, Timestamp, WebhookAttempt};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_attempts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub endpoint_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub at: i64,
    pub duration_ms: i64,
    pub signature: String,
    pub status_code: Option<i64>,
    pub error: Option<String>,
    pub response_headers: Option<String>,
    pub response_body: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    /// An attempt at an event with this id.
    pub(super) fn shown(self, event_id: EventId) -> Result<WebhookAttempt, Error> {
        let at = Timestamp(self.at);
        let request = headers(event_id, at, &self.signature);
        let response = self.response_headers.as_deref().map(decode).transpose()?;
        Ok(WebhookAttempt {
            number: self.number,
            at,
            duration_ms: self.duration_ms,
            request_headers: BTreeMap::from(request.map(|(name, value)| (name.to_owned(), value))),
            status_code: status_code(self.status_code),
            error: self.error,
            response_headers: response.unwrap_or_default(),
            response_body: self.response_body,
        })
    }
}

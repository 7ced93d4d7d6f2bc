//! The `webhook_endpoints` table.

use super::signature::{Sealed, Signer};
use crate::{
    Context, Error, Result,
    access::InApp,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{
    ConversationId, ConversationKind, Endpoint, EndpointId, EventSelector, Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub shard: i32,
    pub url: String,
    pub description: Option<String>,
    pub event_types: String,
    pub conversation_kinds: String,
    pub conversation_ids: String,
    pub ordered: bool,
    pub enabled: bool,
    pub disabled_at: Option<i64>,
    pub disabled_reason: Option<String>,
    /// Only entries behind it are delivered.
    pub from_position: i64,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub sealed_secret: Vec<u8>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub sealed_previous: Option<Vec<u8>>,
    pub previous_until: Option<i64>,
    pub failing_since: Option<i64>,
    /// It asked to be left alone until then.
    pub paused_until: Option<i64>,
    /// When its next delivery is to be tried, or earlier.
    pub due_at: Option<i64>,
    pub leased_by: Option<Uuid>,
    pub leased_until: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(super) fn signer(&self, ctx: &Context) -> Result<Signer> {
        let sealed = Sealed {
            secret: &self.sealed_secret,
            previous: self.sealed_previous.as_deref(),
            until: self.previous_until,
        };
        Signer::open(ctx, self.id, &sealed)
    }
}

/// Which events an endpoint is told.
#[derive(Clone, Debug)]
pub(super) struct Selection {
    pub(super) event_types: Vec<EventSelector>,
    pub(super) conversation_kinds: Vec<ConversationKind>,
    pub(super) conversation_ids: Vec<ConversationId>,
}

impl Selection {
    pub(super) fn read(event_types: &str, kinds: &str, ids: &str) -> Result<Self> {
        Ok(Self {
            event_types: decode(event_types)?,
            conversation_kinds: decode(kinds)?,
            conversation_ids: decode(ids)?,
        })
    }
}

impl TryFrom<Model> for Endpoint {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let selection = Selection::read(
            &model.event_types,
            &model.conversation_kinds,
            &model.conversation_ids,
        )?;
        Ok(Self {
            id: EndpointId(model.id),
            url: model.url,
            description: model.description,
            event_types: selection.event_types,
            conversation_kinds: selection.conversation_kinds,
            conversation_ids: selection.conversation_ids,
            ordered: model.ordered,
            enabled: model.enabled,
            disabled_at: model.disabled_at.map(Timestamp),
            disabled_reason: model.disabled_reason.as_deref().map(from_word).transpose()?,
            failing_since: model.failing_since.map(Timestamp),
            previous_secret_until: model.previous_until.map(Timestamp),
            created_at: Timestamp(model.created_at),
            updated_at: Timestamp(model.updated_at),
        })
    }
}

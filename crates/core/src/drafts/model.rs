//! The `drafts` table.

use crate::{Error, Result, access::InApp, validate::decode};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Draft, MessageId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    pub text: String,
    pub metadata: Option<String>,
    pub reply_to: Option<Uuid>,
    pub thread_id: Option<Uuid>,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl TryFrom<Model> for Draft {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            text: model.text,
            metadata: model.metadata.as_deref().map(decode).transpose()?.unwrap_or_default(),
            reply_to: model.reply_to.map(MessageId),
            thread_id: model.thread_id.map(MessageId),
            updated_at: Timestamp(model.updated_at),
        })
    }
}

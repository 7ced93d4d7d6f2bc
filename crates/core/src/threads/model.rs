//! The `threads` table.

use crate::{Error, Result, access::InApp, validate::decode};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Thread, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "threads")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    /// That of the root.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub reply_count: i64,
    pub last_ordinal: i64,
    pub last_reply_at: i64,
    pub last_position: i64,
    pub participants: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl TryFrom<Model> for Thread {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            reply_count: model.reply_count,
            last_ordinal: model.last_ordinal,
            last_reply_at: Timestamp(model.last_reply_at),
            participants: decode(&model.participants)?,
        })
    }
}

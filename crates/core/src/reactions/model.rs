//! The `reactions` table. How many reacted how stands with the message.

use crate::{Error, Result, access::InApp};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Reaction, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reactions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub conversation_id: Uuid,
    /// Not once it was taken back.
    pub active: bool,
    /// Of the entry that says so.
    pub position: i64,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl TryFrom<Model> for Reaction {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let user_id = model.user_id.parse();
        Ok(Self {
            user_id: user_id.map_err(|_| Error::Corrupt(format!("user id {:?}", model.user_id)))?,
            key: model.key,
            created_at: Timestamp(model.created_at),
        })
    }
}

//! The `blocks` table.

use crate::{Error, Result, access::InApp};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Block, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blocks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub blocked_id: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(crate) fn blocked_id(&self) -> Result<UserId> {
        let id = &self.blocked_id;
        id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))
    }
}

impl TryFrom<Model> for Block {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self { user_id: model.blocked_id()?, created_at: Timestamp(model.created_at) })
    }
}

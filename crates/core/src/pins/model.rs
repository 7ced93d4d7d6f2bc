//! The `pins` table.

use crate::{Error, Result, access::InApp};
use sea_orm::entity::prelude::*;
use warbler_protocol::UserId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pins")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Uuid,
    pub pinned_by: Option<String>,
    pub pinned_at: i64,
    pub position: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(super) fn pinned_by(&self) -> Result<Option<UserId>> {
        let user_id = self.pinned_by.as_deref().map(str::parse).transpose();
        user_id.map_err(|_| Error::Corrupt(format!("user id {:?}", self.pinned_by)))
    }
}

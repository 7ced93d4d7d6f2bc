//! The `users` table.

use crate::{Error, Result, access::InApp, validate::decode};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Timestamp, User};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: Option<String>,
    pub avatar_url: Option<String>,
    pub metadata: String,
    pub deactivated_at: Option<i64>,
    pub erased_at: Option<i64>,
    pub tokens_valid_from: Option<i64>,
    pub banned_until: Option<i64>,
    pub banned_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl TryFrom<Model> for User {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: model.id.parse().map_err(|_| Error::Corrupt(format!("user id {:?}", model.id)))?,
            name: model.name,
            avatar_url: model.avatar_url,
            metadata: decode(&model.metadata)?,
            deactivated: model.deactivated_at.is_some(),
            created_at: Timestamp(model.created_at),
            updated_at: Timestamp(model.updated_at),
        })
    }
}

//! The `bans` table. The nil conversation stands for the whole app.

use crate::{Error, Result, access::InApp, validate::from_word};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Ban, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bans")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub kind: String,
    pub reason: Option<String>,
    pub until: i64,
    pub banned_by: Option<String>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl TryFrom<Model> for Ban {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let user =
            |id: &str| id.parse::<UserId>().map_err(|_| Error::Corrupt(format!("user id {id:?}")));
        Ok(Self {
            user_id: user(&model.user_id)?,
            kind: from_word(&model.kind)?,
            reason: model.reason,
            until: Timestamp(model.until),
            by: model.banned_by.as_deref().map(user).transpose()?,
            created_at: Timestamp(model.created_at),
        })
    }
}

//! The `exports` table.

use crate::{Result, access::InApp, validate::from_word};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Export, ExportId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub status: String,
    /// Where it goes on: nothing before it began, and once it is through.
    pub progress: Option<String>,
    pub parts: i64,
    pub size: i64,
    pub lines: i64,
    pub error: Option<String>,
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
    pub(super) fn export(self) -> Result<Export> {
        Ok(Export {
            id: ExportId(self.id),
            status: from_word(&self.status)?,
            size: self.size,
            lines: self.lines,
            error: self.error,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

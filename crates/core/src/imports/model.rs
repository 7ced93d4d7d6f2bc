//! The `imports` table.

use crate::{
    Result,
    access::InApp,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Import, ImportId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub status: String,
    pub skip_bad: bool,
    pub size: Option<i64>,
    /// Bytes of the file that were taken.
    pub position: i64,
    pub lines: i64,
    /// Of these bytes.
    pub digest: Option<String>,
    pub tally: String,
    pub bad_lines: String,
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
    pub(super) fn import(self) -> Result<Import> {
        Ok(Import {
            id: ImportId(self.id),
            name: self.name,
            status: from_word(&self.status)?,
            skip_bad: self.skip_bad,
            size: self.size,
            offset: self.position,
            lines: self.lines,
            tally: decode(&self.tally)?,
            bad_lines: decode(&self.bad_lines)?,
            error: self.error,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

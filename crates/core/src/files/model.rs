//! The `files` table.

use crate::{Error, Result, access::InApp};
use sea_orm::entity::prelude::*;
use warbler_protocol::{AppId, Attachment, File, FileId, FileStatus, ImageSize, Timestamp, UserId};

pub(super) const UPLOADING: &str = "uploading";
pub(super) const READY: &str = "ready";
/// Claimed by [`super::collect`]: for everybody else it is gone.
pub(super) const DELETING: &str = "deleting";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub uploader_id: Option<String>,
    pub name: String,
    pub size: i64,
    pub content_type: String,
    #[sea_orm(column_type = "VarBinary(StringLen::None)", nullable)]
    pub sha256: Option<Vec<u8>>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub thumbnail_width: Option<i32>,
    pub thumbnail_height: Option<i32>,
    pub thumbnail_type: Option<String>,
    pub status: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(super) fn id(&self) -> FileId {
        FileId(self.id)
    }

    pub(super) fn app_id(&self) -> AppId {
        AppId(self.app_id)
    }

    pub(super) fn is_ready(&self) -> bool {
        self.status == READY
    }

    pub(super) fn is_of(&self, user_id: &UserId) -> bool {
        self.uploader_id.as_deref() == Some(user_id.as_str())
    }

    pub(super) fn thumbnail(&self) -> Option<ImageSize> {
        let (width, height) = self.thumbnail_width.zip(self.thumbnail_height)?;
        Some(ImageSize { width, height })
    }

    pub(super) fn attachment(&self) -> Attachment {
        Attachment {
            id: self.id(),
            name: self.name.clone(),
            size: self.size,
            content_type: self.content_type.clone(),
            width: self.width,
            height: self.height,
            thumbnail: self.thumbnail(),
        }
    }
}

impl TryFrom<Model> for File {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let uploaded_by = model.uploader_id.as_deref().map(str::parse::<UserId>).transpose();
        let hex = |hash: &Vec<u8>| hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            id: model.id(),
            status: if model.is_ready() { FileStatus::Ready } else { FileStatus::Uploading },
            sha256: model.sha256.as_ref().map(hex),
            uploaded_by: uploaded_by.map_err(|error| Error::Corrupt(error.to_string()))?,
            thumbnail: model.thumbnail(),
            name: model.name,
            size: model.size,
            content_type: model.content_type,
            width: model.width,
            height: model.height,
            created_at: Timestamp(model.created_at),
        })
    }
}

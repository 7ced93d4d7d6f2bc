//! The `messages` table.

use crate::{Error, Result, access::InApp, validate::decode};
use sea_orm::entity::prelude::*;
use warbler_protocol::{ConversationId, Message, MessageId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub seq: i64,
    pub ordinal: i64,
    pub sender_id: Option<String>,
    pub client_id: Option<String>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub content_hash: Vec<u8>,
    pub text: String,
    pub metadata: Option<String>,
    pub mentions: Option<String>,
    pub mention_all: bool,
    pub reply_to: Option<Uuid>,
    pub attachments: Option<String>,
    pub version: i32,
    pub created_at: i64,
    pub edited_at: Option<i64>,
    pub recalled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl TryFrom<Model> for Message {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let sender_id = model.sender_id.as_deref().map(str::parse::<UserId>).transpose();
        Ok(Self {
            id: MessageId(model.id),
            conversation_id: ConversationId(model.conversation_id),
            seq: model.seq,
            ordinal: model.ordinal,
            sender_id: sender_id.map_err(|error| Error::Corrupt(error.to_string()))?,
            client_id: model.client_id,
            text: model.text,
            metadata: model.metadata.as_deref().map(decode).transpose()?.unwrap_or_default(),
            mentions: model.mentions.as_deref().map(decode).transpose()?.unwrap_or_default(),
            mention_all: model.mention_all,
            reply_to: model.reply_to.map(MessageId),
            attachments: model.attachments.as_deref().map(decode).transpose()?.unwrap_or_default(),
            version: model.version,
            created_at: Timestamp(model.created_at),
            edited_at: model.edited_at.map(Timestamp),
            recalled_at: model.recalled_at.map(Timestamp),
        })
    }
}

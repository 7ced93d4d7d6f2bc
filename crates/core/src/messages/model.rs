//! The `messages` table.

use crate::{
    Error, Result, Scope,
    access::InApp,
    members::Visible,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{
    AppId, ConversationId, Message, MessageId, ReactionCount, Timestamp, UserId,
};

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
    pub kind: Option<String>,
    /// On a reply: what its thread is about.
    pub thread_id: Option<Uuid>,
    pub thread_seq: Option<i64>,
    pub forwarded_from: Option<String>,
    pub forwarded_sender_id: Option<String>,
    /// Set once there is a thread about it.
    pub replied: Option<bool>,
    /// Set once there was a reaction.
    pub reactions: Option<String>,
    /// In a large conversation: where they changed last.
    pub reactions_position: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(crate) fn id(&self) -> MessageId {
        MessageId(self.id)
    }

    pub(crate) fn app_id(&self) -> AppId {
        AppId(self.app_id)
    }

    pub(crate) fn conversation_id(&self) -> ConversationId {
        ConversationId(self.conversation_id)
    }

    /// Whether the caller is the user who sent it.
    pub(super) fn is_of(&self, scope: &Scope) -> bool {
        scope.as_user().is_some_and(|user| self.sender_id.as_deref() == Some(user.as_str()))
    }

    pub(crate) fn sender_id(&self) -> Result<Option<UserId>> {
        let sender_id = self.sender_id.as_deref().map(str::parse::<UserId>).transpose();
        sender_id.map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// How many reacted how, whoever reads it.
    pub(crate) fn reactions(&self) -> Result<Vec<ReactionCount>> {
        Ok(self.reactions.as_deref().map(decode).transpose()?.unwrap_or_default())
    }

    /// Whether a reader may see it.
    pub(crate) fn is_seen(&self, visible: &Visible) -> bool {
        visible.shows(self.seq, self.thread_seq)
    }
}

impl TryFrom<Model> for Message {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let (sender_id, reactions) = (model.sender_id()?, model.reactions()?);
        Ok(Self {
            id: MessageId(model.id),
            conversation_id: ConversationId(model.conversation_id),
            seq: model.seq,
            ordinal: model.ordinal,
            kind: model.kind.as_deref().map(from_word).transpose()?,
            sender_id,
            client_id: model.client_id,
            text: model.text,
            metadata: model.metadata.as_deref().map(decode).transpose()?.unwrap_or_default(),
            mentions: model.mentions.as_deref().map(decode).transpose()?.unwrap_or_default(),
            mention_all: model.mention_all,
            reply_to: model.reply_to.map(MessageId),
            thread_id: model.thread_id.map(MessageId),
            thread: None,
            forwarded_from: model.forwarded_from.as_deref().map(decode).transpose()?,
            reactions,
            attachments: model.attachments.as_deref().map(decode).transpose()?.unwrap_or_default(),
            version: model.version,
            created_at: Timestamp(model.created_at),
            edited_at: model.edited_at.map(Timestamp),
            recalled_at: model.recalled_at.map(Timestamp),
        })
    }
}

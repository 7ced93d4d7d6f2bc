//! The `conversations` table. Its numbers move with the log ([`crate::log::Head`]).

use crate::{
    Result,
    access::InApp,
    log::LARGE,
    names::NamedConversation,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{
    AppId, Conversation, ConversationId, ConversationKind, History, Timestamp, Visibility,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversations")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub key: Option<String>,
    pub pair: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub avatar_url: Option<String>,
    pub visibility: String,
    pub history: String,
    pub posting: String,
    pub blocked_by: Option<String>,
    pub metadata: String,
    pub created_by: Option<String>,
    pub member_count: i64,
    pub last_seq: i64,
    pub last_ordinal: i64,
    pub last_position: i64,
    pub active_position: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(crate) fn id(&self) -> ConversationId {
        ConversationId(self.id)
    }

    /// Whether its members hear of it only where they ask, and reactions are no entries.
    pub(crate) fn is_large(&self) -> bool {
        self.member_count > LARGE
    }

    pub(crate) fn kind(&self) -> Result<ConversationKind> {
        from_word(&self.kind)
    }

    pub(crate) fn history(&self) -> Result<History> {
        from_word(&self.history)
    }

    pub(crate) fn visibility(&self) -> Result<Visibility> {
        from_word(&self.visibility)
    }

    pub(crate) fn is_public(&self) -> Result<bool> {
        Ok(self.visibility()? == Visibility::Public)
    }

    /// What it is called, for those who look for it.
    pub(crate) fn named(&self) -> Result<NamedConversation<'_>> {
        let (id, name) = (self.id, self.name.as_deref());
        Ok(NamedConversation { id, name, public: self.is_public()? })
    }

    /// The conversation itself, without what depends on the reader.
    pub(crate) fn conversation(&self) -> Result<Conversation> {
        let created_by = self.created_by.as_deref().map(str::parse).transpose();
        Ok(Conversation {
            id: self.id(),
            app_id: AppId(self.app_id),
            kind: self.kind()?,
            key: self.key.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            avatar_url: self.avatar_url.clone(),
            visibility: self.visibility()?,
            history: self.history()?,
            posting: from_word(&self.posting)?,
            metadata: decode(&self.metadata)?,
            created_by: created_by.unwrap_or_default(),
            member_count: self.member_count,
            last_ordinal: self.last_ordinal,
            as_of_seq: self.last_seq,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
            last_message: None,
            membership: None,
            members: Vec::new(),
        })
    }
}

/// A conversation together with one user's membership of it.
#[derive(Debug)]
pub(crate) struct Mine {
    pub(crate) conversation: Model,
    pub(crate) member: crate::members::Model,
}

impl Mine {
    /// From what a join answers; the join is an inner one, so that the member is always there.
    pub(crate) fn from_pair(pair: (Model, Option<crate::members::Model>)) -> Option<Self> {
        Some(Self { conversation: pair.0, member: pair.1? })
    }

    /// Whether the user was still in it at a position. What ended after it is for later: to say so
    /// now would leave out what happened before.
    pub(crate) fn is_open_at(&self, position: i64) -> bool {
        let member = self.member.active || self.member.changed_position > position;
        let there = self.conversation.deleted_at.is_none();
        member && (there || self.conversation.last_position > position)
    }

    /// The position at which it last changed for the user.
    pub(crate) fn changed_at(&self) -> i64 {
        match self.member.active {
            true => self.conversation.last_position.max(self.member.changed_at()),
            false => self.member.changed_at(),
        }
    }
}

//! The `members` table.

use crate::{
    Error, Result,
    access::InApp,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Member, MembershipSettings, Role, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub role: String,
    pub active: bool,
    pub joined_at: i64,
    pub joined_seq: i64,
    pub joined_ordinal: i64,
    pub read_seq: i64,
    pub read_ordinal: i64,
    pub delivered_seq: i64,
    pub own_last_ordinal: i64,
    pub marked_unread: bool,
    pub changed_position: i64,
    pub cleared_seq: i64,
    pub cleared_ordinal: i64,
    pub hidden_count: i64,
    pub private_position: i64,
    pub muted_until: Option<i64>,
    pub hidden_ordinal: Option<i64>,
    pub archived: bool,
    pub pinned: bool,
    pub own_metadata: Option<String>,
    pub silenced_until: Option<i64>,
    pub estranged: bool,
    pub settings_position: i64,
    pub draft_position: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl Model {
    pub(crate) fn user_id(&self) -> Result<UserId> {
        self.user_id.parse().map_err(|_| Error::Corrupt(format!("user id {:?}", self.user_id)))
    }

    pub(crate) fn role(&self) -> Result<Role> {
        from_word(&self.role)
    }

    /// The last message that the member has read, sent, cleared, or was not there for yet.
    pub(crate) fn seen_ordinal(&self) -> i64 {
        let seen = self.read_ordinal.max(self.own_last_ordinal);
        seen.max(self.joined_ordinal).max(self.cleared_ordinal)
    }

    /// How many messages came after that.
    pub(crate) fn unread(&self, last_ordinal: i64) -> i64 {
        (last_ordinal - self.seen_ordinal()).max(0)
    }

    /// What is the member's own of the conversation.
    pub(crate) fn settings(&self) -> Result<MembershipSettings> {
        Ok(MembershipSettings {
            muted_until: self.muted_until.map(Timestamp),
            hidden_ordinal: self.hidden_ordinal,
            archived: self.archived,
            pinned: self.pinned,
            metadata: self.own_metadata.as_deref().map(decode).transpose()?.unwrap_or_default(),
            silenced_until: self.silenced_until.map(Timestamp),
        })
    }

    /// When something of the member last changed: a position of the log.
    pub(crate) fn changed_at(&self) -> i64 {
        match self.active {
            true => {
                let own =
                    self.settings_position.max(self.draft_position).max(self.private_position);
                self.changed_position.max(own)
            }
            false => self.changed_position,
        }
    }

    /// As others see it; how far they have read only where that is told.
    pub(crate) fn member(&self, with_receipt: bool) -> Result<Member> {
        Ok(Member {
            user_id: self.user_id()?,
            role: self.role()?,
            joined_at: Timestamp(self.joined_at),
            read_seq: with_receipt.then_some(self.read_seq),
            delivered_seq: with_receipt.then_some(self.delivered_seq),
        })
    }
}

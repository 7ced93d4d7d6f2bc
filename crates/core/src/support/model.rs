//! The table of support conversations. Its state is folded from entries; what was said since
//! (`customer_seq` to `answered_by_person_at`) belongs to [`super::listening`] alone.

use crate::{
    Error, Result,
    access::InApp,
    validate::{decode, from_word},
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{
    AppId, ConversationId, OwnerKind, Priority, QueueId, ServiceTarget, SupportOwner, SupportState,
    Timestamp, UserId,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_conversations")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: Uuid,
    /// The linked conversation for notes and summaries.
    pub internal_id: Uuid,
    pub customer_id: String,
    pub state: String,
    pub owner_kind: String,
    pub owner_epoch: i64,
    /// Who answers as a bot, whenever one does.
    pub bot_id: Option<String>,
    pub queue_id: Uuid,
    /// The operator who answers, or the last who did.
    pub operator_id: Option<String>,
    pub priority: i64,
    pub labels: String,
    pub reason: Option<String>,
    /// How often it was opened.
    pub episode: i64,
    /// The entry of the last change.
    pub state_seq: i64,
    pub state_at: i64,
    pub snoozed_until: Option<i64>,
    pub wait_due_at: Option<i64>,
    pub response_due_at: Option<i64>,
    pub resolution_due_at: Option<i64>,
    pub breached: String,
    /// The customer's newest message that was listened to.
    pub customer_seq: i64,
    pub customer_at: Option<i64>,
    pub waiting_since: Option<i64>,
    pub answered_at: Option<i64>,
    pub answered_by_person_at: Option<i64>,
    /// When the sweep is to look at it.
    pub due_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Who is to answer a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    Bot(UserId),
    Queue(QueueId),
    Operator(UserId),
}

impl Owner {
    pub(super) fn kind(&self) -> OwnerKind {
        match self {
            Self::Bot(_) => OwnerKind::Bot,
            Self::Queue(_) => OwnerKind::Queue,
            Self::Operator(_) => OwnerKind::Operator,
        }
    }

    /// The user who answers, where one does.
    pub(super) fn user_id(&self) -> Option<&UserId> {
        match self {
            Self::Bot(id) | Self::Operator(id) => Some(id),
            Self::Queue(_) => None,
        }
    }

    /// As everybody in the conversation may know it: not which queue.
    pub(super) fn shown(&self) -> SupportOwner {
        SupportOwner { kind: self.kind(), user_id: self.user_id().cloned() }
    }
}

impl Model {
    pub(crate) fn app_id(&self) -> AppId {
        AppId(self.app_id)
    }

    pub(crate) fn conversation_id(&self) -> ConversationId {
        ConversationId(self.conversation_id)
    }

    pub(crate) fn internal_id(&self) -> ConversationId {
        ConversationId(self.internal_id)
    }

    pub(crate) fn queue_id(&self) -> QueueId {
        QueueId(self.queue_id)
    }

    pub(crate) fn customer_id(&self) -> Result<UserId> {
        user(&self.customer_id)
    }

    pub(crate) fn bot_id(&self) -> Result<Option<UserId>> {
        self.bot_id.as_deref().map(user).transpose()
    }

    pub(crate) fn operator_id(&self) -> Result<Option<UserId>> {
        self.operator_id.as_deref().map(user).transpose()
    }

    pub(crate) fn state(&self) -> Result<SupportState> {
        from_word(&self.state)
    }

    pub(crate) fn owner(&self) -> Result<Owner> {
        let nobody = || Error::Corrupt("a support conversation of nobody".to_owned());
        Ok(match from_word(&self.owner_kind)? {
            OwnerKind::Bot => Owner::Bot(self.bot_id()?.ok_or_else(nobody)?),
            OwnerKind::Queue => Owner::Queue(self.queue_id()),
            OwnerKind::Operator => Owner::Operator(self.operator_id()?.ok_or_else(nobody)?),
        })
    }

    pub(crate) fn priority(&self) -> Priority {
        match self.priority {
            ..=0 => Priority::Low,
            1 => Priority::Normal,
            2 => Priority::High,
            _ => Priority::Urgent,
        }
    }

    pub(crate) fn labels(&self) -> Result<Vec<String>> {
        decode(&self.labels)
    }

    pub(crate) fn breached(&self) -> Result<Vec<ServiceTarget>> {
        decode(&self.breached)
    }

    /// When something is to be looked at again if nobody does anything.
    pub(super) fn next_due(&self, auto_resolve_hours: Option<i64>) -> Result<Option<Timestamp>> {
        let state = self.state()?;
        let only_in = |wanted, at: Option<i64>| at.filter(|_| state == wanted);
        let moments = [
            only_in(SupportState::Snoozed, self.snoozed_until),
            only_in(SupportState::Queued, self.wait_due_at),
            self.response_due_at,
            self.resolution_due_at,
            self.silent_since(state).and_then(|since| {
                auto_resolve_hours.map(|hours| since.saturating_add(hours * HOUR))
            }),
        ];
        Ok(moments.into_iter().flatten().min().map(Timestamp))
    }

    /// Since when nobody has said anything after an answer of ours: after one of an operator, where an
    /// operator is to answer.
    pub(super) fn silent_since(&self, state: SupportState) -> Option<i64> {
        if self.waiting_since.is_some() {
            return None;
        }
        match state {
            SupportState::Bot => self.answered_at.map(|at| at.max(self.state_at)),
            SupportState::Assigned => self.answered_by_person_at.filter(|at| *at >= self.state_at),
            _ => None,
        }
    }
}

pub(super) const HOUR: i64 = 3_600_000;

pub(super) fn user(id: &str) -> Result<UserId> {
    id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))
}

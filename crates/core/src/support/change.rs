//! One change of a support conversation, under the lock: all of it in one transaction.

use super::{
    labels,
    model::{Column, Entity, Model, Owner},
    say::{self, Line},
    show,
};
use crate::{
    Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    members,
    validate::{encode, word},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, sea_query::Expr};
use warbler_protocol::{
    ConversationId, EventKind, HandoffReason, NewMember, Priority, Role, SupportChanged,
    SupportState, Timestamp, UserId,
};

/// What is to become of a support conversation.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) event: EventKind,
    pub(super) state: SupportState,
    pub(super) owner: Owner,
    pub(super) reason: Option<HandoffReason>,
    pub(super) priority: Option<Priority>,
    pub(super) snoozed_until: Option<Timestamp>,
    pub(super) rating_requested: bool,
    /// Kept as they are if left out.
    pub(super) timers: Option<Timers>,
    /// What whoever makes the change tells the customer.
    pub(super) customer_message: Option<String>,
    /// What the desk itself tells the customer.
    pub(super) notice: Option<String>,
    /// What the operators are told.
    pub(super) summary: Option<String>,
}

/// By when somebody is to have done something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Timers {
    pub(super) wait: Option<Timestamp>,
    pub(super) response: Option<Timestamp>,
    pub(super) resolution: Option<Timestamp>,
}

impl Change {
    pub(super) fn new(event: EventKind, state: SupportState, owner: Owner) -> Self {
        Self {
            event,
            state,
            owner,
            reason: None,
            priority: None,
            snoozed_until: None,
            rating_requested: false,
            timers: None,
            customer_message: None,
            notice: None,
            summary: None,
        }
    }

    fn opens(&self) -> bool {
        matches!(self.event, EventKind::SupportOpened | EventKind::SupportReopened)
    }

    /// The row after it, but for the entry that says so.
    fn fold(&self, before: &Model, now: Timestamp) -> Result<Model> {
        let mut after = before.clone();
        let ends = self.opens() || self.state == SupportState::Resolved;
        if ends || before.owner()? != self.owner {
            after.owner_epoch += 1;
        }
        match &self.owner {
            Owner::Bot(id) => after.bot_id = Some(id.to_string()),
            Owner::Queue(id) => after.queue_id = id.0,
            Owner::Operator(id) => after.operator_id = Some(id.to_string()),
        }
        after.owner_kind = word(&self.owner.kind())?;
        after.state = word(&self.state)?;
        after.state_at = now.0;
        after.snoozed_until = self.snoozed_until.map(|until| until.0);
        after.due_at = Some(now.0);
        if let Some(reason) = self.reason {
            after.reason = Some(word(&reason)?);
        }
        if let Some(priority) = self.priority {
            after.priority = priority as i64;
        }
        if let Some(timers) = self.timers {
            after.wait_due_at = timers.wait.map(|at| at.0);
            after.response_due_at = timers.response.map(|at| at.0);
            after.resolution_due_at = timers.resolution.map(|at| at.0);
        }
        if self.opens() {
            after.episode += 1;
            after.breached = labels::NONE.to_owned();
        }
        Ok(after)
    }
}

/// Makes the change. Answers the row after it.
pub(super) async fn apply(
    writer: &mut Writer<'_>,
    scope: &Scope,
    before: Model,
    change: Change,
) -> Result<Model> {
    let (conversation_id, internal_id) = (before.conversation_id(), before.internal_id());
    writer.head(scope.app_id, conversation_id).await?;
    writer.head(scope.app_id, internal_id).await?;
    let after = change.fold(&before, writer.now())?;
    let (was, is) = (before.owner()?, change.owner.clone());
    if was != is {
        enter(writer, scope, &after, &is).await?;
    }
    let state_seq = announce(writer, scope, &after, &change)?;
    let after = Model { state_seq, ..after };
    store(writer, &after).await?;
    super::episodes::note(writer, &before, &after, &change).await?;
    tell(writer, scope, &before, &change).await?;
    if was != is {
        leave(writer, scope, &before, &was).await?;
    }
    show::tell_inboxes(writer, scope, &before, &after, EventKind::InboxUpdated).await?;
    super::desk::ring(writer, scope.app_id).await?;
    Ok(after)
}

/// Says what goes with it: to the customer, and to the operators.
async fn tell(
    writer: &mut Writer<'_>,
    scope: &Scope,
    before: &Model,
    change: &Change,
) -> Result<()> {
    let acting = scope.as_user().filter(|user_id| user_id.as_str() != before.customer_id);
    let speaker = match acting {
        Some(user_id) => Some(user_id.clone()),
        None => before.owner()?.user_id().cloned(),
    };
    let told = change.customer_message.iter().map(|text| Line::of(&speaker, text));
    let told = told.chain(change.notice.iter().map(|text| Line::of(&None, text)));
    say::lines(writer, scope, before.conversation_id(), told.collect()).await?;
    let noted = change.summary.iter().map(|text| Line::of(&speaker, text));
    say::lines(writer, scope, before.internal_id(), noted.collect()).await.map(drop)
}

/// Whoever answers is a member.
async fn enter(writer: &mut Writer<'_>, scope: &Scope, row: &Model, owner: &Owner) -> Result<()> {
    let Some(user_id) = owner.user_id() else { return Ok(()) };
    let member = |role| vec![NewMember { user_id: user_id.clone(), role }];
    members::bring_in(writer, scope, row.conversation_id(), member(Role::Moderator)).await?;
    if let Owner::Operator(_) = owner {
        members::bring_in(writer, scope, row.internal_id(), member(Role::Member)).await?;
    }
    Ok(())
}

/// An operator who answers no more is a member no more. The bot stays.
async fn leave(writer: &mut Writer<'_>, scope: &Scope, row: &Model, owner: &Owner) -> Result<()> {
    let Owner::Operator(user_id) = owner else { return Ok(()) };
    // What they said with it is written first: it updates their membership, too.
    writer.flush().await?;
    for conversation_id in [row.conversation_id(), row.internal_id()] {
        let member = members::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
        if let Some(member) = member {
            members::end(writer, scope, &member).await?;
        }
    }
    Ok(())
}

fn announce(writer: &mut Writer<'_>, scope: &Scope, after: &Model, change: &Change) -> Result<i64> {
    let draft = draft(scope, after.conversation_id(), change.event);
    let place = writer.append(&draft)?;
    let data = SupportChanged {
        state: change.state,
        owner: change.owner.shown(),
        owner_epoch: after.owner_epoch,
        by: scope.as_user().cloned(),
        rating_requested: change.rating_requested,
    };
    writer.write(draft, place, &encode(&data)?, None);
    Ok(place.seq)
}

pub(super) fn draft(scope: &Scope, conversation_id: ConversationId, kind: EventKind) -> Draft {
    Draft {
        app_id: scope.app_id,
        conversation_id,
        kind,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: Vec::new(),
    }
}

/// Writes what changes may change, and leaves alone what was listened to.
pub(super) async fn store(writer: &Writer<'_>, row: &Model) -> Result<()> {
    Entity::update_in_app(row.app_id())
        .filter(Column::ConversationId.eq(row.conversation_id))
        .col_expr(Column::State, Expr::value(row.state.as_str()))
        .col_expr(Column::OwnerKind, Expr::value(row.owner_kind.as_str()))
        .col_expr(Column::OwnerEpoch, Expr::value(row.owner_epoch))
        .col_expr(Column::BotId, Expr::value(row.bot_id.clone()))
        .col_expr(Column::QueueId, Expr::value(row.queue_id))
        .col_expr(Column::OperatorId, Expr::value(row.operator_id.clone()))
        .col_expr(Column::Priority, Expr::value(row.priority))
        .col_expr(Column::Reason, Expr::value(row.reason.clone()))
        .col_expr(Column::Episode, Expr::value(row.episode))
        .col_expr(Column::StateSeq, Expr::value(row.state_seq))
        .col_expr(Column::StateAt, Expr::value(row.state_at))
        .col_expr(Column::SnoozedUntil, Expr::value(row.snoozed_until))
        .col_expr(Column::WaitDueAt, Expr::value(row.wait_due_at))
        .col_expr(Column::ResponseDueAt, Expr::value(row.response_due_at))
        .col_expr(Column::ResolutionDueAt, Expr::value(row.resolution_due_at))
        .col_expr(Column::Breached, Expr::value(row.breached.as_str()))
        .col_expr(Column::DueAt, Expr::value(row.due_at))
        .exec(writer.tx())
        .await?;
    Ok(())
}

impl Line {
    fn of(speaker: &Option<UserId>, text: &str) -> Self {
        Self { sender_id: speaker.clone(), text: text.to_owned() }
    }
}

//! From a bot to people, and back.

use super::{
    change::{self, Change},
    model::{Model, Owner},
    queues,
    seat::{self, Seat},
    show,
};
use crate::{
    Context, Error, Result, Scope,
    log::Writer,
    validate::{no_nul, rules},
};
use warbler_protocol::{
    ConversationId, EventKind, HandOver, HandoffReason, KeyScope, Permission, Support,
    SupportState, SupportStep,
};

/// Hands a customer over to a queue: from a bot, from another queue, or by the operator who answers.
/// The customer may ask for it themselves, while a bot answers.
pub async fn hand_over(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: HandOver,
) -> Result<Support> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::MessagesSend)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = hand_over_in(&mut writer, scope, conversation_id, input).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// A bot offers a person. The customer's next message ends the offer, unless they accept it.
pub async fn offer(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    step: SupportStep,
) -> Result<Support> {
    scope.require(KeyScope::ConversationsWrite)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = offer_in(&mut writer, scope, conversation_id, step).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// Gives a customer back to the bot. What was said before is another context to it.
pub async fn return_to_bot(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    step: SupportStep,
) -> Result<Support> {
    seat::admit(scope)?;
    check(&step)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = seat::lock(&mut writer, scope, conversation_id, step.epoch).await?;
    let (state, owner) = (row.state()?, returned(&row)?);
    let returns = [
        SupportState::Offered,
        SupportState::Queued,
        SupportState::Assigned,
        SupportState::Snoozed,
    ];
    require(returns.contains(&state), "only who waits or is answered by a person goes back")?;
    let change = Change::new(EventKind::SupportReturned, SupportState::Bot, owner).with(step);
    let row = change::apply(&mut writer, scope, row, change).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// The bot to which a conversation goes back.
pub(super) fn returned(row: &Model) -> Result<Owner> {
    let nobody = || Error::conflict("the conversation has no bot");
    row.bot_id()?.map(Owner::Bot).ok_or_else(nobody)
}

/// The same in the caller's transaction.
pub(crate) async fn hand_over_in(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    input: HandOver,
) -> Result<Model> {
    rules(&input)?;
    no_nul("/summary", input.summary.as_deref())?;
    no_nul("/customer_message", input.customer_message.as_deref())?;
    let row = seat::there(writer, scope, conversation_id).await?;
    let seat = seat::seat(writer.tx(), scope, &row).await?;
    seat::check_epoch(&row, input.epoch)?;
    match seat {
        Seat::Customer => by_customer(&row, &input)?,
        Seat::Operator => scope.permit(Permission::SupportAnswer)?,
        Seat::Server => {}
    }
    require(row.state()? != SupportState::Resolved, "it is resolved: reopen it")?;
    let to = match input.queue_id {
        Some(id) => queues::named(writer.tx(), scope.app_id, id).await?,
        None => queues::named(writer.tx(), scope.app_id, row.queue_id()).await?,
    };
    let owner = row.owner()?;
    require(owner != Owner::Queue(to.id()), "it waits in this queue already")?;
    let event = EventKind::SupportQueued;
    let mut change = queues::queueing(writer, scope.app_id, &to, &row, event).await?;
    if let Owner::Bot(_) = owner {
        change.reason = Some(input.reason.unwrap_or(HandoffReason::UserRequest));
    }
    change.priority = input.priority;
    change.summary = input.summary;
    change.customer_message = input.customer_message;
    change::apply(writer, scope, row, change).await
}

/// Customers ask for a person, and decide nothing else.
fn by_customer(row: &Model, input: &HandOver) -> Result<()> {
    let HandOver { reason, summary, queue_id, priority, customer_message, epoch: _ } = input;
    let asks = reason.is_none_or(|reason| reason == HandoffReason::UserRequest);
    let decides =
        summary.is_some() || queue_id.is_some() || priority.is_some() || customer_message.is_some();
    if decides || !asks {
        return Err(Error::forbidden("customers ask for a person, and decide nothing else"));
    }
    let with_bot = matches!(row.state()?, SupportState::Bot | SupportState::Offered);
    require(with_bot, "a person answers already")
}

/// The same in the caller's transaction.
pub(crate) async fn offer_in(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    step: SupportStep,
) -> Result<Model> {
    check(&step)?;
    let row = seat::lock(writer, scope, conversation_id, step.epoch).await?;
    require(row.state()? == SupportState::Bot, "only a bot that answers offers a person")?;
    let owner = row.owner()?;
    let change = Change::new(EventKind::SupportOffered, SupportState::Offered, owner).with(step);
    change::apply(writer, scope, row, change).await
}

impl Change {
    /// The same with what is said.
    pub(super) fn with(mut self, step: SupportStep) -> Self {
        self.customer_message = step.customer_message;
        self.summary = step.summary;
        self
    }
}

pub(super) fn check(step: &SupportStep) -> Result<()> {
    rules(step)?;
    no_nul("/summary", step.summary.as_deref())?;
    no_nul("/customer_message", step.customer_message.as_deref())
}

/// Refuses what the state does not allow.
pub(super) fn require(allowed: bool, otherwise: &str) -> Result<()> {
    match allowed {
        true => Ok(()),
        false => Err(Error::conflict(otherwise)),
    }
}

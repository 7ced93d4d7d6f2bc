//! Operators taking customers, and being given them. How many they have is counted under the lock.

use super::{
    change::{self, Change},
    hand_over::require,
    model::{Model, Owner},
    operators, seat, show,
};
use crate::{
    Context, Error, Result, Scope,
    log::Writer,
    validate::{no_nul, rules},
};
use warbler_protocol::{Assign, ConversationId, EventKind, Support, SupportState};

/// Takes a customer who waits in a queue. Of two who try, one does.
pub async fn claim(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Assign,
) -> Result<Support> {
    let from = [SupportState::Queued];
    take(ctx, scope, conversation_id, input, &from, "nobody waits to be claimed").await
}

/// Takes a customer from the bot, in the middle of an answer if need be.
pub async fn take_over(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Assign,
) -> Result<Support> {
    let from = [SupportState::Bot, SupportState::Offered];
    take(ctx, scope, conversation_id, input, &from, "no bot answers").await
}

/// Gives a customer to an operator, whoever has them.
pub async fn assign(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Assign,
) -> Result<Support> {
    let from = [
        SupportState::Bot,
        SupportState::Offered,
        SupportState::Queued,
        SupportState::Assigned,
        SupportState::Snoozed,
    ];
    take(ctx, scope, conversation_id, input, &from, "it is resolved: reopen it").await
}

async fn take(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Assign,
    from: &[SupportState],
    otherwise: &str,
) -> Result<Support> {
    seat::admit(scope)?;
    rules(&input)?;
    no_nul("/summary", input.summary.as_deref())?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = seat::lock(&mut writer, scope, conversation_id, input.epoch).await?;
    let operator = seat::meant(writer.tx(), scope, input.operator_id).await?;
    require(from.contains(&row.state()?), otherwise)?;
    let row = give(&mut writer, scope, row, &operator, input.summary).await?;
    writer.commit().await?;
    show::to(ctx, scope, &row).await
}

/// Gives a customer to an operator who has room for one more.
pub(super) async fn give(
    writer: &mut Writer<'_>,
    scope: &Scope,
    row: Model,
    operator: &operators::Model,
    summary: Option<String>,
) -> Result<Model> {
    let owner = Owner::Operator(operator.user_id()?);
    require(row.owner()? != owner, "they answer already")?;
    require(operator.user_id != row.customer_id, "nobody answers themselves")?;
    let load = operators::load(writer.tx(), scope.app_id, &operator.user_id).await?;
    if load >= operator.capacity {
        return Err(Error::limit("the operator has as many customers as they can"));
    }
    let mut change = Change::new(EventKind::SupportAssigned, SupportState::Assigned, owner);
    change.summary = summary;
    let row = change::apply(writer, scope, row, change).await?;
    operators::note_assignment(writer, operator).await?;
    Ok(row)
}

//! How a support conversation begins.

use super::{
    change::{self, Change},
    desk, labels,
    model::{Model, Owner},
    queues,
};
use crate::{Error, Result, Scope, conversations, log::Writer, validate::word};
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _};
use warbler_protocol::{
    Conversation, ConversationId, EventKind, OwnerKind, Priority, SupportState, UserId,
};

/// Gives a support conversation that was just made its first owner: the app's bot, or else the default
/// queue.
pub(crate) async fn open(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation: &Conversation,
) -> Result<()> {
    let settings = desk::ensure(writer, scope.app_id).await?;
    let queue = queues::default(writer, scope, settings.default_queue_id).await?;
    let internal_id = conversations::create_internal(writer, scope, None).await?;
    let customer_id = customer(scope, conversation)?;
    let row = row(scope, (conversation.id, internal_id), &customer_id, &queue, writer.now().0)?;
    row.clone().into_active_model().insert(writer.tx()).await?;
    let change = match settings.bot_id {
        Some(bot_id) if bot_id != customer_id => {
            let owner = Owner::Bot(bot_id);
            Change::new(EventKind::SupportOpened, SupportState::Bot, owner)
        }
        _ => {
            let event = EventKind::SupportOpened;
            queues::queueing(writer, scope.app_id, &queue, &row, event).await?
        }
    };
    change::apply(writer, scope, row, change).await.map(drop)
}

/// Whose question it is: who asks, or whom the server names first.
fn customer(scope: &Scope, conversation: &Conversation) -> Result<UserId> {
    let first = || conversation.members.first().map(|member| member.user_id.clone());
    let nobody = || Error::field("/members", "required", "the customer comes first");
    scope.as_user().cloned().or_else(first).ok_or_else(nobody)
}

fn row(
    scope: &Scope,
    (conversation_id, internal_id): (ConversationId, ConversationId),
    customer_id: &UserId,
    queue: &queues::Model,
    now: i64,
) -> Result<Model> {
    Ok(Model {
        app_id: scope.app_id.0,
        conversation_id: conversation_id.0,
        internal_id: internal_id.0,
        customer_id: customer_id.to_string(),
        state: word(&SupportState::Queued)?,
        owner_kind: word(&OwnerKind::Queue)?,
        owner_epoch: 0,
        bot_id: None,
        queue_id: queue.id,
        operator_id: None,
        priority: Priority::Normal as i64,
        labels: labels::NONE.to_owned(),
        reason: None,
        episode: 0,
        state_seq: 0,
        state_at: now,
        snoozed_until: None,
        wait_due_at: None,
        response_due_at: None,
        resolution_due_at: None,
        breached: labels::NONE.to_owned(),
        customer_seq: 0,
        customer_at: None,
        waiting_since: None,
        answered_at: None,
        answered_by_person_at: None,
        due_at: None,
    })
}

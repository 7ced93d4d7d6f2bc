//! Sorting conversations, and remarks for colleagues.

use super::{
    change, labels,
    model::{Column, Entity, Model},
    operators,
    say::{self, Line},
    seat, show,
};
use crate::{
    Actor, Context, Error, Result, Scope,
    access::InApp as _,
    log::Writer,
    validate::{decode, no_nul, rules},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, sea_query::Expr};
use warbler_protocol::{AddNote, ConversationId, EventKind, Message, Support, Triage, UserId};

/// Changes how urgent a conversation is, and its labels.
pub async fn triage(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: Triage,
) -> Result<Support> {
    seat::admit(scope)?;
    rules(&input)?;
    let labels = input.labels.as_deref().map(|it| labels::stored("/labels", it)).transpose()?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let before = seat::lock(&mut writer, scope, conversation_id, None).await?;
    let after = Model {
        priority: input.priority.map_or(before.priority, |priority| priority as i64),
        labels: labels.unwrap_or_else(|| before.labels.clone()),
        ..before.clone()
    };
    if after != before {
        change::store(&writer, &after).await?;
        Entity::update_in_app(scope.app_id)
            .filter(Column::ConversationId.eq(conversation_id.0))
            .col_expr(Column::Labels, Expr::value(after.labels.as_str()))
            .exec(writer.tx())
            .await?;
        let kind = EventKind::InboxUpdated;
        show::tell_inboxes(&mut writer, scope, &before, &after, kind).await?;
        writer.commit().await?;
    }
    show::to(ctx, scope, &after).await
}

/// Leaves a remark in the internal conversation. Operators of the queue may who do not answer, too.
pub async fn add_note(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: AddNote,
) -> Result<Message> {
    seat::admit(scope)?;
    rules(&input)?;
    no_nul("/text", Some(&input.text))?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let row = seat::lock(&mut writer, scope, conversation_id, None).await?;
    let line = Line { sender_id: writes(&writer, scope).await?, text: input.text };
    let said = say::lines(&mut writer, scope, row.internal_id(), vec![line]).await?;
    writer.commit().await?;
    let note = said.first().ok_or(Error::NotFound("message"))?;
    decode(&note.json)
}

/// As whom a caller leaves remarks; a server as nobody.
async fn writes(writer: &Writer<'_>, scope: &Scope) -> Result<Option<UserId>> {
    match &scope.actor {
        Actor::User(user_id) => Ok(Some(user_id.clone())),
        Actor::Account { account_id, .. } => {
            let found = operators::of_account(writer.tx(), scope.app_id, *account_id).await?;
            found.map(|operator| operator.user_id()).transpose()
        }
        Actor::Server { .. } | Actor::System => Ok(None),
    }
}

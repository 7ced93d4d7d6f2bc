//! Reactions that go: with the message that is recalled, and with the user who is erased.

use super::{
    change::tally,
    model::{Column, Entity, Model},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    messages,
    validate::encode,
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::BTreeMap;
use uuid::Uuid;
use warbler_protocol::{EventKind, ReactionsUpdated, UserId};

/// Forgets all reactions to a message that is recalled; its event says so to clients.
pub(crate) async fn forget_message(writer: &Writer<'_>, message: &messages::Model) -> Result<()> {
    if message.reactions.is_none() {
        return Ok(());
    }
    let of_message = Entity::in_app(message.app_id()).filter(Column::MessageId.eq(message.id));
    let rows = of_message.all(writer.tx()).await?;
    blank(writer, &rows).await?;
    Entity::delete_in_app(message.app_id())
        .filter(Column::MessageId.eq(message.id))
        .exec(writer.tx())
        .await?;
    Ok(())
}

/// Forgets how a user reacted to up to `limit` messages. Answers whether there was anything.
pub(crate) async fn forget_chunk(
    ctx: &Context,
    scope: &Scope,
    user_id: &UserId,
    limit: u64,
) -> Result<bool> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let rows = Entity::in_app(scope.app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .order_by_asc(Column::MessageId)
        .limit(limit)
        .all(writer.tx())
        .await?;
    blank(&writer, &rows).await?;
    let found = !rows.is_empty();
    let mut by_message: BTreeMap<Uuid, Vec<Model>> = BTreeMap::new();
    for row in rows {
        by_message.entry(row.message_id).or_default().push(row);
    }
    let ids = by_message.keys().copied().collect();
    for message in messages::by_id(writer.tx(), scope.app_id, ids).await? {
        let theirs = by_message.remove(&message.id).unwrap_or_default();
        take_away(&mut writer, scope, &message, user_id, &theirs).await?;
    }
    writer.commit().await?;
    Ok(found)
}

/// The log says nothing about them any more.
async fn blank(writer: &Writer<'_>, rows: &[Model]) -> Result<()> {
    let positions: Vec<_> = rows.iter().map(|row| row.position).collect();
    writer.blank(&positions).await
}

async fn take_away(
    writer: &mut Writer<'_>,
    scope: &Scope,
    message: &messages::Model,
    user_id: &UserId,
    theirs: &[Model],
) -> Result<()> {
    Entity::delete_in_app(scope.app_id)
        .filter(Column::MessageId.eq(message.id))
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::Key.is_in(theirs.iter().map(|row| row.key.as_str())))
        .exec(writer.tx())
        .await?;
    let mut counts = message.reactions()?;
    for row in theirs.iter().filter(|row| row.active) {
        tally(&mut counts, &row.key, false)?;
    }
    let conversation_id = message.conversation_id();
    let large = match writer.head(scope.app_id, conversation_id).await {
        Ok(head) => head.is_large(),
        // The conversation is gone for its members; nobody is left to be told.
        Err(Error::NotFound(_)) => {
            return messages::set_reactions(writer, message, &counts, None).await;
        }
        Err(error) => return Err(error),
    };
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id,
        kind: EventKind::ReactionUpdated,
        sender_id: None,
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: messages::blind_to(writer, message).await?,
    };
    let place = if large { writer.append_news(&draft)? } else { writer.append(&draft)? };
    messages::set_reactions(writer, message, &counts, large.then_some(place.position)).await?;
    let updated = ReactionsUpdated { message_id: message.id(), reactions: counts };
    writer.write(draft, place, &encode(&updated)?, Some(message.id()));
    Ok(())
}

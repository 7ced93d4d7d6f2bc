//! Pins: messages of a conversation that are kept in sight.
//!
//! Pinning and unpinning are entries. A recalled message is unpinned by its recall. Replies are not
//! pinned: a pin leads to a place on the main timeline.

mod import;
mod model;

pub(crate) use import::{Intake, change_of};

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    members, messages,
    validate::encode,
};
use model::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use std::collections::HashMap;
use warbler_protocol::{
    ConversationId, ConversationKind, EventKind, KeyScope, MessageId, Page, Permission, Pin,
    PinChanged, Role, Timestamp, UserId,
};

/// Most pins of one conversation.
const MOST: u64 = 50;

/// Pins a message. Moderators may, both sides of a direct conversation, and the tenant's server.
pub async fn pin(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<PinChanged> {
    change(ctx, scope, conversation_id, id, true).await
}

/// Unpins a message. Who may pin it may do that.
pub async fn unpin(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<PinChanged> {
    change(ctx, scope, conversation_id, id, false).await
}

/// The pinned messages that the caller may see, the latest pin first. There are never more than fit
/// on one page.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Page<Pin>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let pins =
        of(scope, conversation_id).order_by_desc(Column::Position).all(ctx.db.reader()).await?;
    let ids = pins.iter().map(|pin| pin.message_id).collect();
    let mut models = messages::by_id(ctx.db.reader(), scope.app_id, ids).await?;
    models.retain(|model| model.is_seen(&visible));
    let shown = messages::show(ctx, scope, models).await?;
    let mut messages: HashMap<_, _> = shown.into_iter().map(|it| (it.id.0, it)).collect();
    let pins = pins.into_iter().filter_map(|pin| Some((messages.remove(&pin.message_id)?, pin)));
    let data = pins
        .map(|(message, pin)| {
            let (pinned_by, pinned_at) = (pin.pinned_by()?, Timestamp(pin.pinned_at));
            Ok(Pin { message, pinned_by, pinned_at })
        })
        .collect::<Result<_>>()?;
    Ok(Page { data, next_cursor: None, has_more: false })
}

/// Forgets the pin of a message that is recalled; its event says so to clients.
pub(crate) async fn forget(writer: &Writer<'_>, message: &messages::Model) -> Result<()> {
    Entity::delete_in_app(message.app_id())
        .filter(Column::ConversationId.eq(message.conversation_id))
        .filter(Column::MessageId.eq(message.id))
        .exec(writer.tx())
        .await?;
    Ok(())
}

fn of(scope: &Scope, conversation_id: ConversationId) -> sea_orm::Select<Entity> {
    Entity::in_app(scope.app_id).filter(Column::ConversationId.eq(conversation_id.0))
}

async fn change(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    wanted: bool,
) -> Result<PinChanged> {
    scope.require_if_server(KeyScope::MessagesWrite)?;
    scope.permit(Permission::MessagesPin)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (message, role) = messages::lock(&mut writer, scope, conversation_id, id).await?;
    let kind = writer.head(scope.app_id, conversation_id).await?.kind;
    let least = match kind {
        ConversationKind::Direct => Role::Member,
        _ => Role::Moderator,
    };
    if role.is_some_and(|role| role < least) {
        return Err(Error::forbidden("this role may not pin messages here"));
    }
    if message.thread_id.is_some() {
        return Err(Error::conflict("a reply is not pinned: pin what its thread is about"));
    }
    let (seq, by) = (message.seq, scope.as_user().cloned());
    let changed = PinChanged { message_id: id, seq, by };
    let pins = of(scope, conversation_id);
    let pinned = pins.clone().filter(Column::MessageId.eq(id.0)).count(writer.tx()).await? > 0;
    if pinned == wanted {
        return Ok(changed);
    }
    if wanted && message.recalled_at.is_some() {
        return Err(Error::conflict("the message was recalled"));
    }
    if wanted && pins.count(writer.tx()).await? >= MOST {
        return Err(Error::limit("the conversation has as many pins as it may have"));
    }
    let draft = draft(&writer, scope, &message, wanted).await?;
    let place = writer.append(&draft)?;
    match wanted {
        true => store(&writer, &message, scope.as_user(), place.position).await?,
        false => forget(&writer, &message).await?,
    }
    writer.write(draft, place, &encode(&changed)?, Some(id));
    writer.commit().await?;
    Ok(changed)
}

async fn draft(
    writer: &Writer<'_>,
    scope: &Scope,
    message: &messages::Model,
    pinned: bool,
) -> Result<Draft> {
    Ok(Draft {
        app_id: scope.app_id,
        conversation_id: message.conversation_id(),
        kind: if pinned { EventKind::MessagePinned } else { EventKind::MessageUnpinned },
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: messages::blind_to(writer, message).await?,
    })
}

async fn store(
    writer: &Writer<'_>,
    message: &messages::Model,
    by: Option<&UserId>,
    position: i64,
) -> Result<()> {
    let pin = Model {
        app_id: message.app_id,
        conversation_id: message.conversation_id,
        message_id: message.id,
        pinned_by: by.map(ToString::to_string),
        pinned_at: writer.now().0,
        position,
    };
    pin.into_active_model().insert(writer.tx()).await?;
    Ok(())
}

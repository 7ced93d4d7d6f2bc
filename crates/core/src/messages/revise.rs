//! Changing and recalling what was said.
//!
//! A recall wins over every edit, before and after it.

use super::{
    history,
    model::{Column, Entity, Model},
    submission::{check_text, empty, is_empty},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    files,
    log::{Audience, Draft, Effect, Writer},
    members,
    sql::statement,
    validate::{self, encode},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use warbler_protocol::{
    AppId, ConversationId, EditMessage, EventKind, KeyScope, Message, MessageId, Role, UserId,
};

/// Changes a message. Its sender may, and the tenant's server.
pub async fn edit(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    input: EditMessage,
) -> Result<Message> {
    scope.require_if_server(KeyScope::MessagesWrite)?;
    if let Some(text) = &input.text {
        check_text(text)?;
    }
    let metadata = input.metadata.as_ref();
    let metadata = metadata.map(|map| validate::metadata("/metadata", map)).transpose()?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (model, role) = lock(&mut writer, scope, conversation_id, id).await?;
    if role.is_some() && !is_own(scope, &model) {
        return Err(Error::forbidden("only the sender changes a message"));
    }
    if model.recalled_at.is_some() {
        return Err(Error::conflict("the message was recalled"));
    }
    let text = input.text.unwrap_or_else(|| model.text.clone());
    let metadata = metadata.or_else(|| model.metadata.clone()).filter(|json| json != "{}");
    if is_empty(&text, metadata.is_none(), model.attachments.is_none()) {
        return Err(empty());
    }
    if text == model.text && metadata == model.metadata {
        return model.try_into();
    }
    let edited_at = Some(writer.now().0);
    let version = model.version + 1;
    let changed = Model { text, metadata, edited_at, version, ..model };
    let message = revise(&mut writer, scope, EventKind::MessageUpdated, changed).await?;
    writer.commit().await?;
    Ok(message)
}

/// Takes a message back: its place stays, what it said is gone for good. Its sender may, moderators
/// of the conversation, and the tenant's server. Recalling twice is recalling once.
pub async fn recall(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<Message> {
    scope.require_if_server(KeyScope::MessagesWrite)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (model, role) = lock(&mut writer, scope, conversation_id, id).await?;
    if role.is_some_and(|role| role < Role::Moderator) && !is_own(scope, &model) {
        return Err(Error::forbidden("only its sender and moderators recall a message"));
    }
    if model.recalled_at.is_some() {
        return model.try_into();
    }
    let blank = blanked(&writer, model).await?;
    let message = revise(&mut writer, scope, EventKind::MessageRecalled, blank).await?;
    writer.commit().await?;
    Ok(message)
}

/// Recalls up to `limit` messages that a user sent, in one transaction and in the order of their
/// ids, from after `after`. Answers the last id, or nothing when none was left.
pub(crate) async fn blank_chunk(
    ctx: &Context,
    scope: &Scope,
    user_id: &UserId,
    after: MessageId,
    limit: u64,
) -> Result<Option<MessageId>> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let models = Entity::in_app(scope.app_id)
        .filter(Column::Id.gt(after.0))
        .filter(Column::SenderId.eq(user_id.as_str()))
        .filter(Column::RecalledAt.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(writer.tx())
        .await?;
    let last = models.last().map(|model| MessageId(model.id));
    for model in models {
        let conversation_id = ConversationId(model.conversation_id);
        let blank = blanked(&writer, model).await?;
        match writer.head(scope.app_id, conversation_id).await {
            Ok(_) => drop(revise(&mut writer, scope, EventKind::MessageRecalled, blank).await?),
            // The conversation is gone for its members; what it held must still go.
            Err(Error::NotFound(_)) => update(&writer, blank).await.map(drop)?,
            Err(error) => return Err(error),
        }
    }
    writer.commit().await?;
    Ok(last)
}

/// The message under the lock, and the caller's role if they are a user.
async fn lock(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<(Model, Option<Role>)> {
    writer.head(scope.app_id, conversation_id).await?;
    let visible = members::visible_in(writer.tx(), scope, conversation_id).await?;
    let model = history::find(writer.tx(), scope.app_id, conversation_id, id).await?;
    let model =
        model.filter(|model| visible.contains(model.seq)).ok_or(Error::NotFound("message"))?;
    Ok((model, visible.role()))
}

fn is_own(scope: &Scope, model: &Model) -> bool {
    scope.as_user().is_some_and(|user| model.sender_id.as_deref() == Some(user.as_str()))
}

/// The message without anything it said; the files it carried are let go.
async fn blanked(writer: &Writer<'_>, model: Model) -> Result<Model> {
    let key = (AppId(model.app_id), MessageId(model.id));
    files::release(writer.tx(), writer.now(), key, model.attachments.as_deref()).await?;
    Ok(Model {
        text: String::new(),
        metadata: None,
        mentions: None,
        mention_all: false,
        reply_to: None,
        attachments: None,
        recalled_at: Some(writer.now().0),
        version: model.version + 1,
        ..model
    })
}

pub(super) async fn revise(
    writer: &mut Writer<'_>,
    scope: &Scope,
    kind: EventKind,
    changed: Model,
) -> Result<Message> {
    let conversation_id = ConversationId(changed.conversation_id);
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id,
        kind,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: members::blind_to(writer.tx(), scope.app_id, conversation_id, changed.seq)
            .await?,
    };
    let place = writer.append(&draft)?;
    if kind == EventKind::MessageRecalled {
        forget_mentions(writer, &changed).await?;
    }
    let message: Message = update(writer, changed).await?.try_into()?;
    writer.write(draft, place, &encode(&message)?, Some(message.id));
    Ok(message)
}

/// What was recalled alerts nobody any more.
async fn forget_mentions(writer: &Writer<'_>, message: &Model) -> Result<()> {
    let sql = "delete from mentions where app_id = $1 and conversation_id = $2 and ordinal = $3";
    let values =
        vec![message.app_id.into(), message.conversation_id.into(), message.ordinal.into()];
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    Ok(())
}

async fn update(writer: &Writer<'_>, changed: Model) -> Result<Model> {
    let mut row = changed.into_active_model();
    row.text = Set(row.text.take().unwrap_or_default());
    row.metadata = Set(row.metadata.take().flatten());
    row.mentions = Set(row.mentions.take().flatten());
    row.mention_all = Set(row.mention_all.take().unwrap_or_default());
    row.reply_to = Set(row.reply_to.take().flatten());
    row.attachments = Set(row.attachments.take().flatten());
    row.version = Set(row.version.take().unwrap_or_default());
    row.edited_at = Set(row.edited_at.take().flatten());
    row.recalled_at = Set(row.recalled_at.take().flatten());
    Ok(row.update(writer.tx()).await?)
}

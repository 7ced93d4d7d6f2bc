//! Changing and recalling what was said.
//!
//! A recall wins over every edit, before and after it.

use super::{
    history, lock,
    model::{Column, Entity, Model},
    show::{Told, show_one},
    submission::{check_text, empty, is_empty},
    versions,
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    files,
    hooks::{self, Proposal},
    log::{Audience, Draft, Effect, Writer},
    members, pins, reactions,
    sql::statement,
    threads,
    validate::{self, encode},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait as _,
    FromQueryResult as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use warbler_protocol::{
    AppId, ConversationId, EditMessage, EventKind, HookKind, KeyScope, Message, MessageId,
    Permission, ProposedMessage, Role, Timestamp, UserId,
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
    scope.permit(Permission::MessagesEdit)?;
    check_edit(&input)?;
    let input = asked(ctx, scope, conversation_id, id, input).await?;
    let metadata = input.metadata.as_ref();
    let metadata = metadata.map(|map| validate::metadata("/metadata", map)).transpose()?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (model, role) = lock(&mut writer, scope, conversation_id, id).await?;
    if role.is_some() && !model.is_of(scope) {
        return Err(Error::forbidden("only the sender changes a message"));
    }
    if model.recalled_at.is_some() {
        return Err(Error::conflict("the message was recalled"));
    }
    if model.forwarded_from.is_some() {
        return Err(Error::conflict("a forwarded message says what the first one said"));
    }
    members::require_voice(&mut writer, scope, conversation_id).await?;
    let text = input.text.unwrap_or_else(|| model.text.clone());
    let metadata = metadata.or_else(|| model.metadata.clone()).filter(|json| json != "{}");
    if is_empty(&text, metadata.is_none(), model.attachments.is_none()) {
        return Err(empty());
    }
    if text == model.text && metadata == model.metadata {
        return show_one(ctx, scope, model).await;
    }
    versions::keep(&writer, &model).await?;
    let edited_at = Some(writer.now().0);
    let version = model.version + 1;
    let changed = Model { text, metadata, edited_at, version, ..model };
    let changed = revise(&mut writer, scope, EventKind::MessageUpdated, changed).await?;
    writer.commit().await?;
    show_one(ctx, scope, changed).await
}

fn check_edit(input: &EditMessage) -> Result<()> {
    check_text(input.text.as_deref().unwrap_or_default())?;
    let metadata = input.metadata.as_ref();
    metadata.map(|map| validate::metadata("/metadata", map)).transpose().map(drop)
}

/// The change as the app's hook lets it through. It is asked about a user's own messages: any other
/// change is refused anyway.
async fn asked(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    input: EditMessage,
) -> Result<EditMessage> {
    let hook = hooks::before(ctx, scope, HookKind::MessageBeforeUpdate).await?;
    let Some((hook, sender_id)) = hook.zip(scope.as_user().cloned()) else { return Ok(input) };
    let model = history::find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
    if !model.is_some_and(|model| model.is_of(scope) && model.recalled_at.is_none()) {
        return Ok(input);
    }
    let message = ProposedMessage {
        id,
        conversation_id,
        sender_id,
        text: input.text.clone(),
        metadata: input.metadata.clone(),
        mentions: Vec::new(),
        reply_to: None,
        thread_id: None,
        attachments: Vec::new(),
    };
    let change = hooks::ask(ctx, scope, &hook, Proposal { conversation_id, message }).await?;
    let (text, metadata) = (change.text.or(input.text), change.metadata.or(input.metadata));
    Ok(EditMessage { text, metadata })
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
    scope.permit(Permission::MessagesRecall)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (model, role) = lock(&mut writer, scope, conversation_id, id).await?;
    if role.is_some_and(|role| role < Role::Moderator) && !model.is_of(scope) {
        return Err(Error::forbidden("only its sender and moderators recall a message"));
    }
    if model.recalled_at.is_some() {
        return show_one(ctx, scope, model).await;
    }
    let blank = take_back(&writer, model).await?;
    let blank = revise(&mut writer, scope, EventKind::MessageRecalled, blank).await?;
    writer.commit().await?;
    show_one(ctx, scope, blank).await
}

/// Recalls up to `limit` messages that a user sent, and that others forwarded of theirs, in one
/// transaction and in the order of their ids, from after `after`. Answers the last id, or nothing
/// when none was left.
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
        .filter(
            Condition::any()
                .add(Column::SenderId.eq(user_id.as_str()))
                .add(Column::ForwardedSenderId.eq(user_id.as_str())),
        )
        .filter(Column::RecalledAt.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(writer.tx())
        .await?;
    let last = models.last().map(|model| MessageId(model.id));
    for model in models {
        blank(&mut writer, scope, model).await?;
    }
    writer.commit().await?;
    Ok(last)
}

/// Recalls up to `limit` messages of one conversation, whoever sent them, in one transaction.
pub(crate) async fn blank_conversation(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    limit: u64,
) -> Result<()> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let sql = format!(
        "select x.* from entries e join messages x on x.app_id = e.app_id and x.id = e.message_id \
         where e.app_id = $1 and e.conversation_id = $2 and e.kind = 'message.created' \
             and x.recalled_at is null order by e.seq limit {limit}"
    );
    let values = vec![scope.app_id.0.into(), conversation_id.0.into()];
    let query = statement(writer.tx(), &sql, values);
    for model in Model::find_by_statement(query).all(writer.tx()).await? {
        blank(&mut writer, scope, model).await?;
    }
    writer.commit().await.map(drop)
}

async fn blank(writer: &mut Writer<'_>, scope: &Scope, model: Model) -> Result<()> {
    let conversation_id = model.conversation_id();
    let blank = take_back(writer, model).await?;
    match writer.head(scope.app_id, conversation_id).await {
        Ok(_) => revise(writer, scope, EventKind::MessageRecalled, blank).await.map(drop),
        // The conversation is gone for its members; what it held must still go.
        Err(Error::NotFound(_)) => update(writer, blank).await.map(drop),
        Err(error) => Err(error),
    }
}

/// Takes back a message that was recalled where the file of an import comes from. What happened
/// there is an entry of the file.
pub(super) async fn recall_imported(
    writer: &Writer<'_>,
    (app_id, id): (AppId, MessageId),
    (version, edited_at, at): (i32, Option<Timestamp>, Timestamp),
) -> Result<()> {
    let model = Entity::in_app(app_id).filter(Column::Id.eq(id.0)).one(writer.tx()).await?;
    let Some(model) = model else { return Ok(()) };
    let blank = take_back(writer, model).await?;
    let edited_at = edited_at.map(|at| at.0);
    let blank = Model { version, edited_at, recalled_at: Some(at.0), ..blank };
    update(writer, blank).await.map(drop)
}

/// What is left of a message: its place. What it said before goes too, and what others made of it;
/// the files it carried are let go.
async fn take_back(writer: &Writer<'_>, model: Model) -> Result<Model> {
    if model.edited_at.is_some() {
        versions::forget(writer, &model).await?;
    }
    reactions::forget_message(writer, &model).await?;
    pins::forget(writer, &model).await?;
    let key = (model.app_id(), model.id());
    files::release(writer.tx(), writer.now(), key, model.attachments.as_deref()).await?;
    match model.thread_id {
        Some(_) => threads::recall_reply(writer, &model).await?,
        None => forget_mentions(writer, &model).await?,
    }
    Ok(Model {
        text: String::new(),
        metadata: None,
        mentions: None,
        mention_all: false,
        reply_to: None,
        forwarded_from: None,
        forwarded_sender_id: None,
        reactions: None,
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
) -> Result<Model> {
    let (blind, in_thread) = blind_to(writer, &changed).await?;
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id: changed.conversation_id(),
        kind,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: blind,
    };
    let place = writer.append(&draft)?;
    let changed = update(writer, changed).await?;
    let mut told = Told::new(changed.clone())?;
    told.message.thread = threads::of_reply(writer, &changed).await?;
    writer.write(draft, place, &encode(&told.message)?, Some(changed.id()));
    if let Some(thread) = told.thread() {
        writer.write_instead(place, in_thread, EventKind::ThreadUpdated, &encode(&thread)?);
    }
    Ok(changed)
}

/// Who may see neither a message nor the thread it is in, and who sees the thread alone.
async fn blind_to(writer: &Writer<'_>, message: &Model) -> Result<(Vec<UserId>, Vec<UserId>)> {
    let (app_id, conversation_id) = (message.app_id(), message.conversation_id());
    let blind = members::blind_to(writer.tx(), app_id, conversation_id, &[message.seq]).await?;
    let Some(thread_seq) = message.thread_seq else { return Ok((blind, Vec::new())) };
    let to_thread = members::blind_to(writer.tx(), app_id, conversation_id, &[thread_seq]).await?;
    let in_thread = blind.into_iter().filter(|user_id| !to_thread.contains(user_id)).collect();
    Ok((to_thread, in_thread))
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
    row.forwarded_from = Set(row.forwarded_from.take().flatten());
    row.forwarded_sender_id = Set(row.forwarded_sender_id.take().flatten());
    row.reactions = Set(row.reactions.take().flatten());
    Ok(row.update(writer.tx()).await?)
}

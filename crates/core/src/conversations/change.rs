//! Changing and deleting conversations.

use super::{Column, Entity, Model};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    members, names, support,
    validate::{self, encode, no_nul, rules, word},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, IntoActiveModel as _,
    QueryFilter as _, sea_query::Expr,
};
use warbler_protocol::{
    Conversation, ConversationId, EventKind, KeyScope, Permission, Role, UpdateConversation,
};

/// Changes a conversation. Admins of it may, and the tenant's server.
pub async fn update(
    ctx: &Context,
    scope: &Scope,
    id: ConversationId,
    input: UpdateConversation,
) -> Result<Conversation> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::ConversationsUpdate)?;
    rules(&input)?;
    for (pointer, text) in [
        ("/name", &input.name),
        ("/description", &input.description),
        ("/avatar_url", &input.avatar_url),
    ] {
        no_nul(pointer, text.as_ref().and_then(Option::as_deref))?;
    }
    let metadata = input.metadata.as_ref();
    let metadata = metadata.map(|map| validate::metadata("/metadata", map)).transpose()?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let before = lock(&mut writer, scope, id, Role::Admin).await?;
    let wanted = Model {
        name: input.name.unwrap_or_else(|| before.name.clone()),
        description: input.description.unwrap_or_else(|| before.description.clone()),
        avatar_url: input.avatar_url.unwrap_or_else(|| before.avatar_url.clone()),
        visibility: input.visibility.map_or(Ok(before.visibility.clone()), |it| word(&it))?,
        posting: input.posting.map_or(Ok(before.posting.clone()), |it| word(&it))?,
        metadata: metadata.unwrap_or_else(|| before.metadata.clone()),
        ..before.clone()
    };
    if wanted == before {
        return before.conversation();
    }
    let renamed = wanted.name != before.name || wanted.visibility != before.visibility;
    let draft = draft(scope, id, EventKind::ConversationUpdated, Effect::None);
    let place = writer.append(&draft)?;
    let after = Model { updated_at: writer.now().0, last_seq: place.seq, ..wanted };
    let mut row = before.into_active_model();
    row.name = Set(after.name.clone());
    row.description = Set(after.description.clone());
    row.avatar_url = Set(after.avatar_url.clone());
    row.visibility = Set(after.visibility.clone());
    row.posting = Set(after.posting.clone());
    row.metadata = Set(after.metadata.clone());
    row.updated_at = Set(after.updated_at);
    row.update(writer.tx()).await?;
    if renamed {
        names::keep_conversations(writer.tx(), scope.app_id, &[after.named()?]).await?;
    }
    let conversation = after.conversation()?;
    writer.write(draft, place, &encode(&conversation)?, None);
    writer.commit().await?;
    Ok(conversation)
}

/// Deletes a conversation for everybody. Its owner may, and the tenant's server; a direct one only
/// the server. Its key and pair are free again.
pub async fn delete(ctx: &Context, scope: &Scope, id: ConversationId) -> Result<()> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::ConversationsDelete)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    lock(&mut writer, scope, id, Role::Owner).await?;
    end(&mut writer, scope, id).await?;
    if let Some(internal_id) = support::forget_conversation(&writer, scope.app_id, id).await? {
        delete_internal(&mut writer, scope, internal_id).await?;
    }
    writer.commit().await.map(drop)
}

/// Deletes a conversation that belongs to the desk, under the lock.
pub(crate) async fn delete_internal(
    writer: &mut Writer<'_>,
    scope: &Scope,
    id: ConversationId,
) -> Result<()> {
    writer.head(scope.app_id, id).await?;
    end(writer, scope, id).await
}

async fn end(writer: &mut Writer<'_>, scope: &Scope, id: ConversationId) -> Result<()> {
    let draft = draft(scope, id, EventKind::ConversationDeleted, Effect::Deleted);
    let place = writer.append(&draft)?;
    writer.write(draft, place, "{}", None);
    Entity::update_in_app(scope.app_id)
        .filter(Column::Id.eq(id.0))
        .col_expr(Column::DeletedAt, Expr::value(writer.now().0))
        .col_expr(Column::Key, Expr::value(None::<String>))
        .col_expr(Column::Pair, Expr::value(None::<String>))
        .exec(writer.tx())
        .await?;
    names::forget_conversation(writer.tx(), scope.app_id, id).await?;
    Ok(())
}

/// The conversation under the lock, if the caller has at least this role in it.
async fn lock(
    writer: &mut Writer<'_>,
    scope: &Scope,
    id: ConversationId,
    least: Role,
) -> Result<Model> {
    writer.head(scope.app_id, id).await?;
    let visible = members::visible_in(writer.tx(), scope, id).await?;
    if visible.role().is_some_and(|role| role < least) {
        return Err(Error::forbidden("this role may not change the conversation"));
    }
    let model = super::find(writer.tx(), scope.app_id, id).await?;
    model.ok_or(Error::NotFound("conversation"))
}

fn draft(scope: &Scope, id: ConversationId, kind: EventKind, effect: Effect) -> Draft {
    Draft {
        app_id: scope.app_id,
        conversation_id: id,
        kind,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect,
        hidden_from: Vec::new(),
    }
}

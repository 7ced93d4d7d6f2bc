//! Drafts: what a user has written in a conversation and not sent. One each; the newest wins.
//!
//! A draft is private. Its news go to the writer's devices alone, and what it says stands in its row
//! and nowhere else: the log keeps only that it changed. Sending a message leaves the draft alone
//! unless it says `clear_draft`, because what is sent need not be what was being written.

mod append;
mod import;
mod model;

pub(crate) use append::append;
pub(crate) use import::{Intake, check};

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::Request,
    members,
    messages::{Submission, check_text},
    validate::{self, rules},
};
use model::{Column, Entity};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::oneshot;
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, Draft, Permission, SaveDraft, UserId};

/// A draft on its way to the log.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    app_id: AppId,
    conversation_id: ConversationId,
    user_id: UserId,
    /// With its metadata as it is stored; nothing if the draft is to go.
    content: Option<(SaveDraft, String)>,
}

impl Change {
    /// The end of the draft that a message was made of.
    pub(crate) fn spent(submission: &Submission) -> Option<Self> {
        Some(Self {
            app_id: submission.app_id,
            conversation_id: submission.message.conversation_id,
            user_id: submission.message.sender_id.clone()?,
            content: None,
        })
    }
}

/// Keeps what the caller has written so far.
pub async fn save(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: SaveDraft,
) -> Result<Draft> {
    scope.user()?;
    scope.permit(Permission::MembersUpdateSelf)?;
    rules(&input)?;
    check_text(&input.text)?;
    let empty = input.text.is_empty() && input.metadata.is_empty() && input.reply_to.is_none();
    if empty {
        return Err(Error::field("/text", "required", "a draft says something; or delete it"));
    }
    let metadata = match input.metadata.is_empty() {
        true => String::new(),
        false => validate::metadata("/metadata", &input.metadata)?,
    };
    let saved = submit(ctx, scope, conversation_id, Some((input, metadata))).await?;
    saved.ok_or(Error::OutcomeUnknown)
}

/// Throws the caller's draft away. Without one, nothing happens.
pub async fn discard(ctx: &Context, scope: &Scope, conversation_id: ConversationId) -> Result<()> {
    scope.user()?;
    scope.permit(Permission::MembersUpdateSelf)?;
    submit(ctx, scope, conversation_id, None).await.map(drop)
}

/// The caller's draft.
pub async fn get(ctx: &Context, scope: &Scope, conversation_id: ConversationId) -> Result<Draft> {
    let user_id = scope.user()?;
    members::visible(ctx, scope, conversation_id).await?;
    let found = find(ctx.db.reader(), scope.app_id, conversation_id, user_id).await?;
    found.ok_or(Error::NotFound("draft"))
}

async fn submit(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    content: Option<(SaveDraft, String)>,
) -> Result<Option<Draft>> {
    let user_id = scope.user()?.clone();
    let change = Change { app_id: scope.app_id, conversation_id, user_id, content };
    let (reply, saved) = oneshot::channel();
    let request = Request::Draft(Arc::new(change), reply);
    ctx.committers.submit(scope.shard, scope.app_id, request)?;
    saved.await.unwrap_or(Err(Error::OutcomeUnknown))
}

/// A user's draft in a conversation.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<Option<Draft>> {
    let found = all(db, app_id, user_id, [conversation_id.0]).await?;
    Ok(found.into_values().next())
}

/// A user's drafts in these conversations.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
    conversations: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Draft>> {
    let found = Entity::in_app(app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::ConversationId.is_in(conversations))
        .all(db)
        .await?;
    found.into_iter().map(|model| Ok((model.conversation_id, model.try_into()?))).collect()
}

/// The drafts of these users in a conversation.
pub(crate) async fn of_users(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    users: Vec<&str>,
) -> Result<HashMap<String, Draft>> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let found = Entity::in_app(app_id)
        .filter(Column::UserId.is_in(users))
        .filter(Column::ConversationId.eq(conversation_id.0))
        .all(db)
        .await?;
    found.into_iter().map(|model| Ok((model.user_id.clone(), model.try_into()?))).collect()
}

/// Forgets a user's drafts, of one conversation that they leave or all of them.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
    conversation_id: Option<ConversationId>,
) -> Result<()> {
    let own = Entity::delete_in_app(app_id).filter(Column::UserId.eq(user_id.as_str()));
    let own = match conversation_id {
        Some(conversation_id) => own.filter(Column::ConversationId.eq(conversation_id.0)),
        None => own,
    };
    own.exec(db).await?;
    Ok(())
}

//! What messages said before they were edited (`message_versions`).
//!
//! The newest version stands in `messages`. A recall and an erasure take all of them, in the
//! transaction that appends them.

use super::history;
use super::model::Model as Current;
use crate::{
    Context, Error, Result, Scope, access::InApp, cursor, log::Writer, members, validate::decode,
};
use sea_orm::{
    ActiveModelTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
    entity::prelude::*,
};
use warbler_protocol::{
    ConversationId, KeyScope, MessageId, MessageVersion, Page, Role, Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_versions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub text: String,
    pub metadata: Option<String>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// What a message has said, the oldest first and what it says now last. Its sender may ask,
/// moderators, and the tenant's server.
pub async fn versions(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<MessageVersion>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let db = ctx.db.reader();
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let current = history::find(db, scope.app_id, conversation_id, id).await?;
    let current = current.filter(|model| model.is_seen(&visible));
    let current = current.ok_or(Error::NotFound("message"))?;
    if visible.role().is_some_and(|role| role < Role::Moderator) && !current.is_of(scope) {
        return Err(Error::forbidden("only its sender and moderators see what a message said"));
    }
    let list = format!("versions of {id}");
    let after: Option<i32> = cursor::open_page(ctx, scope, &list, cursor)?;
    let mut found = Entity::in_app(scope.app_id)
        .filter(Column::MessageId.eq(id.0))
        .filter(Column::Version.gt(after.unwrap_or_default()))
        .order_by_asc(Column::Version)
        .limit(limit + 1)
        .all(db)
        .await?;
    found.push(of(&current));
    cursor::page(ctx, scope, (&list, limit), found, |model| model.version)?.try_map(version)
}

/// Keeps what a message says before it changes.
pub(super) async fn keep(writer: &Writer<'_>, message: &Current) -> Result<()> {
    of(message).into_active_model().insert(writer.tx()).await?;
    Ok(())
}

/// Forgets everything that a message has ever said before.
pub(super) async fn forget(writer: &Writer<'_>, message: &Current) -> Result<()> {
    Entity::delete_in_app(message.app_id())
        .filter(Column::MessageId.eq(message.id))
        .exec(writer.tx())
        .await?;
    Ok(())
}

fn of(message: &Current) -> Model {
    Model {
        app_id: message.app_id,
        message_id: message.id,
        version: message.version,
        text: message.text.clone(),
        metadata: message.metadata.clone(),
        created_at: message.edited_at.unwrap_or(message.created_at),
    }
}

fn version(model: Model) -> Result<MessageVersion> {
    Ok(MessageVersion {
        version: model.version,
        text: model.text,
        metadata: model.metadata.as_deref().map(decode).transpose()?.unwrap_or_default(),
        created_at: Timestamp(model.created_at),
    })
}

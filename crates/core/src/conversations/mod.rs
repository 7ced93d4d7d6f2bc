//! Conversations: where messages are exchanged.
//!
//! Creating, changing and deleting one are entries of the log like everything that happens in it;
//! `conversation.created` is always its first.

mod blocked;
mod change;
mod create;
mod export;
mod filter;
mod import;
mod list;
mod model;
mod named;
mod render;

pub(crate) use blocked::{fold_blocks, forget_blocks, set_blocked};
pub(crate) use change::delete_internal;
pub use change::{delete, update};
pub(crate) use create::create_internal;
pub use create::{Created, create, direct};
pub(crate) use export::{by_activity, next_there_at, records, without_app};
pub use filter::ListQuery;
pub(crate) use import::{Intake, Names, with_app};
pub(crate) use list::changed_since;
pub use list::{Membership, get, list, memberships, summary};
pub(crate) use model::{Column, Entity, Mine, Model};
pub(crate) use named::in_order;
pub(crate) use render::render_mine;

use crate::{Error, Result, access::InApp as _};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use warbler_protocol::{AppId, ConversationId, ConversationKind};

/// The conversation, unless it was deleted.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    id: ConversationId,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id)
        .filter(Column::Id.eq(id.0))
        .filter(Column::DeletedAt.is_null())
        .one(db)
        .await?)
}

/// The conversation with the tenant's key, unless it was deleted.
pub(crate) async fn by_key(
    db: &impl ConnectionTrait,
    app_id: AppId,
    key: &str,
) -> Result<Option<ConversationId>> {
    let found = Entity::in_app(app_id)
        .filter(Column::Key.eq(key))
        .filter(Column::DeletedAt.is_null())
        .one(db)
        .await?;
    Ok(found.map(|model| ConversationId(model.id)))
}

/// Refuses more members than a conversation of this kind takes.
pub(crate) fn check_size(kind: ConversationKind, members: i64) -> Result<()> {
    let most = match kind {
        ConversationKind::Direct => 2,
        ConversationKind::Group | ConversationKind::Support | ConversationKind::Internal => 1000,
        ConversationKind::Channel => 100_000,
    };
    match members <= most {
        true => Ok(()),
        false => Err(Error::limit("the conversation has as many members as its kind may have")),
    }
}

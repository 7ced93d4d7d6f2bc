//! End users of an app. Their ids are the tenant's own.

mod erase;
mod export;
mod import;
mod model;
mod revoke;
mod standing;
mod upsert;

pub use erase::{Erase, erase, erase_chunk};
pub(crate) use export::records;
pub(crate) use import::Intake;
use model::{Column, Entity, Model};
pub use revoke::revoke_tokens;
pub(crate) use revoke::revoked_since;
pub(crate) use standing::{
    Standing, admit, require, require_active, require_known, shut_out, shut_out_many,
};
pub use standing::{shut_out_since, welcome};
pub use upsert::{create, create_batch, update};

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    cursor,
    sql::{Type, find_by},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashMap;
use warbler_protocol::{AppId, KeyScope, Page, Permission, User, UserId};

/// One user. Users see each other if their token grants it, and themselves; secret keys need the scope.
pub async fn get(ctx: &Context, scope: &Scope, id: &UserId) -> Result<User> {
    scope.require_if_server(KeyScope::UsersRead)?;
    if scope.as_user() != Some(id) {
        scope.permit(Permission::UsersRead)?;
    }
    find(ctx, scope.app_id, id).await?.ok_or(Error::NotFound("user"))?.try_into()
}

/// The users of the app, by id.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<User>> {
    scope.require(KeyScope::UsersRead)?;
    let after: Option<String> = cursor::open_page(ctx, scope, "users", cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::ErasedAt.is_null())
        .filter(Column::Id.gt(after.unwrap_or_default()))
        .order_by_asc(Column::Id)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, ("users", limit), found, |user| user.id.clone())?;
    page.try_map(TryInto::try_into)
}

/// These users in this order. Those who are gone are left out.
pub(crate) async fn in_order(ctx: &Context, app_id: AppId, ids: Vec<String>) -> Result<Vec<User>> {
    let db = ctx.db.reader();
    let found: Vec<Model> =
        find_by(db, "users", app_id, ("id", Type::Text), ids.iter().cloned()).await?;
    let there = found.into_iter().filter(|user| user.erased_at.is_none());
    let mut by_id: HashMap<_, _> = there.map(|user| (user.id.clone(), user)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).map(TryInto::try_into).collect()
}

/// What a user is called.
pub(crate) async fn name(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Option<String>> {
    Ok(find(ctx, app_id, id).await?.and_then(|user| user.name))
}

/// The row of a user who was not erased.
async fn find(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id)
        .filter(Column::Id.eq(id.as_str()))
        .filter(Column::ErasedAt.is_null())
        .one(ctx.db.reader())
        .await?)
}

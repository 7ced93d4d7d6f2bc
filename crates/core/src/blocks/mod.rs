//! Blocks: whom a user wants to hear nothing from.
//!
//! Between two users of whom one has blocked the other, neither sends in their direct conversation or
//! begins one, and typing and receipts are told to neither. Who was blocked does not add the other to
//! conversations, and alerts them with no mention. In groups messages still arrive, and who was
//! blocked is never told so. The tenant's server is bound by none of it.
//!
//! What sending and receipts must know is folded into rows that they read anyway:
//! `conversations.blocked_by` and `members.estranged`.

mod between;
mod export;
mod import;
mod model;

pub(crate) use between::{among, between, estranged_in, without_blockers};
pub(crate) use export::records;
pub(crate) use import::{Intake, Key};

use crate::{
    Context, Error, Result, Scope, access::InApp as _, bus::Signal, conversations, cursor,
    log::Writer, members, users,
};
use model::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, ExprTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use warbler_protocol::{AppId, Block, KeyScope, Page, Permission, Timestamp, UserId};

/// Most users that one blocks.
const MOST: u64 = 1000;

/// Lets a user block another. Users do so for themselves, the tenant's server for anybody.
pub async fn block(
    ctx: &Context,
    scope: &Scope,
    user_id: &UserId,
    other: &UserId,
) -> Result<Block> {
    check(ctx, scope, user_id, KeyScope::UsersWrite).await?;
    scope.permit(Permission::UsersBlock)?;
    if user_id == other {
        return Err(Error::forbidden("nobody blocks themselves"));
    }
    users::require_known(ctx, scope.app_id, other).await?;
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    let there = find(writer.tx(), scope.app_id, user_id, other).await?;
    let model = match there {
        Some(model) => model,
        None => insert(&writer, scope.app_id, user_id, other).await?,
    };
    settle(ctx, scope, writer, [user_id, other], true).await?;
    Ok(Block { user_id: other.clone(), created_at: Timestamp(model.created_at) })
}

/// Ends a block. Without one, nothing happens.
pub async fn unblock(ctx: &Context, scope: &Scope, user_id: &UserId, other: &UserId) -> Result<()> {
    check(ctx, scope, user_id, KeyScope::UsersWrite).await?;
    scope.permit(Permission::UsersBlock)?;
    users::require_known(ctx, scope.app_id, other).await?;
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    Entity::delete_in_app(scope.app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::BlockedId.eq(other.as_str()))
        .exec(writer.tx())
        .await?;
    settle(ctx, scope, writer, [user_id, other], false).await
}

/// Whom a user has blocked, by user id.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    user_id: &UserId,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Block>> {
    check(ctx, scope, user_id, KeyScope::UsersRead).await?;
    let list = format!("blocks of {user_id}");
    let after: Option<String> = cursor::open_page(ctx, scope, &list, cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::BlockedId.gt(after.unwrap_or_default()))
        .order_by_asc(Column::BlockedId)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, (&list, limit), found, |block| block.blocked_id.clone())?;
    page.try_map(TryInto::try_into)
}

/// All that a user has blocked.
pub async fn of(ctx: &Context, app_id: AppId, user_id: &UserId) -> Result<Vec<UserId>> {
    let query = Entity::in_app(app_id).filter(Column::UserId.eq(user_id.as_str()));
    let found = query.all(ctx.db.reader()).await?;
    found.iter().map(Model::blocked_id).collect()
}

/// Forgets the blocks of an erased user, and those against them.
pub(crate) async fn forget(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    let both = Column::UserId.eq(user_id.as_str()).or(Column::BlockedId.eq(user_id.as_str()));
    Entity::delete_in_app(app_id).filter(both).exec(db).await?;
    conversations::forget_blocks(db, app_id, user_id).await
}

async fn check(ctx: &Context, scope: &Scope, user_id: &UserId, wanted: KeyScope) -> Result<()> {
    scope.require_if_server(wanted)?;
    match scope.as_user() {
        Some(user) if user != user_id => Err(Error::NotFound("user")),
        _ => users::require_known(ctx, scope.app_id, user_id).await,
    }
}

async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
    other: &UserId,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::BlockedId.eq(other.as_str()))
        .one(db)
        .await?)
}

async fn insert(
    writer: &Writer<'_>,
    app_id: AppId,
    user_id: &UserId,
    other: &UserId,
) -> Result<Model> {
    let own = Entity::in_app(app_id).filter(Column::UserId.eq(user_id.as_str()));
    if own.count(writer.tx()).await? >= MOST {
        return Err(Error::limit("one blocks at most 1,000 users"));
    }
    let model = Model {
        app_id: app_id.0,
        user_id: user_id.to_string(),
        blocked_id: other.to_string(),
        created_at: writer.now().0,
    };
    Ok(model.into_active_model().insert(writer.tx()).await?)
}

/// Folds what changed between two users, commits, and tells the nodes.
async fn settle(
    ctx: &Context,
    scope: &Scope,
    writer: Writer<'_>,
    [user_id, other]: [&UserId; 2],
    blocked: bool,
) -> Result<()> {
    let by = between(writer.tx(), scope.app_id, [user_id, other]).await?;
    conversations::set_blocked(writer.tx(), scope.app_id, [user_id, other], by).await?;
    members::fold_of_users(&writer, scope.app_id, [user_id, other]).await?;
    writer.commit().await?;
    let signal = Signal::Blocked {
        app_id: scope.app_id,
        user_id: user_id.clone(),
        other: other.clone(),
        blocked,
    };
    ctx.bus.signal(scope.shard, signal);
    Ok(())
}

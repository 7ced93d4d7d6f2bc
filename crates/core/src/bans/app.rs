//! Bans from the whole app, by the tenant's server alone.

use super::{EVERYWHERE, check, page, remove, store};
use crate::{
    Context, Result, Scope,
    auth::{self, Stale},
    bus::Signal,
    log::Writer,
    members, users,
};
use warbler_protocol::{Ban, BanKind, KeyScope, Page, PutBan, UserId};

/// Keeps a user out of the app, or from sending anywhere in it. Who is banned is disconnected, and
/// stays a member of their conversations.
pub async fn ban_in_app(
    ctx: &Context,
    scope: &Scope,
    user_id: UserId,
    input: PutBan,
) -> Result<Ban> {
    scope.require(KeyScope::UsersWrite)?;
    check(ctx, &input)?;
    users::require_known(ctx, scope.app_id, &user_id).await?;
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    let ban = store(&writer, scope, EVERYWHERE, user_id, input).await?;
    let banned_until = (ban.kind == BanKind::Ban).then_some(ban.until);
    users::shut_out(writer.tx(), scope.app_id, &ban.user_id, banned_until, writer.now()).await?;
    members::fold_of_users(&writer, scope.app_id, [&ban.user_id]).await?;
    writer.commit().await?;
    auth::forget(ctx, Stale::User(scope.app_id, ban.user_id.clone())).await;
    if ban.kind == BanKind::Ban {
        let user_id = ban.user_id.clone();
        ctx.bus.signal(scope.shard, Signal::Deactivated { app_id: scope.app_id, user_id });
    }
    Ok(ban)
}

/// Ends a ban, or a silence, before its time. Without one, nothing happens.
pub async fn lift_in_app(ctx: &Context, scope: &Scope, user_id: &UserId) -> Result<()> {
    scope.require(KeyScope::UsersWrite)?;
    users::require_known(ctx, scope.app_id, user_id).await?;
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    remove(&writer, scope.app_id, EVERYWHERE, user_id).await?;
    users::shut_out(writer.tx(), scope.app_id, user_id, None, writer.now()).await?;
    members::fold_of_users(&writer, scope.app_id, [user_id]).await?;
    writer.commit().await?;
    auth::forget(ctx, Stale::User(scope.app_id, user_id.clone())).await;
    Ok(())
}

/// The bans of the app that are in force, by user id.
pub async fn list_in_app(
    ctx: &Context,
    scope: &Scope,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Ban>> {
    scope.require(KeyScope::UsersRead)?;
    page(ctx, scope, EVERYWHERE, limit, cursor).await
}

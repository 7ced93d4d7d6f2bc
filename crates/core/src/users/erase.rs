//! Erasing a user: everything they said, how they reacted and what they kept, then what they were called.
//!
//! They are out at once; a job takes back their messages, chunk by chunk. Other nodes may take them for
//! active for some seconds more, so the job runs a second time when that is over. Their id stays taken, so
//! that nobody steps into their place.

use super::{Column, Entity};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    auth::{self, Stale},
    bans, blocks,
    bus::Signal,
    devices, drafts, files,
    jobs::{self, Job},
    members, messages, names, presence, reactions, support,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, sea_query::Expr};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use warbler_protocol::{AppId, KeyScope, MessageId, UserId};

/// Messages taken back in one transaction.
const CHUNK: u64 = 200;

/// By then every node knows: much longer than what authentication looked up is kept.
const AGAIN: Duration = Duration::from_secs(60);

/// Take back what an erased user said, from after `after` on.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Erase {
    pub user_id: UserId,
    pub after: MessageId,
}

impl Job for Erase {
    const KIND: &'static str = "erase_user";
}

/// Erases a user for good. Answers once they are out; their messages follow shortly.
pub async fn erase(ctx: &Context, scope: &Scope, id: &UserId) -> Result<()> {
    scope.require(KeyScope::UsersWrite)?;
    super::find(ctx, scope.app_id, id).await?.ok_or(Error::NotFound("user"))?;
    let now = ctx.now().0;
    let tx = ctx.db.begin().await?;
    Entity::update_in_app(scope.app_id)
        .filter(Column::Id.eq(id.as_str()))
        .col_expr(Column::DeactivatedAt, Expr::value(now))
        .col_expr(Column::ErasedAt, Expr::value(now))
        .col_expr(Column::Name, Expr::value(None::<String>))
        .col_expr(Column::AvatarUrl, Expr::value(None::<String>))
        .col_expr(Column::Metadata, Expr::value("{}"))
        .exec(&tx)
        .await?;
    names::forget_user(&tx, scope.app_id, id).await?;
    devices::forget_all(&tx, scope.app_id, id).await?;
    forget_own(&tx, scope.app_id, id).await?;
    files::forget_uploads(&tx, ctx.now(), (scope.app_id, id)).await?;
    presence::forget(&tx, scope.app_id, id).await?;
    let job = Erase { user_id: id.clone(), after: MessageId(uuid::Uuid::nil()) };
    for at in [ctx.now(), ctx.now() + AGAIN] {
        jobs::enqueue(&tx, scope.app_id, at, &job).await?;
    }
    tx.commit().await?;
    auth::forget(ctx, Stale::User(scope.app_id, id.clone())).await;
    let signal = Signal::Deactivated { app_id: scope.app_id, user_id: id.clone() };
    ctx.bus.signal(scope.shard, signal);
    Ok(())
}

/// What was theirs alone goes. Bans stay, without their reasons.
async fn forget_own(db: &impl ConnectionTrait, app_id: AppId, id: &UserId) -> Result<()> {
    drafts::forget(db, app_id, id, None).await?;
    blocks::forget(db, app_id, id).await?;
    members::forget_metadata(db, app_id, id).await?;
    support::forget(db, app_id, id).await?;
    bans::forget_reasons(db, app_id, id).await
}

/// One step of the job. Answers the next, until nothing is left. Repeating a step does no harm.
pub async fn erase_chunk(ctx: &Context, scope: &Scope, job: &Erase) -> Result<Option<Erase>> {
    forget_own(ctx.db.writer(), scope.app_id, &job.user_id).await?;
    let last = messages::blank_chunk(ctx, scope, &job.user_id, job.after, CHUNK).await?;
    if let Some(after) = last {
        return Ok(Some(Erase { user_id: job.user_id.clone(), after }));
    }
    if support::forget_notes(ctx, scope, &job.user_id, CHUNK).await? {
        return Ok(Some(job.clone()));
    }
    let more = reactions::forget_chunk(ctx, scope, &job.user_id, CHUNK).await?;
    Ok(more.then(|| job.clone()))
}

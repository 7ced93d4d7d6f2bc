//! Whether somebody is a user, and may act as one.

use super::{Column, Entity, Model, upsert};
use crate::{
    Context, Error, Result,
    access::InApp as _,
    auth::{self, Identity},
    log::Writer,
    sql::{Rows, Type, column, find_by, statement},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _, sea_query::Expr};
use std::collections::HashSet;
use warbler_protocol::{AppId, ErrorCode, Timestamp, User, UserId};

/// How a user stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Active {
        /// Tokens that were issued before this are over.
        tokens_valid_from: Timestamp,
        /// Shut out until then; perhaps that is over.
        banned_until: Timestamp,
    },
    Deactivated,
}

/// Lets a user in whom the tenant vouches for, and creates them if they are new.
pub(crate) async fn admit(ctx: &Context, identity: &Identity) -> Result<()> {
    let (app_id, id) = (identity.scope.app_id, &identity.user_id);
    let standing = match ctx.cache.user(app_id, id).await {
        Some(standing) => standing,
        None => {
            let standing = Standing::of(&known(ctx, app_id, id).await?);
            ctx.cache.keep_user(app_id, id, standing).await;
            standing
        }
    };
    standing.admits(identity, ctx.now())
}

/// The same, from the database rather than from memory, which holds what is asked again and again;
/// answers the user.
pub async fn welcome(ctx: &Context, identity: &Identity) -> Result<User> {
    let model = known(ctx, identity.scope.app_id, &identity.user_id).await?;
    Standing::of(&model).admits(identity, ctx.now())?;
    model.try_into()
}

/// The user's row, made if it is not there.
async fn known(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Model> {
    let query = || Entity::in_app(app_id).filter(Column::Id.eq(id.as_str())).one(ctx.db.reader());
    if let Some(model) = query().await? {
        return Ok(model);
    }
    upsert::ensure(ctx, app_id, id).await?;
    query().await?.ok_or(Error::NotFound("user"))
}

/// Who was deactivated or banned since, in whatever app, and is still out. For nodes, which may not
/// have heard of it.
pub async fn shut_out_since(ctx: &Context, since: Timestamp) -> Result<Vec<(AppId, UserId)>> {
    let db = ctx.db.reader();
    let sql = "select app_id, id from users where deactivated_at >= $1 \
        union select app_id, id from users where banned_at >= $1 and banned_until > $2";
    let values = vec![since.0.into(), ctx.now().0.into()];
    let rows = db.query_all_raw(statement(db, sql, values)).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("", "id")?;
            let id = id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))?;
            Ok((AppId(row.try_get("", "app_id")?), id))
        })
        .collect()
}

/// Keeps a user out of the app until a moment, or no longer. [`crate::bans`] says why.
pub(crate) async fn shut_out(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    id: &UserId,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    Entity::update_in_app(app_id)
        .filter(Column::Id.eq(id.as_str()))
        .col_expr(Column::BannedUntil, Expr::value(until.map(|until| until.0)))
        .col_expr(Column::BannedAt, Expr::value(until.map(|_| now.0)))
        .exec(tx)
        .await?;
    Ok(())
}

/// The same for several, with bans that come with an import. Nodes hear of it where they look for what
/// they missed.
pub(crate) async fn shut_out_many(
    writer: &Writer<'_>,
    app_id: AppId,
    users: Vec<(UserId, Timestamp)>,
) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("id", Type::Text),
        column("until", Type::Int),
        column("now", Type::Int),
    ]);
    for (id, until) in users {
        rows.push([app_id.0.into(), id.as_str().into(), until.0.into(), writer.now().0.into()]);
    }
    let sql = "update users set banned_until = v.until, banned_at = v.now from v \
        where users.app_id = v.app_id and users.id = v.id";
    Ok(rows.execute(writer.tx(), sql).await?)
}

/// Refuses who is not there.
pub(crate) async fn require_known(ctx: &Context, app_id: AppId, id: &UserId) -> Result<()> {
    super::find(ctx, app_id, id).await?.ok_or(Error::NotFound("user")).map(drop)
}

/// Refuses who is not there or was deactivated; answers from when on the user's tokens count.
pub(crate) async fn require_active(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Timestamp> {
    match look_up(ctx, app_id, id).await? {
        Some(Standing::Active { tokens_valid_from, .. }) => Ok(tokens_valid_from),
        Some(Standing::Deactivated) => Err(Error::conflict("the user was deactivated")),
        None => Err(Error::NotFound("user")),
    }
}

/// Refuses ids that are no active users; `pointer` says where they stand in the request.
pub(crate) async fn require(
    ctx: &Context,
    app_id: AppId,
    ids: &[UserId],
    pointer: &str,
) -> Result<()> {
    let distinct: HashSet<_> = ids.iter().map(UserId::as_str).collect();
    if distinct.is_empty() {
        return Ok(());
    }
    let wanted = distinct.len();
    let db = ctx.db.reader();
    let found: Vec<Model> = find_by(db, "users", app_id, ("id", Type::Text), distinct).await?;
    match found.iter().filter(|model| model.deactivated_at.is_none()).count() == wanted {
        true => Ok(()),
        false => Err(Error::field(pointer, "unknown", "names somebody who is no active user")),
    }
}

async fn look_up(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Option<Standing>> {
    let query = Entity::in_app(app_id).filter(Column::Id.eq(id.as_str()));
    Ok(query.one(ctx.db.reader()).await?.as_ref().map(Standing::of))
}

impl Standing {
    fn of(model: &Model) -> Self {
        match model.deactivated_at {
            None => Self::Active {
                tokens_valid_from: Timestamp(model.tokens_valid_from.unwrap_or_default()),
                banned_until: Timestamp(model.banned_until.unwrap_or_default()),
            },
            Some(_) => Self::Deactivated,
        }
    }

    /// Refuses whoever may not act, and tokens that are over.
    fn admits(self, identity: &Identity, now: Timestamp) -> Result<()> {
        match self {
            Self::Active { banned_until, .. } if banned_until > now => {
                Err(Error::Barred(ErrorCode::Banned, banned_until))
            }
            Self::Active { tokens_valid_from, .. } if identity.issued_at < tokens_valid_from => {
                Err(auth::revoked())
            }
            Self::Active { .. } => Ok(()),
            Self::Deactivated => {
                let detail = "the user was deactivated".to_owned();
                Err(Error::Refused(ErrorCode::UserDeactivated, detail))
            }
        }
    }
}

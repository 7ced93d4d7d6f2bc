//! Whether somebody is a user, and may act as one.

use super::{Column, Entity, Model, upsert};
use crate::{
    Context, Error, Result,
    access::InApp as _,
    auth::{self, Identity},
    sql::statement,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, PaginatorTrait as _, QueryFilter as _};
use std::collections::HashSet;
use warbler_protocol::{AppId, ErrorCode, Timestamp, User, UserId};

/// How a user stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Active {
        /// Tokens that were issued before this are over.
        tokens_valid_from: Timestamp,
    },
    Deactivated,
}

/// Lets a user in whom the tenant vouches for, and creates them if they are new.
pub(crate) async fn admit(ctx: &Context, identity: &Identity) -> Result<()> {
    let (app_id, id) = (identity.scope.app_id, &identity.user_id);
    let standing = match ctx.cache.user(app_id, id).await {
        Some(standing) => standing,
        None => {
            let standing = Standing::of(&ensured(ctx, app_id, id).await?);
            ctx.cache.keep_user(app_id, id, standing).await;
            standing
        }
    };
    standing.admits(identity)
}

/// The same, from the database rather than from memory, which holds what is asked again and again;
/// answers the user.
pub async fn welcome(ctx: &Context, identity: &Identity) -> Result<User> {
    let model = ensured(ctx, identity.scope.app_id, &identity.user_id).await?;
    Standing::of(&model).admits(identity)?;
    model.try_into()
}

/// The row of a user, made where there was none.
async fn ensured(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Model> {
    let query = || Entity::in_app(app_id).filter(Column::Id.eq(id.as_str())).one(ctx.db.reader());
    if let Some(model) = query().await? {
        return Ok(model);
    }
    upsert::ensure(ctx, app_id, id).await?;
    query().await?.ok_or(Error::NotFound("user"))
}

/// Who was deactivated since, in whatever app. For nodes, which may not have heard of it.
pub async fn deactivated_since(ctx: &Context, since: Timestamp) -> Result<Vec<(AppId, UserId)>> {
    let db = ctx.db.reader();
    let sql = "select app_id, id from users where deactivated_at >= $1";
    let rows = db.query_all_raw(statement(db, sql, vec![since.0.into()])).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("", "id")?;
            let id = id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))?;
            Ok((AppId(row.try_get("", "app_id")?), id))
        })
        .collect()
}

/// Refuses who is not there.
pub(crate) async fn require_known(ctx: &Context, app_id: AppId, id: &UserId) -> Result<()> {
    super::find(ctx, app_id, id).await?.ok_or(Error::NotFound("user")).map(drop)
}

/// Refuses who is not there or was deactivated; answers from when on the user's tokens count.
pub(crate) async fn require_active(ctx: &Context, app_id: AppId, id: &UserId) -> Result<Timestamp> {
    match look_up(ctx, app_id, id).await? {
        Some(Standing::Active { tokens_valid_from }) => Ok(tokens_valid_from),
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
    let wanted = distinct.len() as u64;
    let found = Entity::in_app(app_id)
        .filter(Column::Id.is_in(distinct))
        .filter(Column::DeactivatedAt.is_null())
        .count(ctx.db.reader())
        .await?;
    match found == wanted {
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
            },
            Some(_) => Self::Deactivated,
        }
    }

    /// Refuses whoever may not act, and tokens that are over.
    fn admits(self, identity: &Identity) -> Result<()> {
        match self {
            Self::Active { tokens_valid_from } if identity.issued_at < tokens_valid_from => {
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

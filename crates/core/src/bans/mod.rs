//! Bans: who is kept out, or kept from sending, of one conversation or of the whole app.
//!
//! 1. Nothing happens when a ban runs out: it is in force while its end lies ahead of our clock, and
//!    whoever looks compares.
//! 2. There is one ban per user and place; another replaces it. A silence is a ban of its own kind.
//! 3. What sending and authentication must know is folded into rows that they read anyway
//!    ([`crate::members::fold_of_users`], [`crate::users::shut_out`]).
//! 4. A ban outlives the erasure of whom it is about, without its reason: it is the place's record,
//!    and keeps the id from coming back in.

mod app;
mod conversation;
mod export;
mod import;
mod model;

pub use app::{ban_in_app, lift_in_app, list_in_app};
pub use conversation::{ban, lift, list};
pub(crate) use conversation::{lift_bans, require_none};
pub(crate) use export::records;
pub(crate) use import::{Intake, Key};

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    cursor,
    log::Writer,
    sql::{Rows, Type, column, nullable, text_or_empty},
    validate::{no_nul, rules, word},
};
use model::{Column, Entity};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::Expr,
};
use uuid::Uuid;
use warbler_protocol::{AppId, Ban, Page, PutBan, Timestamp, UserId};

/// Stands for the whole app where a conversation is named.
const EVERYWHERE: Uuid = Uuid::nil();

fn check(ctx: &Context, input: &PutBan) -> Result<()> {
    rules(input)?;
    no_nul("/reason", input.reason.as_deref())?;
    match input.until.is_some_and(|until| until <= ctx.now()) {
        true => Err(Error::field("/until", "range", "must lie in the future")),
        false => Ok(()),
    }
}

/// Writes a ban over the one that was there.
async fn store(
    writer: &Writer<'_>,
    scope: &Scope,
    place: Uuid,
    user_id: UserId,
    input: PutBan,
) -> Result<Ban> {
    let ban = Ban {
        user_id,
        kind: input.kind,
        reason: input.reason,
        until: input.until.unwrap_or(Timestamp::FOREVER),
        by: scope.as_user().cloned(),
        created_at: writer.now(),
    };
    let mut rows = Rows::new(COLUMNS);
    rows.push([
        scope.app_id.0.into(),
        place.into(),
        ban.user_id.as_str().into(),
        word(&ban.kind)?.into(),
        text_or_empty(ban.reason.as_deref()),
        ban.until.0.into(),
        text_or_empty(ban.by.as_ref().map(|id| id.as_str())),
        ban.created_at.0.into(),
    ]);
    let again = "on conflict (app_id, conversation_id, user_id) do update set \
        kind = excluded.kind, reason = excluded.reason, until = excluded.until, \
        banned_by = excluded.banned_by, created_at = excluded.created_at";
    rows.insert(writer.tx(), "bans", again).await?;
    Ok(ban)
}

async fn remove(writer: &Writer<'_>, app_id: AppId, place: Uuid, user_id: &UserId) -> Result<()> {
    Entity::delete_in_app(app_id)
        .filter(Column::ConversationId.eq(place))
        .filter(Column::UserId.eq(user_id.as_str()))
        .exec(writer.tx())
        .await?;
    Ok(())
}

/// A page of the bans in force at a place, by user id.
async fn page(
    ctx: &Context,
    scope: &Scope,
    place: Uuid,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Ban>> {
    let list = format!("bans of {place}");
    let after: Option<String> = cursor::open_page(ctx, scope, &list, cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::ConversationId.eq(place))
        .filter(Column::Until.gt(ctx.now().0))
        .filter(Column::UserId.gt(after.unwrap_or_default()))
        .order_by_asc(Column::UserId)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, (&list, limit), found, |ban| ban.user_id.clone())?;
    page.try_map(TryInto::try_into)
}

/// Forgets why a user was banned who is being erased.
pub(crate) async fn forget_reasons(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    Entity::update_in_app(app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .col_expr(Column::Reason, Expr::value(None::<String>))
        .exec(db)
        .await?;
    Ok(())
}

const COLUMNS: [crate::sql::Column; 8] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("kind", Type::Text),
    nullable("reason", Type::Text),
    column("until", Type::Int),
    nullable("banned_by", Type::Text),
    column("created_at", Type::Int),
];

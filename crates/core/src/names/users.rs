//! Users by name.

use super::{
    NameQuery,
    find::{ALONE, Names, Place, Source, find},
    tails::tails,
};
use crate::{
    Context, Result, Scope, cursor,
    sql::{Rows, Type, column, statement},
    users,
};
use sea_orm::ConnectionTrait;
use warbler_protocol::{AppId, KeyScope, Page, Permission, User, UserId};

/// Users by name, as far as the caller may see users at all: neither those whom they have blocked nor
/// those who were deactivated, whom servers find. Who has blocked the caller is found as before: not
/// to be found would tell.
pub async fn find_users(ctx: &Context, scope: &Scope, query: NameQuery<'_>) -> Result<Page<User>> {
    scope.require_if_server(KeyScope::UsersRead)?;
    scope.permit(Permission::UsersRead)?;
    let list = format!("users named {}", query.name);
    let after: Option<Place<String>> = cursor::open_page(ctx, scope, &list, query.cursor)?;
    let found = match query.wanted()? {
        Some(wanted) => find(ctx, &names(scope), &wanted, after, query.limit).await?,
        None => Vec::new(),
    };
    let page = cursor::page(ctx, scope, (&list, query.limit), found, Place::clone)?;
    let ids = page.data.into_iter().map(|place| place.id).collect();
    let data = users::in_order(ctx, scope.app_id, ids).await?;
    Ok(Page { data, next_cursor: page.next_cursor, has_more: page.has_more })
}

fn names(scope: &Scope) -> Names {
    let mut values = vec![scope.app_id.0.into()];
    let there = "exists (select 1 from users u where u.app_id = n.app_id and u.id = n.user_id \
        and u.erased_at is null";
    let sight = match scope.as_user() {
        None => format!("{there} {ALONE})"),
        Some(user_id) => {
            values.push(user_id.as_str().into());
            format!(
                "{there} and u.deactivated_at is null {ALONE}) \
                 and not exists (select 1 from blocks b where b.app_id = n.app_id \
                     and b.user_id = $2 and b.blocked_id = n.user_id {ALONE})"
            )
        }
    };
    let sources = vec![Source { from: "user_names n", holds: sight, by_tail: true }];
    Names { table: "user_names", id: "user_id", sources, values }
}

/// Notes what users are called now. Call it after their rows were written, under their lock.
pub(crate) async fn keep_users(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    named: &[(&str, &str)],
) -> Result<()> {
    let mut known = Rows::new([column("app_id", Type::Uuid), column("user_id", Type::Text)]);
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("user_id", Type::Text),
        column("place", Type::Int),
        column("tail", Type::Text),
    ]);
    for (id, name) in named {
        known.push([app_id.0.into(), (*id).into()]);
        for (place, tail) in (0_i64..).zip(tails(name)) {
            rows.push([app_id.0.into(), (*id).into(), place.into(), tail.into()]);
        }
    }
    let sql = "delete from user_names where (app_id, user_id) in (select app_id, user_id from v)";
    known.execute(tx, sql).await?;
    Ok(rows.insert(tx, "user_names", "").await?)
}

/// Forgets what a user was called.
pub(crate) async fn forget_user(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    let sql = "delete from user_names where app_id = $1 and user_id = $2";
    tx.execute_raw(statement(tx, sql, vec![app_id.0.into(), user_id.as_str().into()])).await?;
    Ok(())
}

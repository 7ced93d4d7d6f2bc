//! Creating and changing users.

use super::Model;
use crate::{
    Context, Error, Result, Scope, names,
    sql::{Rows, Type, column, find_by, nullable, text_or_empty},
    validate::{self, no_nul, rules},
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, IntoActiveModel as _};
use std::collections::HashSet;
use warbler_protocol::{AppId, CreateUser, KeyScope, Permission, UpdateUser, User, UserId};

/// Most users in one request.
const BATCH: usize = 100;

/// Creates a user. One that exists keeps what is not given.
pub async fn create(ctx: &Context, scope: &Scope, input: CreateUser) -> Result<User> {
    let created = create_batch(ctx, scope, vec![input]).await?;
    created.into_iter().next().ok_or(Error::NotFound("user"))
}

/// Creates many users at once, all or none.
pub async fn create_batch(
    ctx: &Context,
    scope: &Scope,
    inputs: Vec<CreateUser>,
) -> Result<Vec<User>> {
    scope.require(KeyScope::UsersWrite)?;
    if inputs.is_empty() || inputs.len() > BATCH {
        return Err(Error::field("/users", "length", "1 to 100 users at once"));
    }
    let mut rows = Rows::new(COLUMNS);
    let mut ids = Vec::with_capacity(inputs.len());
    let mut named = Vec::new();
    for input in inputs {
        check(&input)?;
        let metadata = input.metadata.as_ref();
        let metadata = metadata.map(|map| validate::metadata("/metadata", map)).transpose()?;
        let id = input.id.unwrap_or_else(UserId::generate);
        if ids.contains(&id) {
            return Err(Error::field("/users", "duplicate", "names a user twice"));
        }
        rows.push([
            scope.app_id.0.into(),
            id.as_str().into(),
            text_or_empty(input.name.as_deref()),
            text_or_empty(input.avatar_url.as_deref()),
            metadata.unwrap_or_default().into(),
            ctx.now().0.into(),
        ]);
        named.extend(input.name.map(|name| (id.clone(), name)));
        ids.push(id);
    }
    let sql = "insert into users (app_id, id, name, avatar_url, metadata, created_at, updated_at) \
        select app_id, id, nullif(name, ''), nullif(avatar_url, ''), \
            coalesce(nullif(metadata, ''), '{}'), now, now from v where true \
        on conflict (app_id, id) do update set \
            name = coalesce(excluded.name, users.name), \
            avatar_url = coalesce(excluded.avatar_url, users.avatar_url), \
            metadata = case when excluded.metadata = '{}' then users.metadata \
                else excluded.metadata end, \
            updated_at = excluded.updated_at \
        where users.erased_at is null";
    let tx = ctx.db.begin().await?;
    rows.execute(&tx, sql).await?;
    let created = read_back(&tx, scope, &ids).await?;
    let named: Vec<_> = named.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    names::keep_users(&tx, scope.app_id, &named).await?;
    tx.commit().await?;
    Ok(created)
}

/// Changes a user: oneself, or anybody for the tenant's server.
pub async fn update(ctx: &Context, scope: &Scope, id: &UserId, input: UpdateUser) -> Result<User> {
    scope.require_if_server(KeyScope::UsersWrite)?;
    scope.permit(Permission::UsersUpdateSelf)?;
    if scope.as_user().is_some_and(|user| user != id) {
        return Err(Error::forbidden("users change themselves alone"));
    }
    rules(&input)?;
    no_nul("/name", input.name.as_deref())?;
    no_nul("/avatar_url", input.avatar_url.as_deref())?;
    let metadata = input.metadata.as_ref();
    let metadata = metadata.map(|map| validate::metadata("/metadata", map)).transpose()?;
    let model = super::find(ctx, scope.app_id, id).await?.ok_or(Error::NotFound("user"))?;
    let mut row = model.into_active_model();
    row.name = input.name.clone().map_or(row.name, |name| Set(Some(name)));
    row.avatar_url = input.avatar_url.map_or(row.avatar_url, |url| Set(Some(url)));
    row.metadata = metadata.map_or(row.metadata, Set);
    row.updated_at = Set(ctx.now().0);
    let tx = ctx.db.begin().await?;
    let model = row.update(&tx).await?;
    if model.erased_at.is_some() {
        return Err(Error::NotFound("user"));
    }
    if let Some(name) = &input.name {
        names::keep_users(&tx, scope.app_id, &[(id.as_str(), name)]).await?;
    }
    tx.commit().await?;
    model.try_into()
}

/// Makes sure that a user is there.
pub(super) async fn ensure(ctx: &Context, app_id: AppId, id: &UserId) -> Result<()> {
    let now = ctx.now().0;
    let row = Model {
        app_id: app_id.0,
        id: id.to_string(),
        name: None,
        avatar_url: None,
        metadata: "{}".to_owned(),
        deactivated_at: None,
        erased_at: None,
        tokens_valid_from: None,
        banned_until: None,
        banned_at: None,
        created_at: now,
        updated_at: now,
    };
    sea_orm::EntityTrait::insert(row.into_active_model())
        .on_conflict_do_nothing()
        .exec_without_returning(ctx.db.writer())
        .await?;
    Ok(())
}

fn check(input: &CreateUser) -> Result<()> {
    rules(input)?;
    no_nul("/name", input.name.as_deref())?;
    no_nul("/avatar_url", input.avatar_url.as_deref())
}

/// The users in the order in which they were named. One that was erased stays so.
async fn read_back(db: &impl ConnectionTrait, scope: &Scope, ids: &[UserId]) -> Result<Vec<User>> {
    let distinct: HashSet<_> = ids.iter().map(UserId::as_str).collect();
    let models: Vec<Model> =
        find_by(db, "users", scope.app_id, ("id", Type::Text), distinct).await?;
    ids.iter()
        .map(|id| {
            let there = |model: &&Model| model.id == id.as_str() && model.erased_at.is_none();
            let found = models.iter().find(there).cloned();
            let erased = || Error::conflict("a user who was erased cannot be created again");
            found.ok_or_else(erased)?.try_into()
        })
        .collect()
}

const COLUMNS: [crate::sql::Column; 6] = [
    column("app_id", Type::Uuid),
    column("id", Type::Text),
    nullable("name", Type::Text),
    nullable("avatar_url", Type::Text),
    nullable("metadata", Type::Text),
    column("now", Type::Int),
];

//! Apps as an organisation's team sees them.

use super::{Column, Entity, create, update};
use crate::{
    Context, Error, Result, apps, auth, keys,
    organizations::enter,
    sessions::Login,
    sql::statement,
    validate::{no_nul, rules},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use warbler_protocol::{
    App, AppId, CreateApp, CreateKey, CreateSigningKey, CreatedApp, Mode, OrganizationId, UpdateApp,
};

/// Most apps of one organisation.
const MOST: usize = 100;

/// The organisation's apps, the oldest first. All of its team see them.
pub async fn list_in_console(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
) -> Result<Vec<App>> {
    enter(ctx, login, organization_id).await?;
    list_of(ctx, organization_id).await
}

/// Makes an app and its first keys. They open everything, so live apps are for those to make who may
/// make such keys.
pub async fn create_in_console(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    input: CreateApp,
) -> Result<CreatedApp> {
    let team = enter(ctx, login, organization_id).await?;
    match input.mode {
        Mode::Test => team.require_developer()?,
        Mode::Live => team.require_admin()?,
    }
    rules(&input)?;
    no_nul("/name", Some(&input.name))?;
    if list_of(ctx, organization_id).await?.len() >= MOST {
        return Err(Error::limit("an organization has at most 100 apps"));
    }
    let app = create(ctx, organization_id, &input.name, input.mode).await?;
    let scope = apps::system_scope(ctx, app.id).await?;
    let key = CreateKey { name: "First key".to_owned(), ..CreateKey::default() };
    let secret_key = keys::create(ctx, &scope, key).await?;
    let signing_key = keys::create_signing(ctx, &scope, CreateSigningKey::default()).await?;
    Ok(CreatedApp { app, secret_key, signing_key })
}

/// Changes one of the organisation's apps.
pub async fn rename_in_console(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    app_id: AppId,
    input: UpdateApp,
) -> Result<App> {
    enter(ctx, login, organization_id).await?.require_developer()?;
    if super::organization(ctx, app_id).await? != Some(organization_id) {
        return Err(Error::NotFound("app"));
    }
    update(ctx, &auth::enter(ctx, login, app_id).await?, input).await
}

/// Whether an organisation has an app.
pub(crate) async fn any_of(tx: &impl ConnectionTrait, id: OrganizationId) -> Result<bool> {
    let sql = "select 1 from apps where organization_id = $1 limit 1";
    Ok(tx.query_one_raw(statement(tx, sql, vec![id.0.into()])).await?.is_some())
}

#[expect(clippy::disallowed_methods, reason = "the apps of an organization are what is asked for")]
async fn list_of(ctx: &Context, organization_id: OrganizationId) -> Result<Vec<App>> {
    let query = Entity::find()
        .filter(Column::OrganizationId.eq(organization_id.0))
        .order_by_asc(Column::Id);
    query.all(ctx.db.reader()).await?.into_iter().map(TryInto::try_into).collect()
}

//! Apps: one isolated world each. An app is put into a shard of the log when it is made, and stays.

mod console;
mod model;

pub(crate) use console::any_of;
pub use console::{create_in_console, list_in_console, rename_in_console};

use crate::{
    Actor, Context, Error, Result, Scope,
    sql::statement,
    validate::{from_word, no_nul, rules, word},
};
use model::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use warbler_protocol::{App, AppId, KeyScope, Mode, OrganizationId, Timestamp, UpdateApp};

/// Makes an app. For whoever runs the installation: only the command line calls it.
pub async fn create(
    ctx: &Context,
    organization_id: OrganizationId,
    name: &str,
    mode: Mode,
) -> Result<App> {
    let row = ActiveModel {
        id: Set(AppId::generate().0),
        organization_id: Set(organization_id.0),
        name: Set(name.to_owned()),
        mode: Set(word(&mode)?),
        shard: Set(emptiest_shard(ctx).await?),
        created_at: Set(ctx.now().0),
    };
    row.insert(ctx.db.writer()).await?.try_into()
}

/// All apps, the oldest first. For whoever runs the installation.
#[expect(clippy::disallowed_methods, reason = "across apps by intent")]
pub async fn list(ctx: &Context) -> Result<Vec<App>> {
    let models = Entity::find().order_by_asc(Column::Id).all(ctx.db.reader()).await?;
    models.into_iter().map(TryInto::try_into).collect()
}

/// The caller's app.
pub async fn get(ctx: &Context, scope: &Scope) -> Result<App> {
    scope.require(KeyScope::AppRead)?;
    find(ctx, scope.app_id).await?.ok_or(Error::NotFound("app"))?.try_into()
}

/// Changes the caller's app.
pub async fn update(ctx: &Context, scope: &Scope, input: UpdateApp) -> Result<App> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    no_nul("/name", input.name.as_deref())?;
    let model = find(ctx, scope.app_id).await?.ok_or(Error::NotFound("app"))?;
    let Some(name) = input.name else { return model.try_into() };
    let mut row = model.into_active_model();
    row.name = Set(name);
    row.update(ctx.db.writer()).await?.try_into()
}

/// A scope in which Warbler itself acts in an app. For the command line and for jobs.
pub async fn system_scope(ctx: &Context, app_id: AppId) -> Result<Scope> {
    let model = find(ctx, app_id).await?.ok_or(Error::NotFound("app"))?;
    Ok(Scope { app_id, shard: model.shard, actor: Actor::System })
}

/// The shard an app lives in.
pub(crate) async fn shard(ctx: &Context, app_id: AppId) -> Result<Option<i32>> {
    Ok(find(ctx, app_id).await?.map(|model| model.shard))
}

/// Whose an app is.
pub async fn organization(ctx: &Context, app_id: AppId) -> Result<Option<OrganizationId>> {
    Ok(find(ctx, app_id).await?.map(|model| OrganizationId(model.organization_id)))
}

/// The app as it is, without asking who wants to know.
pub(crate) async fn look_up(ctx: &Context, app_id: AppId) -> Result<Option<(App, i32)>> {
    let Some(model) = find(ctx, app_id).await? else { return Ok(None) };
    let shard = model.shard;
    Ok(Some((model.try_into()?, shard)))
}

/// The shards of the log.
pub async fn shards(ctx: &Context) -> Result<Vec<i32>> {
    let db = ctx.db.reader();
    let sql = "select shard from shards order by shard";
    let rows = db.query_all_raw(statement(db, sql, vec![])).await?;
    rows.iter().map(|row| Ok(row.try_get("", "shard")?)).collect()
}

#[expect(clippy::disallowed_methods, reason = "an app is its own scope")]
async fn find(ctx: &Context, app_id: AppId) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Id.eq(app_id.0)).one(ctx.db.reader()).await?)
}

async fn emptiest_shard(ctx: &Context) -> Result<i32> {
    let db = ctx.db.writer();
    let sql = "select s.shard from shards s left join apps a on a.shard = s.shard \
        group by s.shard order by count(a.id), s.shard limit 1";
    let row = db.query_one_raw(statement(db, sql, vec![])).await?;
    let row = row.ok_or_else(|| Error::Corrupt("the log has no shards".to_owned()))?;
    Ok(row.try_get("", "shard")?)
}

impl TryFrom<Model> for App {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: AppId(model.id),
            organization_id: OrganizationId(model.organization_id),
            name: model.name,
            mode: from_word(&model.mode)?,
            created_at: Timestamp(model.created_at),
        })
    }
}

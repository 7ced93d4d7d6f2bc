//! Apps: one isolated world each. An app is put into a shard of the log when it is made, and stays.

mod console;
mod model;
mod origins;
mod quotas;
mod revoke;
mod settings;

pub(crate) use console::any_of;
pub use console::{create_in_console, list_in_console, rename_in_console};
pub use origins::check_origin;
pub(crate) use quotas::quotas;
pub use quotas::{QuotaChange, set_quotas};
pub use revoke::revoke_tokens;
pub(crate) use revoke::revoked_since;
pub use settings::AppSettings;

use crate::{
    Actor, Context, Error, Permissions, Result, Scope,
    auth::{self, Stale},
    rate_limits::Quotas,
    sql::statement,
    validate::{decode, encode, from_word, no_nul, rules, word},
};
use model::{ActiveModel, Column, Entity, Model};
use origins::Origins;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};
use std::sync::Arc;
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
        settings: Set(None),
        tokens_valid_from: Set(None),
        rate_limits: Set(None),
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
    let tx = ctx.db.begin().await?;
    // Whoever else changes the settings waits: they are one document.
    let model = by_id(scope.app_id).lock_exclusive().one(&tx).await?;
    let model = model.ok_or(Error::NotFound("app"))?;
    let mut settings = model.settings()?;
    let mut row = model.clone().into_active_model();
    if let Some(name) = input.name {
        row.name = Set(name);
    }
    if let Some(change) = input.permissions {
        settings.change_permissions(change);
        row.settings = Set(Some(encode(&settings)?));
    }
    if let Some(origins) = input.allowed_origins {
        settings.allowed_origins = Origins::new(origins)?;
        row.settings = Set(Some(encode(&settings)?));
    }
    if !row.is_changed() {
        return model.try_into();
    }
    let app = row.update(&tx).await?.try_into()?;
    tx.commit().await?;
    auth::forget(ctx, Stale::App(scope.app_id)).await;
    Ok(app)
}

/// A scope in which Warbler itself acts in an app. For the command line and for jobs.
pub async fn system_scope(ctx: &Context, app_id: AppId) -> Result<Scope> {
    let model = find(ctx, app_id).await?.ok_or(Error::NotFound("app"))?;
    let permissions = Permissions::ALL;
    Ok(Scope { app_id, shard: model.shard, actor: Actor::System, permissions })
}

/// What authentication must know of an app.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) shard: i32,
    pub(crate) settings: AppSettings,
    pub(crate) quotas: Quotas,
    /// User tokens that were issued before this are over.
    pub(crate) tokens_valid_from: Timestamp,
}

/// An app, as it was within the last seconds.
pub(crate) async fn known(ctx: &Context, app_id: AppId) -> Result<Option<Arc<Known>>> {
    if let Some(known) = ctx.cache.app(app_id).await {
        return Ok(Some(known));
    }
    let Some(model) = find(ctx, app_id).await? else { return Ok(None) };
    let known = Known {
        shard: model.shard,
        settings: model.settings()?,
        quotas: model.quotas(ctx.limits.quotas)?,
        tokens_valid_from: Timestamp(model.tokens_valid_from.unwrap_or_default()),
    };
    Ok(Some(ctx.cache.keep_app(app_id, known).await))
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

async fn find(ctx: &Context, app_id: AppId) -> Result<Option<Model>> {
    Ok(by_id(app_id).one(ctx.db.reader()).await?)
}

#[expect(clippy::disallowed_methods, reason = "an app is its own scope")]
fn by_id(app_id: AppId) -> Select<Entity> {
    Entity::find().filter(Column::Id.eq(app_id.0))
}

async fn emptiest_shard(ctx: &Context) -> Result<i32> {
    let db = ctx.db.writer();
    let sql = "select s.shard from shards s left join apps a on a.shard = s.shard \
        group by s.shard order by count(a.id), s.shard limit 1";
    let row = db.query_one_raw(statement(db, sql, vec![])).await?;
    let row = row.ok_or_else(|| Error::Corrupt("the log has no shards".to_owned()))?;
    Ok(row.try_get("", "shard")?)
}

impl Model {
    fn settings(&self) -> Result<AppSettings> {
        self.settings.as_deref().map_or(Ok(AppSettings::default()), decode)
    }
}

impl TryFrom<Model> for App {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let settings = model.settings()?;
        Ok(Self {
            permissions: settings.role_permissions(),
            allowed_origins: settings.allowed_origins.into(),
            id: AppId(model.id),
            organization_id: OrganizationId(model.organization_id),
            name: model.name,
            mode: from_word(&model.mode)?,
            created_at: Timestamp(model.created_at),
        })
    }
}

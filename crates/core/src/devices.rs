//! Devices: the installations a user has connected with.
//!
//! Connecting does not wait for a write: sightings are collected and written in batches, as whoever
//! runs [`flush`] decides. A sighting lost to a crash is made again at the next connection.

use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    sql::{Rows, Type, column, text_or_empty},
    users,
    validate::{no_nul, rules},
};
use sea_orm::{QueryOrder as _, entity::prelude::*};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use warbler_protocol::{AppId, Device, DeviceId, KeyScope, Permission, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "devices")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub platform: Option<String>,
    pub name: Option<String>,
    pub last_seen_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Sightings that are not written yet, the newest of each device.
#[derive(Debug, Default)]
pub struct Sightings(Mutex<HashMap<Key, (Device, Timestamp)>>);

type Key = (AppId, UserId, DeviceId);

/// Notes that a device connected or left.
pub fn saw(ctx: &Context, scope: &Scope, device: &Device) -> Result<()> {
    rules(device)?;
    no_nul("/device/platform", device.platform.as_deref())?;
    no_nul("/device/name", device.name.as_deref())?;
    let key = (scope.app_id, scope.user()?.clone(), device.id.clone());
    let mut seen = ctx.sightings.0.lock().unwrap_or_else(PoisonError::into_inner);
    seen.insert(key, (device.clone(), ctx.now()));
    Ok(())
}

/// Of an erased user nothing is kept, also not what was noted just before.
const WRITE: &str = "insert into devices (app_id, user_id, id, platform, name, last_seen_at) \
    select v.app_id, v.user_id, v.id, nullif(v.platform, ''), nullif(v.name, ''), v.last_seen_at \
    from v join users u on u.app_id = v.app_id and u.id = v.user_id where u.erased_at is null \
    on conflict (app_id, user_id, id) do update set \
        platform = coalesce(excluded.platform, devices.platform), \
        name = coalesce(excluded.name, devices.name), last_seen_at = excluded.last_seen_at";

/// Writes what was noted since the last time.
pub async fn flush(ctx: &Context) -> Result<()> {
    let seen = {
        let mut seen = ctx.sightings.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *seen)
    };
    let mut seen: Vec<_> = seen.into_iter().collect();
    // In one order everywhere, so that two nodes cannot wait for each other's rows.
    seen.sort_by(|(one, _), (other, _)| one.cmp(other));
    for chunk in seen.chunks(500) {
        let mut rows = Rows::new(COLUMNS);
        for ((app_id, user_id, id), (device, at)) in chunk {
            rows.push([
                app_id.0.into(),
                user_id.as_str().into(),
                id.as_str().into(),
                text_or_empty(device.platform.as_deref()),
                text_or_empty(device.name.as_deref()),
                at.0.into(),
            ]);
        }
        rows.execute(ctx.db.writer(), WRITE).await?;
    }
    Ok(())
}

/// A user's devices: one's own, or anybody's for the tenant's server.
pub async fn list(ctx: &Context, scope: &Scope, user_id: &UserId) -> Result<Vec<Device>> {
    check(ctx, scope, user_id, KeyScope::UsersRead).await?;
    flush(ctx).await?;
    let models = Entity::in_app(scope.app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .order_by_asc(Column::Id)
        .all(ctx.db.writer())
        .await?;
    models.into_iter().map(TryInto::try_into).collect()
}

/// Forgets a device. It is known again when it connects again.
pub async fn forget(ctx: &Context, scope: &Scope, user_id: &UserId, id: &DeviceId) -> Result<()> {
    scope.permit(Permission::UsersUpdateSelf)?;
    check(ctx, scope, user_id, KeyScope::UsersWrite).await?;
    flush(ctx).await?;
    let done = Entity::delete_in_app(scope.app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::Id.eq(id.as_str()))
        .exec(ctx.db.writer())
        .await?;
    match done.rows_affected {
        0 => Err(Error::NotFound("device")),
        _ => Ok(()),
    }
}

/// Forgets all devices of a user who is being erased.
pub(crate) async fn forget_all(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    let query = Entity::delete_in_app(app_id).filter(Column::UserId.eq(user_id.as_str()));
    query.exec(db).await?;
    Ok(())
}

async fn check(ctx: &Context, scope: &Scope, user_id: &UserId, wanted: KeyScope) -> Result<()> {
    scope.require_if_server(wanted)?;
    match scope.as_user() {
        Some(user) if user != user_id => Err(Error::NotFound("user")),
        _ => users::require_known(ctx, scope.app_id, user_id).await,
    }
}

impl TryFrom<Model> for Device {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: model.id.parse().map_err(|_| Error::Corrupt(format!("device {:?}", model.id)))?,
            platform: model.platform,
            name: model.name,
            last_seen_at: Some(Timestamp(model.last_seen_at)),
        })
    }
}

const COLUMNS: [crate::sql::Column; 6] = [
    column("app_id", Type::Uuid),
    column("user_id", Type::Text),
    column("id", Type::Text),
    column("platform", Type::Text),
    column("name", Type::Text),
    column("last_seen_at", Type::Int),
];

//! Users as an export has them: all, those included who were erased, because their ids stay taken.

use super::{Column, Entity, Model};
use crate::{Error, Result, access::InApp as _, validate::decode};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use warbler_protocol::{AppId, Timestamp, UserRecord};

/// The users after an id, in the order of their ids.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    app_id: AppId,
    after: &str,
    limit: u64,
) -> Result<Vec<UserRecord>> {
    let models = Entity::in_app(app_id)
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    models.into_iter().map(record).collect()
}

fn record(model: Model) -> Result<UserRecord> {
    Ok(UserRecord {
        id: model.id.parse().map_err(|_| Error::Corrupt(format!("user id {:?}", model.id)))?,
        name: model.name,
        avatar_url: model.avatar_url,
        metadata: decode(&model.metadata)?,
        created_at: Some(Timestamp(model.created_at)),
        updated_at: Some(Timestamp(model.updated_at)),
        deactivated_at: model.deactivated_at.map(Timestamp),
        erased_at: model.erased_at.map(Timestamp),
    })
}

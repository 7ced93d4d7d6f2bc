//! Removing what expired: uploads that were never finished, files that no message carried in time,
//! and those whose messages were recalled.
//!
//! A file is claimed first, after which nobody can attach it, then its bytes go, then its row. A claim
//! is a lease: what a crash leaves behind is claimed again.

use super::{
    blob,
    model::{Column, DELETING, Entity},
    pieces, thumbnail_blob, upload_blob,
};
use crate::{
    Context, Result,
    access::InApp as _,
    jobs::{self, Job},
    sql::statement,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbBackend, QueryFilter as _, sea_query::Expr};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use warbler_protocol::{AppId, FileId, Timestamp, UserId};

/// Files removed in one go.
const BATCH: u64 = 100;
/// Longer than a batch takes.
const LEASE: Duration = Duration::from_secs(300);

/// Remove what has expired in the app.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Collect {}

impl Job for Collect {
    const KIND: &'static str = "collect_files";
}

/// Removes a batch of expired files, of one app or of all. Answers how many there were.
pub async fn collect(ctx: &Context, app_id: Option<AppId>) -> Result<u64> {
    let claimed = claim(ctx, app_id).await?;
    for (app_id, id) in &claimed {
        for key in [blob(*app_id, *id), upload_blob(*app_id, *id), thumbnail_blob(*app_id, *id)] {
            ctx.blobs.delete(&key).await?;
        }
        ctx.blobs.delete_all(&pieces(*app_id, *id)).await?;
        Entity::delete_in_app(*app_id)
            .filter(Column::Id.eq(id.0))
            .filter(Column::Status.eq(DELETING))
            .exec(ctx.db.writer())
            .await?;
    }
    Ok(claimed.len() as u64)
}

async fn claim(ctx: &Context, app_id: Option<AppId>) -> Result<Vec<(AppId, FileId)>> {
    let tx = ctx.db.begin().await?;
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update skip locked",
        _ => "",
    };
    let mut values = vec![ctx.now().0.into(), (ctx.now() + LEASE).0.into()];
    let mut of_app = "";
    if let Some(app_id) = app_id {
        values.push(app_id.0.into());
        of_app = "and app_id = $3";
    }
    let sql = format!(
        "update files set status = 'deleting', expires_at = $2 where (app_id, id) in ( \
             select app_id, id from files where expires_at <= $1 {of_app} \
             order by expires_at limit {BATCH} {lock}) \
         returning app_id, id"
    );
    let rows = tx.query_all_raw(statement(&tx, &sql, values)).await?;
    tx.commit().await?;
    rows.iter()
        .map(|row| Ok((AppId(row.try_get("", "app_id")?), FileId(row.try_get("", "id")?))))
        .collect()
}

/// What a user who is being erased uploaded and no message carries expires at once.
pub async fn forget_uploads(
    tx: &impl ConnectionTrait,
    now: Timestamp,
    (app_id, user_id): (AppId, &UserId),
) -> Result<()> {
    Entity::update_in_app(app_id)
        .filter(Column::UploaderId.eq(user_id.as_str()))
        .filter(Column::ExpiresAt.is_not_null())
        .filter(Column::Status.ne(DELETING))
        .col_expr(Column::ExpiresAt, Expr::value(now.0))
        .exec(tx)
        .await?;
    jobs::enqueue(tx, app_id, now, &Collect {}).await?;
    Ok(())
}

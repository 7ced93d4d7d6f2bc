//! An export that is written by a job, part by part, and kept for a week.

use super::{
    model::{Column, Entity, Model},
    opening::open,
    page::{Progress, next},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    blobs::{BlobWriter, Blobs, Key},
    jobs::{self, Job},
    sql::statement,
    validate::{decode, encode, word},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait as _, IntoActiveModel as _,
    QueryFilter as _,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;
use warbler_protocol::{AppId, Export, ExportId, KeyScope, TransferStatus};

/// How long a step takes, the first one aside: other jobs wait for it.
const STEP: Duration = Duration::from_secs(2);
/// How long what was written is kept.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// Write the next part of an export.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunExport {
    pub id: ExportId,
}

impl Job for RunExport {
    const KIND: &'static str = "export";
}

/// Remove what an export wrote, and that there was one.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ForgetExport {
    pub id: ExportId,
}

impl Job for ForgetExport {
    const KIND: &'static str = "forget_export";
}

/// Starts an export of the app.
pub async fn start(ctx: &Context, scope: &Scope) -> Result<Export> {
    scope.require(KeyScope::DataExport)?;
    let (id, now) = (ExportId::generate(), ctx.now());
    let row = Model {
        app_id: scope.app_id.0,
        id: id.0,
        status: word(&TransferStatus::Running)?,
        progress: None,
        parts: 0,
        size: 0,
        lines: 0,
        error: None,
        created_at: now.0,
        updated_at: now.0,
    };
    let tx = ctx.db.begin().await?;
    row.clone().into_active_model().insert(&tx).await?;
    jobs::enqueue(&tx, scope.app_id, now, &RunExport { id }).await?;
    jobs::enqueue(&tx, scope.app_id, now + KEPT, &ForgetExport { id }).await?;
    tx.commit().await?;
    row.export()
}

/// One export.
pub async fn get(ctx: &Context, scope: &Scope, id: ExportId) -> Result<Export> {
    scope.require(KeyScope::DataExport)?;
    find(ctx, scope, id).await?.export()
}

/// What an export wrote, and how long that is.
pub async fn content(
    ctx: &Context,
    scope: &Scope,
    id: ExportId,
) -> Result<(u64, impl Stream<Item = Result<Bytes>> + use<>)> {
    scope.require(KeyScope::DataExport)?;
    let found = find(ctx, scope, id).await?;
    if found.status != word(&TransferStatus::Done)? {
        return Err(Error::conflict("the export is not done"));
    }
    let (blobs, app_id) = (ctx.blobs.clone(), scope.app_id);
    let open = move |part| {
        let blobs = blobs.clone();
        async move {
            let blob = blobs.reader(&key(app_id, id, part), None).await?;
            blob.ok_or(Error::NotFound("export"))
        }
    };
    let parts = stream::iter(0..found.parts).then(open).try_flatten();
    Ok((found.size.unsigned_abs(), parts))
}

/// One step of the job: one part. Answers the next, until everything is written. A step that is
/// repeated writes the same part.
pub async fn step(ctx: &Context, scope: &Scope, job: &RunExport) -> Result<Option<RunExport>> {
    let found = find(ctx, scope, job.id).await?;
    if found.status != word(&TransferStatus::Running)? {
        return Ok(None);
    }
    let writer = ctx.blobs.writer(key(scope.app_id, job.id, found.parts))?;
    let mut part = Part { writer, size: 0, lines: 0 };
    let mut progress = Some(match &found.progress {
        Some(progress) => decode(progress)?,
        None => {
            let mut opening = open(ctx, scope).await?;
            while let Some(text) = opening.next().await? {
                part.write(text).await?;
            }
            opening.close().await?
        }
    });
    let started = Instant::now();
    while let Some(at) = progress.take_if(|_| started.elapsed() < STEP) {
        let (text, next) = next(ctx, scope, at).await?;
        part.write(text).await?;
        progress = next;
        if progress.is_none() {
            break;
        }
    }
    let Part { writer, size, lines } = part;
    writer.finish().await?;
    let row = Model { size: found.size + size, lines: found.lines + lines, ..found };
    store(ctx, row, progress.as_ref()).await?;
    Ok(progress.map(|_| job.clone()))
}

/// The job failed for good: so has the export.
pub async fn give_up(ctx: &Context, scope: &Scope, job: &RunExport, error: &str) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update exports set status = $3, error = $4, progress = null, updated_at = $5 \
        where app_id = $1 and id = $2 and status = $6";
    let values = vec![
        scope.app_id.0.into(),
        job.id.0.into(),
        word(&TransferStatus::Failed)?.into(),
        error.replace('\0', "").into(),
        ctx.now().0.into(),
        word(&TransferStatus::Running)?.into(),
    ];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

/// Removes an export that was kept long enough.
pub async fn forget(ctx: &Context, scope: &Scope, job: &ForgetExport) -> Result<()> {
    let found = find(ctx, scope, job.id).await?;
    for part in 0..found.parts {
        ctx.blobs.delete(&key(scope.app_id, job.id, part)).await?;
    }
    let this = Entity::delete_in_app(scope.app_id).filter(Column::Id.eq(job.id.0));
    this.exec(ctx.db.writer()).await?;
    Ok(())
}

struct Part {
    writer: BlobWriter,
    size: i64,
    lines: i64,
}

impl Part {
    async fn write(&mut self, text: String) -> Result<()> {
        self.size += i64::try_from(text.len()).unwrap_or(i64::MAX);
        self.lines += i64::try_from(text.lines().count()).unwrap_or(i64::MAX);
        self.writer.write(text.into()).await
    }
}

async fn find(ctx: &Context, scope: &Scope, id: ExportId) -> Result<Model> {
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    query.one(ctx.db.reader()).await?.ok_or(Error::NotFound("export"))
}

/// Notes a part that was written.
async fn store(ctx: &Context, row: Model, progress: Option<&Progress>) -> Result<()> {
    let status = match progress {
        Some(_) => TransferStatus::Running,
        None => TransferStatus::Done,
    };
    let sql = "update exports set status = $4, progress = $5, parts = $3 + 1, size = $6, \
        lines = $7, updated_at = $8 where app_id = $1 and id = $2 and parts = $3";
    let db = ctx.db.writer();
    let values = vec![
        row.app_id.into(),
        row.id.into(),
        row.parts.into(),
        word(&status)?.into(),
        progress.map(encode).transpose()?.into(),
        row.size.into(),
        row.lines.into(),
        ctx.now().0.into(),
    ];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

fn key(app_id: AppId, id: ExportId, part: i64) -> Key {
    Blobs::key(app_id, "exports", format!("{id}/{part}"))
}

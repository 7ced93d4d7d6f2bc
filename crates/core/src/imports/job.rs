//! An import whose file was sent to us: kept as a blob, and taken in by a job.

use super::{
    CHUNK, Checkpoint, Reader, StartImport, apply, check, find, finish, is_chunk, new,
    source::Source,
};
use crate::{
    Context, Error, Result, Scope,
    blobs::{BlobWriter, Blobs, Key},
    jobs::{self, Job},
};
use bytes::Bytes;
use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;
use warbler_protocol::{AppId, ErrorCode, Import, ImportId, KeyScope, TransferStatus};

/// The longest file that is taken, in bytes. The command line takes any.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// How long a step takes: other jobs wait for it.
const STEP: Duration = Duration::from_secs(2);

/// A file on its way to us.
pub struct Upload {
    app_id: AppId,
    id: ImportId,
    input: StartImport,
    writer: BlobWriter,
    size: u64,
}

/// Begins to receive a file.
pub fn receive(ctx: &Context, scope: &Scope, input: StartImport) -> Result<Upload> {
    scope.require(KeyScope::DataImport)?;
    check(&input)?;
    let (app_id, id) = (scope.app_id, ImportId::generate());
    let writer = ctx.blobs.writer(key(app_id, id))?;
    Ok(Upload { app_id, id, input, writer, size: 0 })
}

impl Upload {
    /// Takes the next piece.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > MAX_FILE {
            let detail = "the file is longer than 256 MiB: use `warbler import`, or parts of it";
            return Err(Error::Refused(ErrorCode::BodyTooLarge, detail.to_owned()));
        }
        self.writer.write(bytes).await
    }

    /// Answers once the import is sure to happen.
    pub async fn finish(self, ctx: &Context) -> Result<Import> {
        self.writer.finish().await?;
        let input = StartImport { size: Some(self.size), ..self.input };
        let row = new(ctx, self.app_id, self.id, input)?;
        let tx = ctx.db.begin().await?;
        row.clone().into_active_model().insert(&tx).await?;
        jobs::enqueue(&tx, self.app_id, ctx.now(), &RunImport { id: self.id }).await?;
        tx.commit().await?;
        row.import()
    }

    /// Takes back what came, because the rest will not.
    pub async fn abort(self) {
        if let Err(error) = self.writer.abort().await {
            tracing::warn!(%error, "what is left of an import could not be removed");
        }
    }
}

/// Take an import's file further.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RunImport {
    pub id: ImportId,
}

impl Job for RunImport {
    const KIND: &'static str = "import";
}

/// One step of the job. Answers the next, until the file is through. Repeating a step does no harm.
pub async fn step(ctx: &Context, scope: &Scope, job: &RunImport) -> Result<Option<RunImport>> {
    let mut import = find(ctx, scope, job.id).await?;
    let key = key(scope.app_id, import.id);
    if import.status == TransferStatus::Running {
        import = advance(ctx, scope, import, &key).await?;
    }
    if import.status == TransferStatus::Running {
        return Ok(Some(job.clone()));
    }
    ctx.blobs.delete(&key).await?;
    Ok(None)
}

/// The job failed for good: so has the import. Its file goes; sending it again goes on where it was.
pub async fn give_up(ctx: &Context, scope: &Scope, job: &RunImport, error: &str) -> Result<()> {
    let import = find(ctx, scope, job.id).await?;
    if import.status == TransferStatus::Running {
        finish(ctx, scope, import, Some(error.to_owned())).await?;
    }
    ctx.blobs.delete(&key(scope.app_id, job.id)).await
}

async fn advance(ctx: &Context, scope: &Scope, import: Import, key: &Key) -> Result<Import> {
    let mut import = import;
    let (offset, lines) = (import.offset.unsigned_abs(), import.lines.unsigned_abs());
    let size = import.size.unwrap_or_default().unsigned_abs();
    if offset >= size {
        let error = (size == 0).then(|| "the file is empty".to_owned());
        return finish(ctx, scope, import, error).await;
    }
    let blob = ctx.blobs.reader(key, Some(offset..size)).await?.ok_or(Error::NotFound("file"))?;
    let mut reader = Reader::resume(Source::new(blob), lines, offset);
    let started = Instant::now();
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut after = Checkpoint::default();
    loop {
        let next = reader.next().await.map_err(|error| Error::Storage(error.to_string()))?;
        let ended = next.is_none();
        if let Some((line, _)) = next {
            (after.offset, after.lines) = (line.end, line.number);
            chunk.push(line);
        }
        if is_chunk(&import, &chunk) || (ended && !chunk.is_empty()) {
            import = apply(ctx, scope, import, &chunk, after.clone()).await?;
            chunk.clear();
        }
        match import.status {
            TransferStatus::Running if ended => return finish(ctx, scope, import, None).await,
            TransferStatus::Running if started.elapsed() < STEP || !chunk.is_empty() => {}
            _ => return Ok(import),
        }
    }
}

fn key(app_id: AppId, id: ImportId) -> Key {
    Blobs::key(app_id, "imports", id)
}

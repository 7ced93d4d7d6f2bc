//! Uploads in one request: the bytes come to us, and go on to the store as they come.

use super::{blob, inspection::Inspection, model::Model, name, pending, too_large};
use crate::{Context, Error, Result, Scope, blobs::BlobWriter};
use bytes::Bytes;
use warbler_protocol::{File, KeyScope, Permission};

/// A file that is coming in. Dropped, it is removed within the hour; [`Upload::abort`] does it now.
pub struct Upload {
    file: Model,
    writer: BlobWriter,
    inspection: Inspection,
    limit: u64,
}

/// What its uploader calls a file.
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub name: Option<String>,
    pub content_type: Option<String>,
}

/// Refuses those who may not upload. For whoever must know before the first byte is read.
pub fn may_upload(scope: &Scope) -> Result<()> {
    scope.require_if_server(KeyScope::FilesWrite)?;
    scope.permit(Permission::FilesUpload)
}

/// Begins a file.
pub async fn begin(ctx: &Context, scope: &Scope) -> Result<Upload> {
    may_upload(scope)?;
    let file = pending::begin(ctx, scope, ("", 0, None)).await?;
    let writer = ctx.blobs.writer(blob(file.app_id(), file.id()));
    let writer = match writer {
        Ok(writer) => writer,
        Err(error) => {
            pending::forget(ctx, &file).await?;
            return Err(error);
        }
    };
    Ok(Upload { file, writer, inspection: Inspection::default(), limit: ctx.limits.max_upload })
}

impl Upload {
    /// Takes the next bytes, up to as many as a file may have.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.inspection.take(&bytes);
        if self.inspection.size() > self.limit {
            return Err(too_large(self.limit));
        }
        self.writer.write(bytes).await
    }

    /// Answers the file when it is durable.
    pub async fn finish(self, ctx: &Context, named: Named) -> Result<File> {
        if self.inspection.size() == 0 {
            self.abort(ctx).await;
            return Err(Error::field("/file", "empty", "the file has no bytes"));
        }
        self.writer.finish().await?;
        let name = name::clean(named.name.as_deref().unwrap_or_default());
        let content_type = named.content_type.unwrap_or_default();
        let file = Model { name, content_type, ..self.file };
        pending::settle(ctx, file, self.inspection).await
    }

    /// Takes everything back. What cannot be is left to [`super::collect`].
    pub async fn abort(self, ctx: &Context) {
        let taken_back = match self.writer.abort().await {
            Ok(()) => pending::forget(ctx, &self.file).await,
            Err(error) => Err(error),
        };
        if let Err(error) = taken_back {
            tracing::warn!(%error, "an upload could not be taken back and is left to expire");
        }
    }
}

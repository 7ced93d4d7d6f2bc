//! Uploads in three steps: an address is asked for, the bytes go there (to the bucket itself where
//! files are in S3, to us where they are on disk), and then the file is completed.
//!
//! The address leads to a place apart from that of the finished file, because it can be written to as
//! often as somebody likes until it expires. Completing moves the bytes away from there, once, and
//! looks at them afterwards: what was looked at is what is kept.

use super::{
    UPLOAD_TIME, blob, find,
    inspection::Inspection,
    link::{Link, Purpose},
    may_upload,
    model::{Model, UPLOADING},
    pending, too_large, upload_blob,
};
use crate::{
    Context, Error, Result, Scope,
    blobs::BlobWriter,
    jobs::{self, Job},
    validate::{no_nul, rules},
};
use bytes::Bytes;
use futures_util::StreamExt as _;
use object_store::signer::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warbler_protocol::{
    CreateUpload, CreatedUpload, ErrorCode, File, FileId, Timestamp, UploadTarget,
};

/// Somebody moves the bytes to their place. A crash leaves it so until the file expires.
const CHECKING: &str = "checking";

/// What is said of the bytes while they are on their way, so that nobody shows them.
const ON_THE_WAY: (&str, &str) = ("content-type", "application/octet-stream");

/// Remove what was sent to the address of an upload after it was completed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ForgetUpload {
    pub file_id: FileId,
}

impl Job for ForgetUpload {
    const KIND: &'static str = "forget_upload";
}

/// Announces a file, and answers where its bytes are to be sent.
pub async fn create_upload(
    ctx: &Context,
    scope: &Scope,
    input: CreateUpload,
) -> Result<CreatedUpload> {
    may_upload(scope)?;
    rules(&input)?;
    no_nul("/content_type", input.content_type.as_deref())?;
    if u64::try_from(input.size).is_ok_and(|size| size > ctx.limits.max_upload) {
        return Err(too_large(ctx.limits.max_upload));
    }
    let named = (input.name.as_str(), input.size, input.content_type.as_deref());
    let file = pending::begin(ctx, scope, named).await?;
    let expires_at = Timestamp(file.created_at) + UPLOAD_TIME;
    let upload = UploadTarget {
        method: "PUT".to_owned(),
        url: target(ctx, &file, expires_at).await?,
        headers: BTreeMap::from([(ON_THE_WAY.0.to_owned(), ON_THE_WAY.1.to_owned())]),
        expires_at,
    };
    Ok(CreatedUpload { file: file.try_into()?, upload })
}

async fn target(ctx: &Context, file: &Model, expires_at: Timestamp) -> Result<String> {
    let key = upload_blob(file.app_id(), file.id());
    let mut headers = HeaderMap::new();
    let (name, value) = ON_THE_WAY;
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    let signed = (Vec::new(), headers);
    if let Some(url) = ctx.blobs.signed_url(Method::PUT, &key, UPLOAD_TIME, signed).await? {
        return Ok(url);
    }
    let link =
        Link { purpose: Purpose::Upload, app_id: file.app_id(), file_id: file.id(), expires_at };
    Ok(format!("{}v1/uploads/{}", ctx.public_url(), link.seal(&ctx.secrets)))
}

/// Bytes on their way to an address of ours.
pub struct Incoming {
    writer: BlobWriter,
    received: u64,
    announced: u64,
}

/// Opens the address of an upload. It is its own permission.
pub async fn receive(ctx: &Context, token: &str) -> Result<Incoming> {
    let link = Link::open(ctx, token, &[Purpose::Upload])?;
    let file = find(ctx.db.reader(), link.app_id, link.file_id).await?;
    let file = file.filter(|file| file.status == UPLOADING).ok_or(Error::NotFound("upload"))?;
    let writer = ctx.blobs.writer(upload_blob(link.app_id, link.file_id))?;
    Ok(Incoming { writer, received: 0, announced: file.size.unsigned_abs() })
}

impl Incoming {
    /// Takes the next bytes, up to as many as were announced.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        self.received += bytes.len() as u64;
        if self.received > self.announced {
            return Err(too_large(self.announced));
        }
        self.writer.write(bytes).await
    }

    /// Answers when the bytes are durable. Less than was announced is nothing.
    pub async fn finish(self) -> Result<()> {
        if self.received < self.announced {
            let detail = format!("{} bytes were announced, not {}", self.announced, self.received);
            self.abort().await;
            return Err(Error::Refused(ErrorCode::InvalidBody, detail));
        }
        self.writer.finish().await
    }

    pub async fn abort(self) {
        if let Err(error) = self.writer.abort().await {
            tracing::warn!(%error, "an upload could not be taken back");
        }
    }
}

/// The bytes are there: makes the file ready. Completing twice is completing once.
pub async fn complete(ctx: &Context, scope: &Scope, id: FileId) -> Result<File> {
    may_upload(scope)?;
    let file = find(ctx.db.writer(), scope.app_id, id).await?;
    let own = |file: &Model| scope.as_user().is_none_or(|user| file.is_of(user));
    let file = file.filter(own).ok_or(Error::NotFound("file"))?;
    if file.is_ready() {
        return file.try_into();
    }
    if !pending::turn(ctx.db.writer(), &file, (UPLOADING, CHECKING)).await? {
        return Err(Error::conflict("the upload is being completed"));
    }
    let file = Model { status: CHECKING.to_owned(), ..file };
    match take_over(ctx, &file).await {
        Ok(inspection) => {
            let forget = ForgetUpload { file_id: id };
            let expired = Timestamp(file.created_at) + UPLOAD_TIME;
            jobs::enqueue(ctx.db.writer(), scope.app_id, expired, &forget).await?;
            pending::settle(ctx, file, inspection).await
        }
        Err(error) => {
            pending::turn(ctx.db.writer(), &file, (CHECKING, UPLOADING)).await?;
            Err(error)
        }
    }
}

/// Moves the bytes to where nobody can write, and looks at them there.
async fn take_over(ctx: &Context, file: &Model) -> Result<Inspection> {
    let (from, to) = (upload_blob(file.app_id(), file.id()), blob(file.app_id(), file.id()));
    let announced = file.size.unsigned_abs();
    let arrived = ctx.blobs.size(&from).await?;
    let arrived = arrived.ok_or_else(|| Error::conflict("nothing has arrived yet"))?;
    if arrived == announced && ctx.blobs.rename(&from, &to).await? {
        let inspection = inspect(ctx, file, announced).await?;
        if inspection.size() == announced {
            return Ok(inspection);
        }
    }
    ctx.blobs.delete(&to).await?;
    ctx.blobs.delete(&from).await?;
    Err(Error::conflict(&format!("{announced} bytes were announced, not {arrived}")))
}

async fn inspect(ctx: &Context, file: &Model, announced: u64) -> Result<Inspection> {
    let mut inspection = Inspection::default();
    let reader = ctx.blobs.reader(&blob(file.app_id(), file.id()), None).await?;
    let mut reader = reader.ok_or(Error::NotFound("file"))?;
    while let Some(chunk) = reader.next().await {
        inspection.take(&chunk?);
        if inspection.size() > announced {
            break;
        }
    }
    Ok(inspection)
}

/// The job: by now nobody can write there any more.
pub async fn forget_upload(ctx: &Context, scope: &Scope, job: &ForgetUpload) -> Result<()> {
    ctx.blobs.delete(&upload_blob(scope.app_id, job.file_id)).await
}

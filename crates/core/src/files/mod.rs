//! Files: what is uploaded, and what messages carry of it.
//!
//! 1. A row comes before the bytes and goes after them, so a crash leaves no bytes that nothing leads
//!    to.
//! 2. A file that no message carries expires: an hour after it was begun, a day after it is ready, at
//!    once when its last message is recalled. [`collect`] removes what expired. A file that messages
//!    carry has no `expires_at`.
//! 3. The bytes of a file that is ready never change, and nobody else's address leads to where they
//!    can be written.
//! 4. What a file is, its content says. What its uploader says is a hint.
//! 5. Requests look at the first bytes of a file and decode nothing; images are decoded by a job.

mod attach;
mod collect;
mod content_type;
mod direct;
mod download;
mod export;
mod import;
mod inspection;
mod link;
mod model;
mod name;
mod pending;
mod presigned;
mod thumbnail;
mod visible;

pub(crate) use attach::{Attachable, attachable, carriers, release};
pub use collect::{Collect, collect, forget_uploads};
pub use direct::{Named, Upload, begin, may_upload};
pub use download::{Disposition, Download, Variant, Wanted, download, open};
pub(crate) use export::{piece, record_after};
pub(crate) use import::{announce, take_piece};
pub use presigned::{ForgetUpload, Incoming, complete, create_upload, forget_upload, receive};
pub use thumbnail::{Illustrate, illustrate};

use crate::{
    Context, Error, Result, Scope, access::InApp as _, blobs::Blobs, blobs::Key, sql::statement,
};
use model::{Column, Entity, Model};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::time::Duration;
use warbler_protocol::{AppId, ErrorCode, File, FileId, KeyScope, StorageUsage};

/// How long the bytes of a file may be on their way.
const UPLOAD_TIME: Duration = Duration::from_secs(3600);
/// How long a file waits for a message to carry it.
const UNATTACHED: Duration = Duration::from_secs(24 * 3600);

/// A file, for those who may know of it.
pub async fn get(ctx: &Context, scope: &Scope, id: FileId) -> Result<File> {
    scope.require_if_server(KeyScope::FilesRead)?;
    visible::find(ctx, scope, id).await?.try_into()
}

/// How long the pieces are in which exports and imports have a file.
const PIECE: i64 = 512 * 1024;

/// How much the app has stored.
pub async fn usage(ctx: &Context, scope: &Scope) -> Result<StorageUsage> {
    scope.require(KeyScope::AppRead)?;
    let db = ctx.db.reader();
    let sql = "select count(*) as files, cast(coalesce(sum(size), 0) as bigint) as bytes \
        from files where app_id = $1 and status = 'ready'";
    let row = db.query_one_raw(statement(db, sql, vec![scope.app_id.0.into()])).await?;
    let row = row.ok_or_else(|| Error::Corrupt("a count without a row".to_owned()))?;
    Ok(StorageUsage { files: row.try_get("", "files")?, bytes: row.try_get("", "bytes")? })
}

/// The bytes that an app has stored.
pub async fn stored_bytes(ctx: &Context, app_id: AppId) -> Result<i64> {
    let scope = crate::apps::system_scope(ctx, app_id).await?;
    Ok(usage(ctx, &scope).await?.bytes)
}

async fn find(db: &impl ConnectionTrait, app_id: AppId, id: FileId) -> Result<Option<Model>> {
    let query = Entity::in_app(app_id).filter(Column::Id.eq(id.0));
    Ok(query.filter(Column::Status.ne(model::DELETING)).one(db).await?)
}

/// Where the bytes of a file are.
fn blob(app_id: AppId, id: FileId) -> Key {
    Blobs::key(app_id, "files", id)
}

/// Where they are until the upload is complete, if they come by an address of their own.
fn upload_blob(app_id: AppId, id: FileId) -> Key {
    Blobs::key(app_id, "uploads", id)
}

/// Where the pieces are of a file that is being imported.
fn pieces(app_id: AppId, id: FileId) -> Key {
    Blobs::key(app_id, "pieces", id)
}

fn piece_blob(app_id: AppId, id: FileId, offset: i64) -> Key {
    Blobs::key(app_id, "pieces", format!("{id}/{offset}"))
}

fn thumbnail_blob(app_id: AppId, id: FileId) -> Key {
    Blobs::key(app_id, "thumbnails", id)
}

fn too_large(limit: u64) -> Error {
    let detail = format!("this upload may have {limit} bytes at most");
    Error::Refused(ErrorCode::BodyTooLarge, detail)
}

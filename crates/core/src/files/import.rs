//! Files as an import has them: a row, then its bytes in pieces, each of them a blob of its own until
//! the last one is here. It happens before the chunk that the lines are in, outside its transaction,
//! and repeating it does no harm.

use super::{
    PIECE, UPLOAD_TIME, blob, content_type, find,
    inspection::Inspection,
    model::{ActiveModel, Column, Entity, Model, READY, UPLOADING},
    name, piece_blob, pieces,
    thumbnail::Illustrate,
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    jobs,
    validate::{no_nul, rules, unhex},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::StreamExt as _;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, QueryFilter as _, sea_query::Expr,
};
use std::time::Duration;
use warbler_protocol::{FileBytesRecord, FileRecord};

/// How long an imported file waits for the message that carries it, which may be far down the file.
const WAITS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Makes the row of a file whose bytes are going to come. Answers whether it is new.
pub(crate) async fn announce(ctx: &Context, scope: &Scope, record: &FileRecord) -> Result<bool> {
    rules(record)?;
    no_nul("/content_type", Some(&record.content_type))?;
    let sha256 = unhex(&record.sha256, 32)
        .ok_or_else(|| Error::field("/sha256", "invalid", "is not 64 hexadecimal digits"))?;
    let there = Entity::in_app(scope.app_id).filter(Column::Id.eq(record.id.0));
    if let Some(there) = there.one(ctx.db.writer()).await? {
        return match there.status.as_str() {
            UPLOADING | READY => Ok(false),
            _ => Err(Error::conflict("the file is being removed: try again later")),
        };
    }
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(record.id.0),
        uploader_id: Set(record.uploaded_by.as_ref().map(ToString::to_string)),
        name: Set(name::clean(&record.name)),
        size: Set(record.size),
        content_type: Set(record.content_type.clone()),
        sha256: Set(Some(sha256)),
        width: Set(record.width),
        height: Set(record.height),
        thumbnail_width: Set(record.thumbnail.map(|size| size.width)),
        thumbnail_height: Set(record.thumbnail.map(|size| size.height)),
        thumbnail_type: Set(None),
        status: Set(UPLOADING.to_owned()),
        created_at: Set(record.created_at.0),
        expires_at: Set(Some((ctx.now() + UPLOAD_TIME).0)),
    };
    row.insert(ctx.db.writer()).await?;
    Ok(true)
}

/// Takes a piece of a file, and with the last one the file. Answers whether it was wanted.
pub(crate) async fn take_piece(
    ctx: &Context,
    scope: &Scope,
    record: &FileBytesRecord,
) -> Result<bool> {
    let file = find(ctx.db.writer(), scope.app_id, record.file_id).await?;
    let file = file.ok_or_else(|| Error::field("/file_id", "unknown", "is no file before this"))?;
    if file.is_ready() {
        return Ok(false);
    }
    let bytes = BASE64_STANDARD.decode(&record.data);
    let bytes = bytes.map_err(|_| Error::field("/data", "invalid", "is not base64"))?;
    let begins = record.offset >= 0 && record.offset % PIECE == 0;
    let length = if begins { PIECE.min(file.size - record.offset) } else { 0 };
    if !begins || i64::try_from(bytes.len()) != Ok(length) {
        let detail = "begins at a multiple of 512 KiB, and is as long or the last one";
        return Err(Error::field("/offset", "range", detail));
    }
    let at = piece_blob(file.app_id(), file.id(), record.offset);
    ctx.blobs.put(&at, bytes).await?;
    if record.offset + length == file.size {
        return assemble(ctx, file).await.map(|()| true);
    }
    let expires_at = (ctx.now() + UPLOAD_TIME).0;
    Entity::update_in_app(scope.app_id)
        .filter(Column::Id.eq(file.id))
        .filter(Column::Status.eq(UPLOADING))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .exec(ctx.db.writer())
        .await?;
    Ok(true)
}

/// Puts the pieces together where the file belongs, if they are what was announced.
async fn assemble(ctx: &Context, file: Model) -> Result<()> {
    let (app_id, id) = (file.app_id(), file.id());
    let mut inspection = Inspection::default();
    let mut writer = ctx.blobs.writer(blob(app_id, id))?;
    for offset in (0..file.size).step_by(STEP) {
        let Some(mut piece) = ctx.blobs.reader(&piece_blob(app_id, id, offset), None).await? else {
            writer.abort().await?;
            return Err(Error::conflict(&format!("the piece at {offset} is missing")));
        };
        while let Some(bytes) = piece.next().await {
            let bytes = bytes?;
            inspection.take(&bytes);
            writer.write(bytes).await?;
        }
    }
    let kind = inspection.content_type(Some(&file.content_type));
    if file.sha256.as_deref() != Some(&inspection.sha256()) {
        writer.abort().await?;
        return Err(Error::field("/data", "invalid", "the file is not what its digest says"));
    }
    writer.finish().await?;
    let tx = ctx.db.begin().await?;
    Entity::update_in_app(app_id)
        .filter(Column::Id.eq(id.0))
        .filter(Column::Status.eq(UPLOADING))
        .col_expr(Column::Status, Expr::value(READY))
        .col_expr(Column::ContentType, Expr::value(kind.as_str()))
        .col_expr(Column::ExpiresAt, Expr::value((ctx.now() + WAITS).0))
        .exec(&tx)
        .await?;
    if content_type::is_image(&kind) {
        jobs::enqueue(&tx, app_id, ctx.now(), &Illustrate { file_id: id, after: None }).await?;
    }
    tx.commit().await?;
    ctx.blobs.delete_all(&pieces(app_id, id)).await
}

/// [`PIECE`], to step by.
const STEP: usize = 512 * 1024;

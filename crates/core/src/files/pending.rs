//! A file on its way to being ready.

use super::{
    UNATTACHED, UPLOAD_TIME, blob, find,
    inspection::Inspection,
    model::{ActiveModel, Column, Entity, Model, READY, UPLOADING},
    name,
    thumbnail::Illustrate,
};
use crate::{Context, Error, Result, Scope, access::InApp as _, files::content_type, jobs};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, QueryFilter as _,
    sea_query::Expr,
};
use warbler_protocol::{File, FileId};

/// Makes the row of a file whose bytes are going to come.
pub(super) async fn begin(
    ctx: &Context,
    scope: &Scope,
    (name, size, content_type): (&str, i64, Option<&str>),
) -> Result<Model> {
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(FileId::generate().0),
        uploader_id: Set(scope.as_user().map(|user| user.as_str().to_owned())),
        name: Set(name::clean(name)),
        size: Set(size),
        content_type: Set(content_type.unwrap_or("application/octet-stream").to_owned()),
        sha256: Set(None),
        width: Set(None),
        height: Set(None),
        thumbnail_width: Set(None),
        thumbnail_height: Set(None),
        thumbnail_type: Set(None),
        status: Set(UPLOADING.to_owned()),
        created_at: Set(ctx.now().0),
        expires_at: Set(Some((ctx.now() + UPLOAD_TIME).0)),
    };
    Ok(row.insert(ctx.db.writer()).await?)
}

/// The bytes are where they belong: says what they are, and has images looked at.
pub(super) async fn settle(ctx: &Context, file: Model, inspection: Inspection) -> Result<File> {
    let (app_id, id) = (file.app_id(), file.id());
    let kind = inspection.content_type(Some(&file.content_type));
    let size = i64::try_from(inspection.size()).unwrap_or(i64::MAX);
    let tx = ctx.db.begin().await?;
    let done = Entity::update_in_app(app_id)
        .filter(Column::Id.eq(id.0))
        .filter(Column::Status.eq(file.status.as_str()))
        .col_expr(Column::Status, Expr::value(READY))
        .col_expr(Column::Name, Expr::value(file.name))
        .col_expr(Column::Size, Expr::value(size))
        .col_expr(Column::ContentType, Expr::value(kind.as_str()))
        .col_expr(Column::Sha256, Expr::value(inspection.sha256().to_vec()))
        .col_expr(Column::ExpiresAt, Expr::value((ctx.now() + UNATTACHED).0))
        .exec(&tx)
        .await?;
    if done.rows_affected == 0 {
        // The row expired meanwhile: whoever removed it did not see these bytes.
        ctx.blobs.delete(&blob(app_id, id)).await?;
        return Err(Error::conflict("the upload took too long"));
    }
    if content_type::is_image(&kind) {
        jobs::enqueue(&tx, app_id, ctx.now(), &Illustrate { file_id: id, after: None }).await?;
    }
    let file = find(&tx, app_id, id).await?.ok_or(Error::NotFound("file"))?;
    tx.commit().await?;
    file.try_into()
}

/// Moves a file from one status to another. False where it has neither.
pub(super) async fn turn(
    db: &impl ConnectionTrait,
    file: &Model,
    (from, to): (&str, &str),
) -> Result<bool> {
    let done = Entity::update_in_app(file.app_id())
        .filter(Column::Id.eq(file.id))
        .filter(Column::Status.eq(from))
        .col_expr(Column::Status, Expr::value(to))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Removes the row of a file whose bytes were taken back.
pub(super) async fn forget(ctx: &Context, file: &Model) -> Result<()> {
    let query = Entity::delete_in_app(file.app_id()).filter(Column::Id.eq(file.id));
    query.exec(ctx.db.writer()).await?;
    Ok(())
}

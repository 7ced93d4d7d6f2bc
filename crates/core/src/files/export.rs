//! Files as an export has them: those that messages carry, and their bytes in pieces.

use super::{PIECE, blob, model::Model};
use crate::{Context, Error, Result, sql::statement};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sea_orm::{ConnectionTrait, FromQueryResult as _};
use uuid::Uuid;
use warbler_protocol::{AppId, File, FileBytesRecord, FileId, FileRecord};

/// The file after this one that a message of a conversation carries that is still there.
pub(crate) async fn record_after(
    db: &impl ConnectionTrait,
    app_id: AppId,
    after: Uuid,
) -> Result<Option<FileRecord>> {
    let sql = "select f.* from files f where f.app_id = $1 and f.id > $2 and f.status = 'ready' \
            and f.expires_at is null and exists (select 1 from attachments a \
                join conversations c on c.app_id = a.app_id and c.id = a.conversation_id \
                where a.app_id = f.app_id and a.file_id = f.id and c.deleted_at is null) \
        order by f.id limit 1";
    let query = statement(db, sql, vec![app_id.0.into(), after.into()]);
    Model::find_by_statement(query).one(db).await?.map(record).transpose()
}

fn record(model: Model) -> Result<FileRecord> {
    let file = File::try_from(model)?;
    Ok(FileRecord {
        id: file.id,
        name: file.name,
        size: file.size,
        content_type: file.content_type,
        sha256: file.sha256.ok_or_else(|| Error::Corrupt(format!("{} has no digest", file.id)))?,
        uploaded_by: file.uploaded_by,
        width: file.width,
        height: file.height,
        thumbnail: file.thumbnail,
        created_at: file.created_at,
    })
}

/// The piece of a file that begins at an offset, and where the next one does; nothing at its end, or
/// where it was removed meanwhile.
pub(crate) async fn piece(
    ctx: &Context,
    app_id: AppId,
    id: Uuid,
    offset: i64,
) -> Result<Option<(FileBytesRecord, i64)>> {
    let file_id = FileId(id);
    let file = super::find(ctx.db.reader(), app_id, file_id).await?;
    let Some(size) = file.map(|file| file.size).filter(|size| *size > offset) else {
        return Ok(None);
    };
    let next = size.min(offset + PIECE);
    let range = offset.unsigned_abs()..next.unsigned_abs();
    let Some(blob) = ctx.blobs.reader(&blob(app_id, file_id), Some(range)).await? else {
        return Ok(None);
    };
    let data = BASE64_STANDARD.encode(blob.bytes().await?);
    Ok(Some((FileBytesRecord { file_id, offset, data }, next)))
}

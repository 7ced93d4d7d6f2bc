//! Getting the bytes of a file: an address is asked for, and anybody who has it may read until it
//! expires. Where files are in S3 it leads to the bucket itself.

use super::{
    blob, content_type, find,
    link::{Link, Purpose},
    model::Model,
    name, thumbnail_blob, visible,
};
use crate::{
    Context, Error, Result, Scope,
    blobs::{BlobReader, Blobs, Key},
};
use object_store::signer::{HeaderMap, Method};
use serde::Deserialize;
use std::ops::Range;
use warbler_protocol::{DownloadLink, FileId, KeyScope, Timestamp};

/// Half of how long an address is good: it ends with the period after the one it was made in, so
/// that all made in one period are the same, and browsers need not fetch an image twice.
const PERIOD_MS: i64 = 30 * 60 * 1000;

/// What of a file is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    #[default]
    Original,
    Thumbnail,
}

/// What a browser is to do with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Show it, where that is safe.
    #[default]
    Inline,
    /// Save it.
    Attachment,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub variant: Variant,
    pub disposition: Disposition,
}

/// An address of the file's bytes, for those who may know of the file.
pub async fn download(
    ctx: &Context,
    scope: &Scope,
    id: FileId,
    wanted: Wanted,
) -> Result<DownloadLink> {
    scope.require_if_server(KeyScope::FilesRead)?;
    let file = visible::find(ctx, scope, id).await?;
    if !file.is_ready() {
        return Err(Error::conflict("the file is not complete"));
    }
    let purpose = purpose(&file, wanted)?;
    let expires_at = Timestamp((ctx.now().0 / PERIOD_MS + 2) * PERIOD_MS);
    let part = Part::of(&file, purpose);
    let overrides = vec![
        ("response-content-type".to_owned(), part.content_type),
        ("response-content-disposition".to_owned(), part.disposition),
        ("response-cache-control".to_owned(), "private, max-age=3600".to_owned()),
    ];
    let signed = (overrides, HeaderMap::new());
    let expires_in = expires_at.since(ctx.now());
    let url = match ctx.blobs.signed_url(Method::GET, &part.key, expires_in, signed).await? {
        Some(url) => url,
        None => {
            let link = Link { purpose, app_id: scope.app_id, file_id: id, expires_at };
            format!("{}v1/downloads/{}", ctx.public_url(), link.seal(&ctx.secrets))
        }
    };
    Ok(DownloadLink { url, expires_at })
}

fn purpose(file: &Model, wanted: Wanted) -> Result<Purpose> {
    match wanted {
        Wanted { variant: Variant::Thumbnail, .. } if file.thumbnail_type.is_none() => {
            Err(Error::NotFound("thumbnail"))
        }
        Wanted { variant: Variant::Thumbnail, .. } => Ok(Purpose::Thumbnail),
        Wanted { disposition: Disposition::Inline, .. }
            if content_type::may_be_shown(&file.content_type) =>
        {
            Ok(Purpose::Inline)
        }
        _ => Ok(Purpose::Attachment),
    }
}

/// What stands behind an address.
struct Part {
    key: Key,
    content_type: String,
    disposition: String,
    /// For caches: the bytes behind a name never change.
    etag: String,
}

impl Part {
    fn of(file: &Model, purpose: Purpose) -> Self {
        let (app_id, id) = (file.app_id(), file.id());
        let content_type = file.content_type.clone();
        let named = |kind| name::disposition(kind, &file.name);
        let original = |kind| Self {
            key: blob(app_id, id),
            content_type,
            disposition: named(kind),
            etag: format!("\"{id}\""),
        };
        match purpose {
            Purpose::Thumbnail => Self {
                key: thumbnail_blob(app_id, id),
                content_type: file.thumbnail_type.clone().unwrap_or_default(),
                disposition: "inline".to_owned(),
                etag: format!("\"{id}-thumbnail\""),
            },
            Purpose::Inline => original("inline"),
            Purpose::Attachment | Purpose::Upload => original("attachment"),
        }
    }
}

/// Bytes to be served by us.
pub struct Download {
    pub content_type: String,
    /// The value of `Content-Disposition`.
    pub disposition: String,
    /// In quotes.
    pub etag: String,
    pub size: u64,
    blobs: Blobs,
    key: Key,
}

/// Opens an address of ours. It is its own permission.
pub async fn open(ctx: &Context, token: &str) -> Result<Download> {
    let link = Link::open(ctx, token, &Purpose::DOWNLOADS)?;
    let file = find(ctx.db.reader(), link.app_id, link.file_id).await?;
    let file = file.filter(Model::is_ready).ok_or(Error::NotFound("link"))?;
    let part = Part::of(&file, link.purpose);
    let size = ctx.blobs.size(&part.key).await?.ok_or(Error::NotFound("link"))?;
    Ok(Download {
        content_type: part.content_type,
        disposition: part.disposition,
        etag: part.etag,
        size,
        blobs: ctx.blobs.clone(),
        key: part.key,
    })
}

impl Download {
    /// The bytes of a range.
    pub async fn read(&self, range: Range<u64>) -> Result<BlobReader> {
        self.blobs.reader(&self.key, Some(range)).await?.ok_or(Error::NotFound("link"))
    }
}

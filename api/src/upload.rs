//! Bodies that are files: handed on as they come, never held.

use crate::{
    ApiError,
    error::Result,
    extract::{declared_length, discard},
};
use actix_multipart::{Field, Multipart};
use actix_web::{HttpMessage as _, HttpRequest, rt::time::timeout, web::Payload};
use futures_util::{Stream, StreamExt as _};
use std::{fmt, time::Duration};
use warbler_core::{
    Context, Scope,
    files::{self, Named, Upload},
};
use warbler_protocol::{ErrorCode, File};

/// How long a client may send nothing, and how long it may take in all.
const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(600);
/// What a form may have beside the file, in bytes.
const FORM: u64 = 64 * 1024;
/// Longest name of a file that is read, in bytes.
const NAME: usize = 1024;

/// A body that is to become a file, and the request it belongs to.
pub(crate) struct Body {
    pub(crate) request: HttpRequest,
    pub(crate) bytes: Payload,
}

/// Reads a form with one `file` and perhaps its `name`, and keeps the file.
pub(crate) async fn form(ctx: &Context, scope: &Scope, body: Body) -> Result<File> {
    files::may_upload(scope)?;
    let kept = async {
        let mut form = open_form(body, ctx.limits.max_upload).await?;
        let (mut named, mut upload) = (Named::default(), None);
        match read_form(ctx, scope, &mut form, (&mut named, &mut upload)).await {
            Ok(()) => match upload {
                Some(upload) => Ok(upload.finish(ctx, named).await?),
                None => Err(unreadable("the form has no file")),
            },
            Err(error) => {
                if let Some(upload) = upload {
                    upload.abort(ctx).await;
                }
                Err(error)
            }
        }
    };
    timeout(LONGEST, kept).await.map_err(|_| too_slow())?
}

/// Takes the bytes of an upload that was announced.
pub(crate) async fn announced(ctx: &Context, token: &str, mut bytes: Payload) -> Result<()> {
    let kept = async {
        let mut incoming = files::receive(ctx, token).await?;
        while let Some(chunk) = next(&mut bytes).await? {
            if let Err(error) = incoming.write(chunk).await {
                discard(bytes).await;
                return Err(error.into());
            }
        }
        Ok(incoming.finish().await?)
    };
    timeout(LONGEST, kept).await.map_err(|_| too_slow())?
}

async fn open_form(body: Body, max_upload: u64) -> Result<Multipart> {
    let Body { request, bytes } = body;
    if request.content_type() != "multipart/form-data" {
        let code = ErrorCode::UnsupportedMediaType;
        return Err(ApiError::new(code, "this takes multipart/form-data"));
    }
    if declared_length(&request).is_some_and(|length| length as u64 > max_upload + FORM) {
        discard(bytes).await;
        let detail = format!("a file may have {max_upload} bytes at most");
        return Err(ApiError::new(ErrorCode::BodyTooLarge, detail));
    }
    Ok(Multipart::new(request.headers(), bytes))
}

async fn read_form(
    ctx: &Context,
    scope: &Scope,
    form: &mut Multipart,
    (named, upload): (&mut Named, &mut Option<Upload>),
) -> Result<()> {
    while let Some(mut field) = next(form).await? {
        match field.name() {
            Some("file") if upload.is_none() => {
                describe(named, &field);
                copy(&mut field, upload.insert(files::begin(ctx, scope).await?)).await?;
            }
            Some("name") => named.name = Some(text(&mut field).await?),
            _ => return Err(unreadable("the form takes one file, and its name")),
        }
    }
    Ok(())
}

/// What the form says of its file; a field `name` says it better.
fn describe(named: &mut Named, field: &Field) {
    let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
    named.name = named.name.take().or_else(|| name.map(str::to_owned));
    named.content_type = field.content_type().map(|kind| kind.essence_str().to_owned());
}

async fn copy(field: &mut Field, upload: &mut Upload) -> Result<()> {
    while let Some(chunk) = next(field).await? {
        if let Err(error) = upload.write(chunk).await {
            discard(field).await;
            return Err(error.into());
        }
    }
    Ok(())
}

async fn text(field: &mut Field) -> Result<String> {
    let bytes = field.bytes(NAME).await.map_err(|_| unreadable("the name is too long"))?;
    let bytes = bytes.map_err(unreadable)?;
    String::from_utf8(bytes.to_vec()).map_err(unreadable)
}

/// What comes next, if it comes in time.
async fn next<T, E: fmt::Display>(
    from: &mut (impl Stream<Item = Result<T, E>> + Unpin),
) -> Result<Option<T>> {
    let item = timeout(PATIENCE, from.next()).await.map_err(|_| too_slow())?;
    item.transpose().map_err(unreadable)
}

fn unreadable(error: impl fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::InvalidBody, error.to_string())
}

fn too_slow() -> ApiError {
    unreadable("the body came too slowly")
}

//! `/v1/files`: uploads, and where their bytes are to be had.

use crate::{
    error::Result,
    extract::{Caller, Json},
    upload::{self, Body},
};
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload, Query},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{
    Context,
    files::{self, Disposition, Variant, Wanted},
};
use warbler_protocol::{
    CreateUpload, CreatedUpload, DownloadLink, File, FileId, Problem, StorageUsage,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(upload_file)
        .service(create_upload)
        .service(complete_upload)
        .service(get_file)
        .service(download_file)
        .service(get_storage);
}

/// A file in one request.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the form, which is read as it comes")]
struct UploadForm {
    #[schema(value_type = String, format = Binary, min_length = 1)]
    file: Vec<u8>,
    /// What it is called; the name in the form's header, if left out.
    name: Option<String>,
}

/// What of a file is wanted, and what a browser is to do with it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DownloadQuery {
    /// `original` or `thumbnail`; the first if left out.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^(original|thumbnail)$")]
    variant: Variant,
    /// `inline`, which shows what is safe to show, or `attachment`; the first if left out.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^(inline|attachment)$")]
    disposition: Disposition,
}

impl DownloadQuery {
    fn wanted(&self) -> Wanted {
        Wanted { variant: self.variant, disposition: self.disposition }
    }
}

/// Upload a file in one request.
#[utoipa::path(
    tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Durable.", body = File),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/files")]
async fn upload_file(
    ctx: Data<Context>,
    Caller(scope): Caller,
    request: HttpRequest,
    bytes: Payload,
) -> Result<HttpResponse> {
    let file = upload::form(&ctx, &scope, Body { request, bytes }).await?;
    Ok(HttpResponse::Created().json(file))
}

/// Announce a file, and get an address to send its bytes to.
#[utoipa::path(
    tag = "files",
    responses(
        (status = 201, description = "The answer.", body = CreatedUpload),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/files/uploads")]
async fn create_upload(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateUpload>,
) -> Result<HttpResponse> {
    let created = files::create_upload(&ctx, &scope, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Say that the bytes of a file have been sent.
#[utoipa::path(
    tag = "files",
    params(("file_id" = FileId, Path)),
    responses(
        (status = 200, description = "It is ready.", body = File),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/files/{file_id}/complete")]
async fn complete_upload(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<FileId>,
) -> Result<Json<File>> {
    Ok(Json(files::complete(&ctx, &scope, *id).await?))
}

/// Get what is known of a file.
#[utoipa::path(
    tag = "files",
    params(("file_id" = FileId, Path)),
    responses(
        (status = 200, description = "The answer.", body = File),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/files/{file_id}")]
async fn get_file(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<FileId>,
) -> Result<Json<File>> {
    Ok(Json(files::get(&ctx, &scope, *id).await?))
}

/// Get an address at which the bytes of a file can be read, for at most an hour.
#[utoipa::path(
    tag = "files",
    params(("file_id" = FileId, Path), DownloadQuery),
    responses(
        (status = 200, description = "The answer.", body = DownloadLink),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/files/{file_id}/download")]
async fn download_file(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<FileId>,
    Query(query): Query<DownloadQuery>,
) -> Result<Json<DownloadLink>> {
    Ok(Json(files::download(&ctx, &scope, *id, query.wanted()).await?))
}

/// How much the app has stored.
#[utoipa::path(
    tag = "app",
    responses(
        (status = 200, description = "The answer.", body = StorageUsage),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/app/storage")]
async fn get_storage(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<StorageUsage>> {
    Ok(Json(files::usage(&ctx, &scope).await?))
}

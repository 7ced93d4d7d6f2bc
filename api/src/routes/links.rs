//! `/v1/uploads` and `/v1/downloads`: addresses that are their own permission. Where files are in S3,
//! the bucket serves them instead.

use crate::{admission, error::Result, serve, upload};
use actix_web::{
    HttpRequest, HttpResponse, get, put,
    web::{Data, Path, Payload, head},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, files};
use warbler_protocol::Problem;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(put_upload)
        .service(read_download)
        .route("/v1/downloads/{link}", head().to(download_head));
}

/// Send the bytes of a file, to the address that came with it.
#[utoipa::path(
    tag = "files",
    security(()),
    params(("link" = String, Path)),
    request_body(content = [u8], content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "They are durable."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/uploads/{link}")]
async fn put_upload(
    ctx: Data<Context>,
    request: HttpRequest,
    link: Path<String>,
    body: Payload,
) -> Result<HttpResponse> {
    upload::announced(&ctx, &link, body).await?;
    admission::forgive(&request);
    Ok(HttpResponse::NoContent().finish())
}

/// Get the bytes of a file, or a range of them.
#[utoipa::path(
    tag = "files",
    security(()),
    params(("link" = String, Path)),
    responses(
        (status = 200, description = "All of them.", body = [u8], content_type = "application/octet-stream"),
        (status = 206, description = "The range that was asked for.", body = [u8], content_type = "application/octet-stream"),
        (status = 304, description = "The client has them."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/downloads/{link}")]
async fn read_download(
    ctx: Data<Context>,
    request: HttpRequest,
    link: Path<String>,
) -> Result<HttpResponse> {
    let file = files::open(&ctx, &link).await?;
    admission::forgive(&request);
    serve::serve(&request, file).await
}

async fn download_head(
    ctx: Data<Context>,
    request: HttpRequest,
    link: Path<String>,
) -> Result<HttpResponse> {
    let file = files::open(&ctx, &link).await?;
    admission::forgive(&request);
    serve::serve(&request, file).await
}

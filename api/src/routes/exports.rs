//! `/v1/exports`: the whole app as a file.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse,
    body::SizedStream,
    get, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, exports};
use warbler_protocol::{Export, ExportId, Problem};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(start_export).service(get_export).service(get_export_content);
}

/// Export the app as it is now. It is written step by step behind the answer, and kept for a week.
#[utoipa::path(
    tag = "exports",
    responses(
        (status = 202, description = "It will be written.", body = Export),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/exports")]
async fn start_export(ctx: Data<Context>, Caller(scope): Caller) -> Result<HttpResponse> {
    let export = exports::start(&ctx, &scope).await?;
    Ok(HttpResponse::Accepted().json(export))
}

/// How an export stands.
#[utoipa::path(
    tag = "exports",
    params(("export_id" = ExportId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Export),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/exports/{export_id}")]
async fn get_export(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ExportId>,
) -> Result<Json<Export>> {
    Ok(Json(exports::get(&ctx, &scope, *id).await?))
}

/// What an export wrote, once it is done: JSON Lines, as docs/import-export.md has them.
#[utoipa::path(
    tag = "exports",
    params(("export_id" = ExportId, Path)),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "application/x-ndjson"),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/exports/{export_id}/content")]
async fn get_export_content(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ExportId>,
) -> Result<HttpResponse> {
    let (size, content) = exports::content(&ctx, &scope, *id).await?;
    let body = SizedStream::new(size, Box::pin(content));
    Ok(HttpResponse::Ok().content_type("application/x-ndjson").body(body))
}

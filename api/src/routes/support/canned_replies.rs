//! `/v1/support/canned_replies`: answers that are kept ready.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, support::canned_replies};
use warbler_protocol::{
    CannedReply, CannedReplyId, CreateCannedReply, Page, Problem, RenderCannedReply, RenderedReply,
    UpdateCannedReply,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_canned_reply)
        .service(list_canned_replies)
        .service(update_canned_reply)
        .service(delete_canned_reply)
        .service(render_canned_reply);
}

/// Keep an answer ready.
#[utoipa::path(
    tag = "support",
    responses(
        (status = 201, description = "Made.", body = CannedReply),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/support/canned_replies")]
async fn create_canned_reply(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateCannedReply>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Created().json(canned_replies::create(&ctx, &scope, body).await?))
}

/// List the answers that are kept ready, by shortcut.
#[utoipa::path(
    tag = "support",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<CannedReply>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/canned_replies")]
async fn list_canned_replies(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<CannedReply>>> {
    Ok(Json(canned_replies::list(&ctx, &scope, query.limit()?, query.cursor.as_deref()).await?))
}

/// Change an answer.
#[utoipa::path(
    tag = "support",
    params(("canned_reply_id" = CannedReplyId, Path)),
    responses(
        (status = 200, description = "The answer.", body = CannedReply),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/support/canned_replies/{canned_reply_id}")]
async fn update_canned_reply(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<CannedReplyId>,
    Json(body): Json<UpdateCannedReply>,
) -> Result<Json<CannedReply>> {
    Ok(Json(canned_replies::update(&ctx, &scope, *id, body).await?))
}

/// Forget an answer.
#[utoipa::path(
    tag = "support",
    params(("canned_reply_id" = CannedReplyId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/support/canned_replies/{canned_reply_id}")]
async fn delete_canned_reply(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<CannedReplyId>,
) -> Result<HttpResponse> {
    canned_replies::remove(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Put an answer together for a conversation. It is not sent.
#[utoipa::path(
    tag = "support",
    params(("canned_reply_id" = CannedReplyId, Path)),
    responses(
        (status = 200, description = "The answer.", body = RenderedReply),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/support/canned_replies/{canned_reply_id}/render")]
async fn render_canned_reply(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<CannedReplyId>,
    Json(body): Json<RenderCannedReply>,
) -> Result<Json<RenderedReply>> {
    Ok(Json(canned_replies::render(&ctx, &scope, *id, body).await?))
}

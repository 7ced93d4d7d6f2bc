//! `/v1/conversations/{conversation_id}/read`: how far the caller has received and read.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, receipts};
use warbler_protocol::{ConversationId, Problem, Receipt, UpdateReceipt};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(mark_read).service(mark_delivered).service(mark_unread);
}

/// The caller has read up to an entry, or everything.
#[utoipa::path(
    tag = "receipts",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Receipt),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/read")]
async fn mark_read(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<UpdateReceipt>,
) -> Result<Json<Receipt>> {
    Ok(Json(receipts::read(&ctx, &scope, *id, body).await?))
}

/// The caller's device has received up to an entry, or everything.
#[utoipa::path(
    tag = "receipts",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Receipt),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/delivered")]
async fn mark_delivered(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<UpdateReceipt>,
) -> Result<Json<Receipt>> {
    Ok(Json(receipts::delivered(&ctx, &scope, *id, body).await?))
}

/// Leave oneself a reminder that nobody else sees.
#[utoipa::path(
    tag = "receipts",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Receipt),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/unread")]
async fn mark_unread(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Receipt>> {
    Ok(Json(receipts::mark_unread(&ctx, &scope, *id).await?))
}

//! `/v1/conversations/{conversation_id}/pins`: pinned messages.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    delete, get, put,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, pins};
use warbler_protocol::{ConversationId, MessageId, Page, Pin, PinChanged, Problem};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(pin_message).service(unpin_message).service(list_pins);
}

/// Pin a message. Pinning twice is pinning once.
#[utoipa::path(
    tag = "pins",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = PinChanged),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/conversations/{conversation_id}/messages/{message_id}/pin")]
async fn pin_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<PinChanged>> {
    Ok(Json(pins::pin(&ctx, &scope, path.0, path.1).await?))
}

/// Unpin a message.
#[utoipa::path(
    tag = "pins",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = PinChanged),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}/messages/{message_id}/pin")]
async fn unpin_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<PinChanged>> {
    Ok(Json(pins::unpin(&ctx, &scope, path.0, path.1).await?))
}

/// List the pinned messages, the latest pin first.
#[utoipa::path(
    tag = "pins",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Page<Pin>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/pins")]
async fn list_pins(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Page<Pin>>> {
    Ok(Json(pins::list(&ctx, &scope, *id).await?))
}

//! `/v1/conversations/{conversation_id}/hide` and `/clear`: deleting for oneself.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, messages};
use warbler_protocol::{
    ClearHistory, ConversationId, HideMessages, HistoryCleared, MessageId, MessagesHidden, Problem,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(hide_message).service(hide_messages).service(clear_history);
}

/// Delete a message for oneself: others go on seeing it, and are not told.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = MessagesHidden),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/messages/{message_id}/hide")]
async fn hide_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<MessagesHidden>> {
    Ok(Json(messages::hide_one(&ctx, &scope, path.0, path.1).await?))
}

/// Delete up to 100 messages for oneself. Those that are not there are left out of the answer.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = MessagesHidden),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/hide")]
async fn hide_messages(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<HideMessages>,
) -> Result<Json<MessagesHidden>> {
    Ok(Json(messages::hide(&ctx, &scope, *id, body).await?))
}

/// Clear the history for oneself, up to an entry or all there is.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = HistoryCleared),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/clear")]
async fn clear_history(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<ClearHistory>,
) -> Result<Json<HistoryCleared>> {
    Ok(Json(messages::clear(&ctx, &scope, *id, body).await?))
}

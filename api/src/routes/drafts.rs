//! `/v1/conversations/{conversation_id}/draft`: what the caller has written and not sent.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse, delete, get, put,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, drafts};
use warbler_protocol::{ConversationId, Draft, Problem, SaveDraft};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_draft).service(save_draft).service(discard_draft);
}

/// Get the caller's draft.
#[utoipa::path(
    tag = "drafts",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Draft),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/draft")]
async fn get_draft(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Draft>> {
    Ok(Json(drafts::get(&ctx, &scope, *id).await?))
}

/// Keep what the caller has written so far, in place of what they had before.
#[utoipa::path(
    tag = "drafts",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Draft),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/conversations/{conversation_id}/draft")]
async fn save_draft(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<SaveDraft>,
) -> Result<Json<Draft>> {
    Ok(Json(drafts::save(&ctx, &scope, *id, body).await?))
}

/// Throw the caller's draft away.
#[utoipa::path(
    tag = "drafts",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}/draft")]
async fn discard_draft(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<HttpResponse> {
    drafts::discard(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

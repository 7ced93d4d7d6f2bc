//! `/v1/conversations/{conversation_id}/support`: one support conversation, step by step.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, support};
use warbler_protocol::{
    AddNote, Assign, ConversationId, HandOver, Message, Problem, Rate, Snooze, Support,
    SupportStep, Triage,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(get_support)
        .service(triage_support)
        .service(hand_over_support)
        .service(offer_support)
        .service(claim_support)
        .service(take_over_support)
        .service(assign_support)
        .service(return_support)
        .service(snooze_support)
        .service(wake_support)
        .service(resolve_support)
        .service(reopen_support)
        .service(add_support_note)
        .service(rate_support);
}

/// How a support conversation stands. The customer sees who answers; operators see the rest.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/support")]
async fn get_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Support>> {
    Ok(Json(support::get(&ctx, &scope, *id).await?))
}

/// Sort a support conversation: how urgent it is, and its labels.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/conversations/{conversation_id}/support")]
async fn triage_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<Triage>,
) -> Result<Json<Support>> {
    Ok(Json(support::triage(&ctx, &scope, *id, body).await?))
}

/// Hand a customer over to a queue. The customer may ask for a person, too, and decides nothing else.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/handoff")]
async fn hand_over_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<HandOver>,
) -> Result<Json<Support>> {
    Ok(Json(support::hand_over(&ctx, &scope, *id, body).await?))
}

/// Offer a person, as the bot. The customer's next message ends the offer.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/offer")]
async fn offer_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<SupportStep>,
) -> Result<Json<Support>> {
    Ok(Json(support::offer(&ctx, &scope, *id, body).await?))
}

/// Take a customer who waits in a queue. Of two who try, one does.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/claim")]
async fn claim_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<Assign>,
) -> Result<Json<Support>> {
    Ok(Json(support::claim(&ctx, &scope, *id, body).await?))
}

/// Take a customer from the bot, in the middle of an answer if need be.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/take_over")]
async fn take_over_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<Assign>,
) -> Result<Json<Support>> {
    Ok(Json(support::take_over(&ctx, &scope, *id, body).await?))
}

/// Give a customer to an operator, whoever has them.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/assign")]
async fn assign_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<Assign>,
) -> Result<Json<Support>> {
    Ok(Json(support::assign(&ctx, &scope, *id, body).await?))
}

/// Give a customer back to the bot.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/return")]
async fn return_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<SupportStep>,
) -> Result<Json<Support>> {
    Ok(Json(support::return_to_bot(&ctx, &scope, *id, body).await?))
}

/// Put a customer aside until a moment, or until they write.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/snooze")]
async fn snooze_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<Snooze>,
) -> Result<Json<Support>> {
    Ok(Json(support::snooze(&ctx, &scope, *id, body).await?))
}

/// Take up a customer who was put aside.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/wake")]
async fn wake_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Support>> {
    Ok(Json(support::wake(&ctx, &scope, *id).await?))
}

/// Be done with a customer. Who waits in a queue is answered first.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/resolve")]
async fn resolve_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<SupportStep>,
) -> Result<Json<Support>> {
    Ok(Json(support::resolve(&ctx, &scope, *id, body).await?))
}

/// Open a conversation again that was resolved, as the desk's settings say.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/reopen")]
async fn reopen_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Support>> {
    Ok(Json(support::reopen(&ctx, &scope, *id).await?))
}

/// Leave a note that customers never see.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 201, description = "Made.", body = Message),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/notes")]
async fn add_support_note(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<AddNote>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Created().json(support::add_note(&ctx, &scope, *id, body).await?))
}

/// Rate the last resolution, as the customer, once.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Support),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/support/rating")]
async fn rate_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<Rate>,
) -> Result<Json<Support>> {
    Ok(Json(support::rate(&ctx, &scope, *id, body).await?))
}

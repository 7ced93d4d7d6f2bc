//! `/v1/presence`: how users are.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    get, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, presence};
use warbler_protocol::{ListPresence, Presence, Problem, UserId};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_presence).service(list_presence);
}

/// How a user is: with whom the caller shares a conversation, or anybody for the tenant's server.
#[utoipa::path(
    tag = "presence",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Presence),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/users/{user_id}/presence")]
async fn get_presence(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<Json<Presence>> {
    Ok(Json(presence::get(&ctx, &scope, &id).await?))
}

/// How up to 100 users are. Those whom the caller may not see are left out.
#[utoipa::path(
    tag = "presence",
    responses(
        (status = 200, description = "The answer.", body = [Presence]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/presence")]
async fn list_presence(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<ListPresence>,
) -> Result<Json<Vec<Presence>>> {
    Ok(Json(presence::list(&ctx, &scope, body).await?))
}

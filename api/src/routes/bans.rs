//! `/v1/bans` and `/v1/conversations/{conversation_id}/bans`: who is kept out, or from sending.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    HttpResponse, delete, get, put,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, bans};
use warbler_protocol::{Ban, ConversationId, Page, Problem, PutBan, UserId};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_app_bans)
        .service(put_app_ban)
        .service(lift_app_ban)
        .service(list_bans)
        .service(put_ban)
        .service(lift_ban);
}

/// List the bans of the app that are in force, by user id.
#[utoipa::path(
    tag = "bans",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Ban>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/bans")]
async fn list_app_bans(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Ban>>> {
    Ok(Json(bans::list_in_app(&ctx, &scope, query.limit()?, query.cursor.as_deref()).await?))
}

/// Ban a user from the app, which disconnects them, or silence them in all of it.
#[utoipa::path(
    tag = "bans",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Ban),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/bans/{user_id}")]
async fn put_app_ban(
    ctx: Data<Context>,
    Caller(scope): Caller,
    user_id: Path<UserId>,
    Json(body): Json<PutBan>,
) -> Result<Json<Ban>> {
    Ok(Json(bans::ban_in_app(&ctx, &scope, user_id.into_inner(), body).await?))
}

/// Let a user in again, or let them send again.
#[utoipa::path(
    tag = "bans",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/bans/{user_id}")]
async fn lift_app_ban(
    ctx: Data<Context>,
    Caller(scope): Caller,
    user_id: Path<UserId>,
) -> Result<HttpResponse> {
    bans::lift_in_app(&ctx, &scope, &user_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List the bans of a conversation that are in force, by user id.
#[utoipa::path(
    tag = "bans",
    params(("conversation_id" = ConversationId, Path), PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Ban>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/bans")]
async fn list_bans(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Ban>>> {
    Ok(Json(bans::list(&ctx, &scope, *id, query.limit()?, query.cursor.as_deref()).await?))
}

/// Ban a user from a conversation, which removes them, or silence them there.
#[utoipa::path(
    tag = "bans",
    params(("conversation_id" = ConversationId, Path), ("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Ban),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/conversations/{conversation_id}/bans/{user_id}")]
async fn put_ban(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, UserId)>,
    Json(body): Json<PutBan>,
) -> Result<Json<Ban>> {
    Ok(Json(bans::ban(&ctx, &scope, path.0, path.1.clone(), body).await?))
}

/// Let a user come back to a conversation, or let them send there again.
#[utoipa::path(
    tag = "bans",
    params(("conversation_id" = ConversationId, Path), ("user_id" = UserId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}/bans/{user_id}")]
async fn lift_ban(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, UserId)>,
) -> Result<HttpResponse> {
    bans::lift(&ctx, &scope, path.0, &path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

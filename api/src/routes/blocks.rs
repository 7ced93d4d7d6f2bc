//! `/v1/blocks`: whom the caller has blocked; `/v1/users/{user_id}/blocks`: whom somebody has.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    HttpResponse, delete, get, put,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, blocks};
use warbler_protocol::{Block, Page, Problem, UserId};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_own_blocks)
        .service(block)
        .service(unblock)
        .service(list_blocks)
        .service(block_for_user)
        .service(unblock_for_user);
}

/// List whom the caller has blocked, by user id.
#[utoipa::path(
    tag = "blocks",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Block>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/blocks")]
async fn list_own_blocks(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Block>>> {
    let (user_id, limit) = (scope.user()?, query.limit()?);
    Ok(Json(blocks::list(&ctx, &scope, user_id, limit, query.cursor.as_deref()).await?))
}

/// Block a user.
#[utoipa::path(
    tag = "blocks",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Block),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/blocks/{user_id}")]
async fn block(
    ctx: Data<Context>,
    Caller(scope): Caller,
    other: Path<UserId>,
) -> Result<Json<Block>> {
    Ok(Json(blocks::block(&ctx, &scope, scope.user()?, &other).await?))
}

/// Unblock a user.
#[utoipa::path(
    tag = "blocks",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/blocks/{user_id}")]
async fn unblock(
    ctx: Data<Context>,
    Caller(scope): Caller,
    other: Path<UserId>,
) -> Result<HttpResponse> {
    blocks::unblock(&ctx, &scope, scope.user()?, &other).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List whom a user has blocked: oneself, or anybody with a secret key.
#[utoipa::path(
    tag = "blocks",
    params(("user_id" = UserId, Path), PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Block>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/users/{user_id}/blocks")]
async fn list_blocks(
    ctx: Data<Context>,
    Caller(scope): Caller,
    user_id: Path<UserId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Block>>> {
    let limit = query.limit()?;
    Ok(Json(blocks::list(&ctx, &scope, &user_id, limit, query.cursor.as_deref()).await?))
}

/// Block a user for another.
#[utoipa::path(
    tag = "blocks",
    params(("user_id" = UserId, Path), ("blocked_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Block),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/users/{user_id}/blocks/{blocked_id}")]
async fn block_for_user(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(UserId, UserId)>,
) -> Result<Json<Block>> {
    Ok(Json(blocks::block(&ctx, &scope, &path.0, &path.1).await?))
}

/// Unblock a user for another.
#[utoipa::path(
    tag = "blocks",
    params(("user_id" = UserId, Path), ("blocked_id" = UserId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/users/{user_id}/blocks/{blocked_id}")]
async fn unblock_for_user(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(UserId, UserId)>,
) -> Result<HttpResponse> {
    blocks::unblock(&ctx, &scope, &path.0, &path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

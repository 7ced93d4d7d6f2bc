//! `/v1/support/operators`: users who answer customers.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    HttpResponse, delete, get, put,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, support::operators};
use warbler_protocol::{Operator, Page, Problem, PutOperator, SetAvailability, UserId};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_operators)
        .service(get_operator)
        .service(put_operator)
        .service(delete_operator)
        .service(set_availability);
}

/// List the operators by user id.
#[utoipa::path(
    tag = "support",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Operator>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/operators")]
async fn list_operators(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Operator>>> {
    Ok(Json(operators::list(&ctx, &scope, query.limit()?, query.cursor.as_deref()).await?))
}

/// Get an operator.
#[utoipa::path(
    tag = "support",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Operator),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/operators/{user_id}")]
async fn get_operator(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<Json<Operator>> {
    Ok(Json(operators::get(&ctx, &scope, &id).await?))
}

/// Make a user an operator, or change what one is. A new one is offline.
#[utoipa::path(
    tag = "support",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Operator),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/support/operators/{user_id}")]
async fn put_operator(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
    Json(body): Json<PutOperator>,
) -> Result<Json<Operator>> {
    Ok(Json(operators::put(&ctx, &scope, &id, body).await?))
}

/// Make an operator a plain user again. Their customers go back to their queues.
#[utoipa::path(
    tag = "support",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/support/operators/{user_id}")]
async fn delete_operator(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<HttpResponse> {
    operators::remove(&ctx, &scope, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Say whether an operator is there: oneself, or anybody with a secret key.
#[utoipa::path(
    tag = "support",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Operator),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/support/operators/{user_id}/availability")]
async fn set_availability(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
    Json(body): Json<SetAvailability>,
) -> Result<Json<Operator>> {
    Ok(Json(operators::set_availability(&ctx, &scope, &id, body).await?))
}

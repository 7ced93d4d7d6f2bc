//! `/v1/users`: end users, their tokens and devices.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, auth, devices, users};
use warbler_protocol::{
    CreateUser, Device, DeviceId, MintToken, Page, Problem, Token, TokensRevoked, UpdateUser, User,
    UserId, objects,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_user)
        .service(create_users)
        .service(list_users)
        .service(get_user)
        .service(update_user)
        .service(erase_user)
        .service(mint_token)
        .service(revoke_user_tokens)
        .service(list_devices)
        .service(forget_device);
}

/// Users to be created together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateUsers {
    #[serde(deserialize_with = "objects")]
    #[schema(min_items = 1, max_items = 100)]
    users: Vec<CreateUser>,
}

/// Create a user. One that exists keeps what is not given.
#[utoipa::path(
    tag = "users",
    responses(
        (status = 201, description = "The answer.", body = User),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/users")]
async fn create_user(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateUser>,
) -> Result<HttpResponse> {
    let created = users::create(&ctx, &scope, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Create up to 100 users, all or none.
#[utoipa::path(
    tag = "users",
    responses(
        (status = 201, description = "The answer.", body = [User]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/users/batch")]
async fn create_users(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateUsers>,
) -> Result<HttpResponse> {
    let created = users::create_batch(&ctx, &scope, body.users).await?;
    Ok(HttpResponse::Created().json(created))
}

/// List users by id.
#[utoipa::path(
    tag = "users",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<User>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/users")]
async fn list_users(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<User>>> {
    Ok(Json(users::list(&ctx, &scope, query.limit()?, query.cursor.as_deref()).await?))
}

/// Get a user.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = User),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/users/{user_id}")]
async fn get_user(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<Json<User>> {
    Ok(Json(users::get(&ctx, &scope, &id).await?))
}

/// Change a user: oneself with a user token, anybody with a secret key.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = User),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/users/{user_id}")]
async fn update_user(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
    Json(body): Json<UpdateUser>,
) -> Result<Json<User>> {
    Ok(Json(users::update(&ctx, &scope, &id, body).await?))
}

/// Erase a user for good: they are out at once, and what they said follows shortly.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/users/{user_id}")]
async fn erase_user(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<HttpResponse> {
    users::erase(&ctx, &scope, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Mint a user token, signed with the newest signing key.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 201, description = "The answer.", body = Token),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/users/{user_id}/tokens")]
async fn mint_token(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
    Json(body): Json<MintToken>,
) -> Result<HttpResponse> {
    let created = auth::mint(&ctx, &scope, &id, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// End all tokens of a user that were issued before now, and close the connections that were opened
/// with them. Tokens that are signed after the answer count.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = TokensRevoked),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/users/{user_id}/revoke_tokens")]
async fn revoke_user_tokens(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<Json<TokensRevoked>> {
    Ok(Json(users::revoke_tokens(&ctx, &scope, &id).await?))
}

/// List the devices a user has connected with.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = [Device]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/users/{user_id}/devices")]
async fn list_devices(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<UserId>,
) -> Result<Json<Vec<Device>>> {
    Ok(Json(devices::list(&ctx, &scope, &id).await?))
}

/// Forget a device.
#[utoipa::path(
    tag = "users",
    params(("user_id" = UserId, Path), ("device_id" = DeviceId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/users/{user_id}/devices/{device_id}")]
async fn forget_device(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(UserId, DeviceId)>,
) -> Result<HttpResponse> {
    devices::forget(&ctx, &scope, &path.0, &path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

//! `/v1/keys`: secret keys and signing keys.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, keys};
use warbler_protocol::{
    CreateKey, CreateSigningKey, CreatedKey, CreatedSigningKey, Key, KeyId, Problem, RotateKey,
    SigningKey, SigningKeyId, UpdateKey,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_key)
        .service(list_keys)
        .service(update_key)
        .service(rotate_key)
        .service(revoke_key)
        .service(create_signing_key)
        .service(list_signing_keys)
        .service(revoke_signing_key);
}

/// Make a secret key. Its secret is shown this once.
#[utoipa::path(
    tag = "keys",
    responses(
        (status = 201, description = "The answer.", body = CreatedKey),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/keys")]
async fn create_key(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateKey>,
) -> Result<HttpResponse> {
    let created = keys::create(&ctx, &scope, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// List secret keys, the oldest first.
#[utoipa::path(
    tag = "keys",
    responses(
        (status = 200, description = "The answer.", body = [Key]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/keys")]
async fn list_keys(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<Vec<Key>>> {
    Ok(Json(keys::list(&ctx, &scope).await?))
}

/// Change a secret key: its name, where it may be used from, or what it may do, which only becomes
/// less.
#[utoipa::path(
    tag = "keys",
    params(("key_id" = KeyId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Key),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/keys/{key_id}")]
async fn update_key(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<KeyId>,
    Json(body): Json<UpdateKey>,
) -> Result<Json<Key>> {
    Ok(Json(keys::update(&ctx, &scope, *id, body).await?))
}

/// Make a key like this one, which then ends: in a day, or when the body says. The new secret is
/// shown this once.
#[utoipa::path(
    tag = "keys",
    params(("key_id" = KeyId, Path)),
    responses(
        (status = 201, description = "The answer.", body = CreatedKey),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/keys/{key_id}/rotate")]
async fn rotate_key(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<KeyId>,
    Json(body): Json<RotateKey>,
) -> Result<HttpResponse> {
    let created = keys::rotate(&ctx, &scope, *id, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Revoke a secret key.
#[utoipa::path(
    tag = "keys",
    params(("key_id" = KeyId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Key),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/keys/{key_id}")]
async fn revoke_key(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<KeyId>,
) -> Result<Json<Key>> {
    Ok(Json(keys::revoke(&ctx, &scope, *id).await?))
}

/// Make a signing key for user tokens: without anything, an HS256 secret, shown this once; or make a
/// public key of your own known, or the address of a set of them.
#[utoipa::path(
    tag = "keys",
    responses(
        (status = 201, description = "The answer.", body = CreatedSigningKey),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/signing_keys")]
async fn create_signing_key(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateSigningKey>,
) -> Result<HttpResponse> {
    let created = keys::create_signing(&ctx, &scope, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// List signing keys, the oldest first.
#[utoipa::path(
    tag = "keys",
    responses(
        (status = 200, description = "The answer.", body = [SigningKey]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/signing_keys")]
async fn list_signing_keys(
    ctx: Data<Context>,
    Caller(scope): Caller,
) -> Result<Json<Vec<SigningKey>>> {
    Ok(Json(keys::list_signing(&ctx, &scope).await?))
}

/// Revoke a signing key: tokens that it signed are no longer taken, and connections that were opened
/// with them are closed.
#[utoipa::path(
    tag = "keys",
    params(("signing_key_id" = SigningKeyId, Path)),
    responses(
        (status = 200, description = "The answer.", body = SigningKey),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/signing_keys/{signing_key_id}")]
async fn revoke_signing_key(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<SigningKeyId>,
) -> Result<Json<SigningKey>> {
    Ok(Json(keys::revoke_signing(&ctx, &scope, *id).await?))
}

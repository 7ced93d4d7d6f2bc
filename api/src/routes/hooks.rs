//! `/v1/hooks`: the tenant's server is asked before something happens.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, hooks};
use warbler_protocol::{CreateHook, CreatedHook, Hook, HookId, Problem, RotateSecret, UpdateHook};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_hook)
        .service(list_hooks)
        .service(get_hook)
        .service(update_hook)
        .service(delete_hook)
        .service(rotate_hook_secret);
}

/// Make a hook, which is asked from now on; its secret is shown this once.
#[utoipa::path(
    tag = "hooks",
    responses(
        (status = 201, description = "The answer.", body = CreatedHook),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/hooks")]
async fn create_hook(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateHook>,
) -> Result<HttpResponse> {
    let created = hooks::create(&ctx, &scope, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// List hooks, the oldest first.
#[utoipa::path(
    tag = "hooks",
    responses(
        (status = 200, description = "The answer.", body = [Hook]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/hooks")]
async fn list_hooks(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<Vec<Hook>>> {
    Ok(Json(hooks::list(&ctx, &scope).await?))
}

/// Get a hook, and how it did in the last hour.
#[utoipa::path(
    tag = "hooks",
    params(("hook_id" = HookId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Hook),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/hooks/{hook_id}")]
async fn get_hook(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<HookId>,
) -> Result<Json<Hook>> {
    Ok(Json(hooks::get(&ctx, &scope, *id).await?))
}

/// Change a hook.
#[utoipa::path(
    tag = "hooks",
    params(("hook_id" = HookId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Hook),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/hooks/{hook_id}")]
async fn update_hook(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<HookId>,
    Json(body): Json<UpdateHook>,
) -> Result<Json<Hook>> {
    Ok(Json(hooks::update(&ctx, &scope, *id, body).await?))
}

/// Remove a hook.
#[utoipa::path(
    tag = "hooks",
    params(("hook_id" = HookId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/hooks/{hook_id}")]
async fn delete_hook(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<HookId>,
) -> Result<HttpResponse> {
    hooks::delete(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give a hook another secret, shown this once. The one before signs beside it: for a day, or as the
/// body says.
#[utoipa::path(
    tag = "hooks",
    params(("hook_id" = HookId, Path)),
    responses(
        (status = 200, description = "The answer.", body = CreatedHook),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/hooks/{hook_id}/rotate")]
async fn rotate_hook_secret(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<HookId>,
    Json(body): Json<RotateSecret>,
) -> Result<Json<CreatedHook>> {
    Ok(Json(hooks::rotate(&ctx, &scope, *id, body).await?))
}

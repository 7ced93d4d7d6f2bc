//! `/v1/dead_letters`: jobs that failed for good.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, jobs};
use warbler_protocol::{DeadLetter, JobId, Problem};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_dead_letters).service(replay_dead_letter);
}

/// List jobs that failed for good, the oldest first, at most 100.
#[utoipa::path(
    tag = "jobs",
    responses(
        (status = 200, description = "The answer.", body = [DeadLetter]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/dead_letters")]
async fn list_dead_letters(
    ctx: Data<Context>,
    Caller(scope): Caller,
) -> Result<Json<Vec<DeadLetter>>> {
    Ok(Json(jobs::dead_letters(&ctx, &scope).await?))
}

/// Run a dead letter again.
#[utoipa::path(
    tag = "jobs",
    params(("job_id" = JobId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/dead_letters/{job_id}/replay")]
async fn replay_dead_letter(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<JobId>,
) -> Result<HttpResponse> {
    jobs::replay(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

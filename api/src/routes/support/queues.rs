//! `/v1/support/queues`: where customers wait.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, support::queues};
use warbler_protocol::{CreateQueue, Page, Problem, Queue, QueueId, UpdateQueue};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_queue)
        .service(list_queues)
        .service(get_queue)
        .service(update_queue)
        .service(delete_queue);
}

/// Make a queue.
#[utoipa::path(
    tag = "support",
    responses(
        (status = 201, description = "Made.", body = Queue),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/support/queues")]
async fn create_queue(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateQueue>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Created().json(queues::create(&ctx, &scope, body).await?))
}

/// List the queues, the oldest first.
#[utoipa::path(
    tag = "support",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Queue>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/queues")]
async fn list_queues(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Queue>>> {
    Ok(Json(queues::list(&ctx, &scope, query.limit()?, query.cursor.as_deref()).await?))
}

/// Get a queue.
#[utoipa::path(
    tag = "support",
    params(("queue_id" = QueueId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Queue),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/queues/{queue_id}")]
async fn get_queue(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<QueueId>,
) -> Result<Json<Queue>> {
    Ok(Json(queues::get(&ctx, &scope, *id).await?))
}

/// Change a queue. Customers who wait keep what they were promised.
#[utoipa::path(
    tag = "support",
    params(("queue_id" = QueueId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Queue),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/support/queues/{queue_id}")]
async fn update_queue(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<QueueId>,
    Json(body): Json<UpdateQueue>,
) -> Result<Json<Queue>> {
    Ok(Json(queues::update(&ctx, &scope, *id, body).await?))
}

/// Remove a queue that no conversation ever came to.
#[utoipa::path(
    tag = "support",
    params(("queue_id" = QueueId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/support/queues/{queue_id}")]
async fn delete_queue(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<QueueId>,
) -> Result<HttpResponse> {
    queues::remove(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

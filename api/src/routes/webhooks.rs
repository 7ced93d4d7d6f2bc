//! `/v1/webhook_endpoints`: where events are delivered, and what was delivered there.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, webhooks};
use warbler_protocol::{
    CreateEndpoint, CreatedEndpoint, Delivery, DeliveryDetail, DeliveryId, DeliveryStatus,
    Endpoint, EndpointId, Page, Problem, ReplayEvents, RotateSecret, UpdateEndpoint,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_endpoint)
        .service(list_endpoints)
        .service(get_endpoint)
        .service(update_endpoint)
        .service(delete_endpoint)
        .service(rotate_endpoint_secret)
        .service(ping_endpoint)
        .service(replay_events)
        .service(list_deliveries)
        .service(get_delivery)
        .service(resend_delivery);
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DeliveryQuery {
    #[param(inline)]
    status: Option<DeliveryStatus>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// Make an endpoint. What happens from now on is delivered to it; its secret is shown this once.
#[utoipa::path(
    tag = "webhooks",
    responses(
        (status = 201, description = "The answer.", body = CreatedEndpoint),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/webhook_endpoints")]
async fn create_endpoint(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateEndpoint>,
) -> Result<HttpResponse> {
    let created = webhooks::create(&ctx, &scope, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// List endpoints, the oldest first.
#[utoipa::path(
    tag = "webhooks",
    responses(
        (status = 200, description = "The answer.", body = [Endpoint]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/webhook_endpoints")]
async fn list_endpoints(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<Vec<Endpoint>>> {
    Ok(Json(webhooks::list(&ctx, &scope).await?))
}

/// Get an endpoint.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Endpoint),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/webhook_endpoints/{endpoint_id}")]
async fn get_endpoint(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
) -> Result<Json<Endpoint>> {
    Ok(Json(webhooks::get(&ctx, &scope, *id).await?))
}

/// Change an endpoint, disable it or enable it again.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Endpoint),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/webhook_endpoints/{endpoint_id}")]
async fn update_endpoint(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
    Json(body): Json<UpdateEndpoint>,
) -> Result<Json<Endpoint>> {
    Ok(Json(webhooks::update(&ctx, &scope, *id, body).await?))
}

/// Remove an endpoint. Nothing more is sent there.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/webhook_endpoints/{endpoint_id}")]
async fn delete_endpoint(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
) -> Result<HttpResponse> {
    webhooks::delete(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Give an endpoint another secret, shown this once. The one before signs beside it: for a day, or as
/// the body says.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path)),
    responses(
        (status = 200, description = "The answer.", body = CreatedEndpoint),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/webhook_endpoints/{endpoint_id}/rotate")]
async fn rotate_endpoint_secret(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
    Json(body): Json<RotateSecret>,
) -> Result<Json<CreatedEndpoint>> {
    Ok(Json(webhooks::rotate(&ctx, &scope, *id, body).await?))
}

/// Send an event of type `endpoint.pinged`, to try the endpoint out.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path)),
    responses(
        (status = 202, description = "It is on its way.", body = Delivery),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/webhook_endpoints/{endpoint_id}/ping")]
async fn ping_endpoint(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
) -> Result<HttpResponse> {
    let delivery = webhooks::ping(&ctx, &scope, *id).await?;
    Ok(HttpResponse::Accepted().json(delivery))
}

/// Deliver what happened in a stretch of time once more. Events keep their ids.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path)),
    responses(
        (status = 202, description = "It is on its way."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/webhook_endpoints/{endpoint_id}/replay")]
async fn replay_events(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
    Json(body): Json<ReplayEvents>,
) -> Result<HttpResponse> {
    webhooks::replay(&ctx, &scope, *id, body).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// The deliveries to an endpoint in the last 14 days, the newest first.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path), DeliveryQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Delivery>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/webhook_endpoints/{endpoint_id}/deliveries")]
async fn list_deliveries(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<EndpointId>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<Page<Delivery>>> {
    let page = (check_limit(query.limit)?, query.cursor.as_deref());
    Ok(Json(webhooks::list_deliveries(&ctx, &scope, *id, query.status, page).await?))
}

/// Get a delivery with every attempt, and what it would say now.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path), ("delivery_id" = DeliveryId, Path)),
    responses(
        (status = 200, description = "The answer.", body = DeliveryDetail),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}")]
async fn get_delivery(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(EndpointId, DeliveryId)>,
) -> Result<Json<DeliveryDetail>> {
    Ok(Json(webhooks::get_delivery(&ctx, &scope, path.0, path.1).await?))
}

/// Deliver an event once more, whatever came of it before.
#[utoipa::path(
    tag = "webhooks",
    params(("endpoint_id" = EndpointId, Path), ("delivery_id" = DeliveryId, Path)),
    responses(
        (status = 202, description = "It is on its way.", body = Delivery),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}/resend")]
async fn resend_delivery(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(EndpointId, DeliveryId)>,
) -> Result<HttpResponse> {
    let delivery = webhooks::resend(&ctx, &scope, path.0, path.1).await?;
    Ok(HttpResponse::Accepted().json(delivery))
}

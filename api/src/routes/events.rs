//! `/v1/events`: tickets for streams of events, and what the contract says of the streams.
//!
//! The streams themselves belong to the role `realtime`, which knows nothing of this crate.

use crate::{admission::bearer, error::Result, extract::Caller};
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, tickets};
use warbler_protocol::{Availability, DeviceId, EventTicket, Problem, SyncResponse};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create_ticket);
}

/// An event of a stream, as `EventSource` hands it on.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what another crate writes")]
struct ServerSentEvent {
    /// The newest cursor, to be given as `Last-Event-ID`.
    id: Option<String>,
    /// `message`, or `close` for the last one.
    event: Option<String>,
    /// A frame of the socket, as JSON.
    data: String,
}

/// Make a ticket that stands for the caller's token once, within 30 s, in the address of a stream.
#[utoipa::path(
    tag = "events",
    responses(
        (status = 201, description = "The answer.", body = EventTicket),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/events/tickets")]
async fn create_ticket(
    ctx: Data<Context>,
    Caller(scope): Caller,
    request: HttpRequest,
) -> Result<HttpResponse> {
    // Users always bear a token; others are refused for what they are.
    let token = bearer(&request).unwrap_or_default();
    Ok(HttpResponse::Created().json(tickets::create(&ctx, &scope, token).await?))
}

/// Listen to events as they happen (server-sent events). The frames are those of the socket.
#[utoipa::path(
    get,
    path = "/v1/events",
    tag = "events",
    params(
        ("ticket" = Option<String>, Query, min_length = 1, description = "Instead of a token in the header."),
        ("cursor" = Option<String>, Query, min_length = 1, description = "Where the client stands; what it missed comes first."),
        ("Last-Event-ID" = Option<String>, Header, min_length = 1, description = "The same, and preferred."),
        ("device_id" = Option<DeviceId>, Query),
        ("presence" = Option<Availability>, Query, description = "What the device says of its user."),
    ),
    responses(
        (status = 200, description = "Events, until one of the type `close`.", body = ServerSentEvent, content_type = "text/event-stream"),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[expect(dead_code, reason = "stands for the route of another crate")]
pub(crate) fn open_events() {}

/// What is new after a cursor, or else as soon as there is something (long polling).
#[utoipa::path(
    get,
    path = "/v1/events/poll",
    tag = "events",
    params(
        ("cursor" = Option<String>, Query, min_length = 1, description = "Where the client stands; without one, the newest cursor is answered at once."),
        ("wait_seconds" = Option<u64>, Query, minimum = 0, maximum = 30, description = "How long to wait; 0 if left out."),
        ("device_id" = Option<DeviceId>, Query),
        ("presence" = Option<Availability>, Query, description = "What the device says of its user."),
    ),
    responses(
        (status = 200, description = "The answer.", body = SyncResponse),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[expect(dead_code, reason = "stands for the route of another crate")]
pub(crate) fn poll_events() {}

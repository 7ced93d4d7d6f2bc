//! The three ways to connect.

use crate::{
    Node, Socket,
    connection::{
        self, EventStream, MAX_FRAME,
        frames::problem,
        welcome::{Arrival, admit},
    },
    poll,
    visitor::Visitor,
};
use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE},
    },
    rt,
    web::{Data, Json, Payload, Query, ServiceConfig, get},
};
use serde::Deserialize;
use std::{fmt, time::Duration};
use warbler_core::{Context, Error, auth, tickets};
use warbler_protocol::{Availability, Device, DeviceId, ErrorCode, SetPresence, SyncResponse};

/// Longest that a poll may wait, in seconds.
const MAX_WAIT: u64 = 30;

/// Mounts them. Whoever wraps the server completes the problems that they answer.
pub fn configure(node: Data<Node>) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        app.app_data(node)
            .route("/v1/ws", get().to(upgrade))
            .route("/v1/events", get().to(open_events))
            .route("/v1/events/poll", get().to(poll_events));
    }
}

/// Serves the socket of an upgrade request. Who it is for is told by the first frame, so that no
/// secret travels in the URL.
async fn upgrade(
    node: Data<Node>,
    request: HttpRequest,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let visitor = Visitor::of(&node.ctx, &request).map_err(Refusal)?;
    let (response, socket) = Socket::accept(&request, payload, MAX_FRAME)?;
    rt::spawn(connection::serve(node.into_inner(), socket, visitor));
    Ok(response)
}

/// Who listens, and from where on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listen {
    /// Instead of a token in the header.
    ticket: Option<String>,
    cursor: Option<String>,
    device_id: Option<DeviceId>,
    presence: Option<Availability>,
}

/// The same, for a while.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Poll {
    cursor: Option<String>,
    #[serde(default)]
    wait_seconds: u64,
    device_id: Option<DeviceId>,
    presence: Option<Availability>,
}

async fn open_events(
    node: Data<Node>,
    request: HttpRequest,
    Query(listen): Query<Listen>,
) -> Result<HttpResponse, Refusal> {
    let Listen { ticket, cursor, device_id, presence } = listen;
    let visitor = Visitor::of(&node.ctx, &request)?;
    let token = match ticket {
        Some(ticket) => tickets::redeem(&node.ctx, &ticket).await?,
        None => bearer(&request)?.to_owned(),
    };
    // An `EventSource` that reconnects repeats the address it was given, and says where it is beside.
    let last_id = request.headers().get("last-event-id").and_then(|id| id.to_str().ok());
    let cursor = last_id.map(str::to_owned).or(cursor);
    let arrival = arrival(&node.ctx, visitor, &token, (device_id, presence, cursor)).await?;
    let node = node.into_inner();
    let welcome = Box::pin(admit(&node, arrival)).await?;
    let (stream, body) = EventStream::new();
    rt::spawn(connection::stream(node, stream, welcome));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-cache, no-store, no-transform"))
        // Neither we nor a proxy may wait for more to send.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(body))
}

async fn poll_events(
    node: Data<Node>,
    request: HttpRequest,
    Query(input): Query<Poll>,
) -> Result<Json<SyncResponse>, Refusal> {
    let Poll { cursor, wait_seconds, device_id, presence } = input;
    if wait_seconds > MAX_WAIT {
        let detail = format!("wait_seconds is 0 to {MAX_WAIT}");
        return Err(Error::Refused(ErrorCode::InvalidParameter, detail).into());
    }
    let visitor = Visitor::of(&node.ctx, &request)?;
    let token = bearer(&request)?;
    let arrival = arrival(&node.ctx, visitor, token, (device_id, presence, cursor)).await?;
    let wait = Duration::from_secs(wait_seconds);
    Ok(Json(poll::poll(&node.into_inner(), arrival, wait).await?))
}

async fn arrival(
    ctx: &Context,
    visitor: Visitor,
    token: &str,
    (device_id, presence, cursor): (Option<DeviceId>, Option<Availability>, Option<String>),
) -> Result<Arrival, Error> {
    let identity = auth::identify(ctx, token).await?;
    let device = device_id.map(|id| Device { id, platform: None, name: None, last_seen_at: None });
    let presence = presence.map(|status| SetPresence { status, text: None });
    Ok(Arrival { identity, visitor, device, presence, cursor })
}

fn bearer(request: &HttpRequest) -> Result<&str, Error> {
    let value = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let credential = value.and_then(|value| value.split_once(' '));
    let credential = credential.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let missing =
        || Error::Refused(ErrorCode::Unauthenticated, "give a user token as bearer".to_owned());
    Ok(credential.ok_or_else(missing)?.1.trim())
}

/// A failure on its way out. The problem travels beside the answer, whose body is made of it.
#[derive(Debug)]
struct Refusal(Error);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(problem(&self.0));
        response
    }
}

//! The gateway: keeps clients connected and hands them events.
//!
//! A node follows the log of each shard it has connections in ([`delivery`]) and knows which of its
//! connected users are in which conversations ([`hub`]); handing an event on asks no database. One
//! task serves one connection ([`connection`]), and nothing waits for a client ([`outbox`]).

mod client;
mod connection;
mod delivery;
mod hub;
mod node;
mod outbox;
mod visitor;

pub use node::Node;

use actix_web::{HttpRequest, HttpResponse, http::header::RETRY_AFTER, rt, web};
use std::time::Duration;
use visitor::Visitor;

/// Serves the socket of an upgrade request. Who it is for is told by the first frame, so that no
/// secret travels in the URL.
pub async fn upgrade(
    node: web::Data<Node>,
    request: HttpRequest,
    payload: web::Payload,
) -> actix_web::Result<HttpResponse> {
    let visitor = match Visitor::of(&node.ctx, &request) {
        Ok(visitor) => visitor,
        Err(wait) => return Ok(too_many(wait)),
    };
    let (response, session, frames) = actix_ws::handle(&request, payload)?;
    let frames = frames
        .max_frame_size(connection::MAX_FRAME)
        .aggregate_continuations()
        .max_continuation_size(connection::MAX_FRAME);
    rt::spawn(connection::serve(node.into_inner(), session, frames, visitor));
    Ok(response)
}

/// The front of the server makes a problem document of it.
fn too_many(wait: Duration) -> HttpResponse {
    let seconds = wait.as_millis().div_ceil(1000).max(1).to_string();
    HttpResponse::TooManyRequests().insert_header((RETRY_AFTER, seconds)).finish()
}

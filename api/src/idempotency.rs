//! `Idempotency-Key`: every POST that carries one is carried out once, and its answer given again.
//!
//! One middleware around all routes, so that new ones have it. Without the header it costs nothing.
//! A request with a key runs to its end even if its client hangs up, because that is the client who
//! will ask again. Answers that say "later" (429, 5xx), streams and those above 256 KiB are not
//! kept: a repeat of such a request is carried out anew. Uploads as forms are not covered, as each
//! attempt has another boundary. Messages have a key of their own, `client_id`: see [`ClientId`].

use crate::{ApiError, MAX_BODY, admission, error::Result};
use actix_web::{
    Error as ActixError, FromRequest, HttpRequest, HttpResponse,
    body::{BodySize, BoxBody, MessageBody, to_bytes_limited},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION},
    },
    middleware::Next,
    rt,
    web::{Bytes, Data},
};
use std::future::{Ready, ready};
use tracing::Instrument as _;
use warbler_core::{
    Context, Error, Scope,
    idempotency::{self, Answer, Begun, Claim},
};
use warbler_protocol::{ErrorCode, Problem, SendMessage};

const HEADER: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Longest answer that is kept, in bytes.
const MAX_ANSWER: usize = 256 * 1024;
/// The route whose bodies have a key.
pub(crate) const MESSAGES: &str = "/v1/conversations/{conversation_id}/messages";

/// Wraps all routes, inside [`admission::admit`].
pub(crate) async fn once(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let begun = match begin(&mut request).await {
        Ok(begun) => begun,
        Err(error) => return Ok(request.error_response(error)),
    };
    match begun {
        None => Ok(next.call(request).await?.map_into_boxed_body()),
        Some((_, Begun::Replay(answer))) => Ok(replay(request, answer)),
        Some((ctx, Begun::Run(claim))) => {
            let running = run(ctx, claim, request, next).in_current_span();
            rt::spawn(running).await.map_err(|_| internal())?
        }
    }
}

/// What is to become of the request; nothing special without a key, or without a caller.
async fn begin(request: &mut ServiceRequest) -> Result<Option<(Data<Context>, Begun)>> {
    let Some(key) = key(request)? else { return Ok(None) };
    let Some(route) = request.match_pattern().filter(|route| route != MESSAGES) else {
        return Ok(None);
    };
    let Some((ctx, scope)) = caller(request).await else { return Ok(None) };
    let body = read_body(request).await?;
    let target = request.uri().path_and_query().map_or("", |target| target.as_str()).to_owned();
    let parts = [request.method().as_str().as_bytes(), target.as_bytes(), &body];
    let begun = idempotency::begin(&ctx, &scope, (&route, &key), &parts).await?;
    request.set_payload(body.into());
    Ok(Some((ctx, begun)))
}

/// The key, where it counts.
fn key(request: &ServiceRequest) -> Result<Option<String>, Error> {
    let headers = request.headers();
    let (Some(key), &Method::POST) = (headers.get(HEADER), request.method()) else {
        return Ok(None);
    };
    let form = |kind: &[u8]| kind.to_ascii_lowercase().starts_with(b"multipart/");
    if headers.get(CONTENT_TYPE).is_some_and(|kind| form(kind.as_bytes())) || is_large(headers) {
        return Ok(None);
    }
    readable(key.as_bytes()).map(Some)
}

/// A body that no route with a key takes, or an upload.
fn is_large(headers: &HeaderMap) -> bool {
    let declared =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    declared.is_some_and(|length: usize| length > MAX_BODY)
}

fn readable(key: &[u8]) -> Result<String, Error> {
    match std::str::from_utf8(key) {
        Ok(text) if (1..=255).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic) => {
            Ok(text.to_owned())
        }
        _ => {
            let detail = "Idempotency-Key is 1 to 255 visible ASCII characters".to_owned();
            Err(Error::Refused(ErrorCode::InvalidParameter, detail))
        }
    }
}

async fn caller(request: &ServiceRequest) -> Option<(Data<Context>, Scope)> {
    let ctx = request.request().app_data::<Data<Context>>()?.clone();
    Some((ctx, admission::caller(request.request()).await.ok()?))
}

async fn read_body(request: &mut ServiceRequest) -> Result<Bytes> {
    let body = request.extract::<Bytes>().await;
    body.map_err(|error| ApiError::new(ErrorCode::BodyTooLarge, error.to_string()))
}

async fn run(
    ctx: Data<Context>,
    claim: Claim,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => {
            settle(claim.release(&ctx).await);
            return Err(error);
        }
    };
    let (response, answer) = taken(response).await;
    settle(match answer {
        Some(answer) => claim.keep(&ctx, &answer).await,
        None => claim.release(&ctx).await,
    });
    Ok(response)
}

/// The request was carried out, so its answer goes out whether or not it could be kept. The claim
/// ends by itself.
fn settle(kept: warbler_core::Result<()>) {
    if let Err(error) = kept {
        tracing::warn!(%error, "the answer to a request with a key was not kept");
    }
}

/// The response, and what is to be kept of it.
async fn taken(response: ServiceResponse<BoxBody>) -> (ServiceResponse<BoxBody>, Option<Answer>) {
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return (response, None);
    }
    let error = response.response().error();
    if let Some(ApiError { problem, .. }) = error.and_then(|error| error.as_error::<ApiError>()) {
        let body = serde_json::to_vec(problem).unwrap_or_default();
        let answer = Answer { status: status.as_u16(), headers: Vec::new(), body };
        return (response, Some(answer));
    }
    let small = match response.response().body().size() {
        BodySize::None => true,
        BodySize::Sized(length) => length <= MAX_ANSWER as u64,
        BodySize::Stream => false,
    };
    if status.is_client_error() || !small {
        return (response, None);
    }
    read(response).await
}

async fn read(response: ServiceResponse<BoxBody>) -> (ServiceResponse<BoxBody>, Option<Answer>) {
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let read = to_bytes_limited(body, MAX_ANSWER).await.ok().and_then(Result::ok);
    let answer = read.as_ref().map(|body| Answer {
        status: head.status().as_u16(),
        headers: kept_headers(head.headers()),
        body: body.to_vec(),
    });
    let response = head.set_body(read.unwrap_or_default()).map_into_boxed_body();
    (ServiceResponse::new(request, response), answer)
}

fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = [CONTENT_TYPE, LOCATION].into_iter().filter_map(|name| {
        let value = headers.get(&name)?.to_str().ok()?.to_owned();
        Some((name.to_string(), value))
    });
    kept.collect()
}

/// The answer once more. A problem says by itself which request it is about.
fn replay(request: ServiceRequest, answer: Answer) -> ServiceResponse<BoxBody> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let problem = status.is_client_error().then(|| serde_json::from_slice::<Problem>(&answer.body));
    let mut response = match problem {
        Some(Ok(problem)) => request.error_response(ApiError::from(problem)),
        _ => {
            let mut response = HttpResponse::build(status);
            for (name, value) in answer.headers {
                response.insert_header((name, value));
            }
            request.into_response(response.body(answer.body))
        }
    };
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn internal() -> ApiError {
    ApiError::new(ErrorCode::Internal, ErrorCode::Internal.title())
}

/// The `client_id` of a message, where it comes as `Idempotency-Key`.
pub(crate) struct ClientId(Option<String>);

impl ClientId {
    /// The message, with the key of the header if it has none of its own.
    pub(crate) fn of(self, message: SendMessage) -> SendMessage {
        SendMessage { client_id: message.client_id.or(self.0), ..message }
    }
}

impl FromRequest for ClientId {
    type Error = ApiError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.headers().get(HEADER).map(|key| readable(key.as_bytes()));
        ready(key.transpose().map(Self).map_err(ApiError::from))
    }
}

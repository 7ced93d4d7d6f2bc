//! What every answer gets: a request id, and where it is an error the problem document that says
//! which request it was. Errors of the framework become problem documents too.

use crate::{ApiError, audit};
use actix_web::{
    Error, HttpResponse, ResponseError as _,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, HeaderName, HeaderValue},
    },
    middleware::Next,
};
use std::time::Instant;
use tracing::Instrument as _;
use uuid::Uuid;
use warbler_protocol::{ErrorCode, Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps the whole application: `App::new().wrap(from_fn(warbler_api::finish))`.
pub async fn finish(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let request_id = request_id(&request);
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let span = tracing::info_span!("request", request_id);
    let response = audit::recorded(request, next, &request_id).instrument(span).await?;
    let mut response = as_problem(response, &path, &request_id);
    let id = HeaderValue::from_str(&request_id);
    response.headers_mut().insert(REQUEST_ID, id.unwrap_or(HeaderValue::from_static("-")));
    if path.starts_with("/v1/console/") {
        // What a session saw must not come back from the browser's cache after it ended.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    let status = response.status().as_u16();
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::histogram!("warbler_http_seconds", &labels).record(started.elapsed().as_secs_f64());
    tracing::debug!(%method, path, status, request_id, "answered");
    Ok(response)
}

/// The caller's own id for the request where it is a plain word, or a new one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    let plain = |id: &&str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(plain).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

fn as_problem(
    response: ServiceResponse<BoxBody>,
    path: &str,
    request_id: &str,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let ours = response.response().error().and_then(|error| error.as_error::<ApiError>()).cloned();
    let ours = ours.or_else(|| problem_beside(&response));
    let mut error = match ours {
        Some(error) => error,
        None if is_foreign_error(&response) => from_status(status),
        None => return response,
    };
    error.problem.instance = Some(path.to_owned());
    request_id.clone_into(&mut error.problem.request_id);
    let rendered: HttpResponse = error.error_response();
    response.into_response(rendered)
}

/// What another front end refused with: it hands the problem on beside an empty answer.
fn problem_beside(response: &ServiceResponse<BoxBody>) -> Option<ApiError> {
    response.response().extensions().get::<Problem>().cloned().map(ApiError::from)
}

/// An error that is not a problem document yet.
fn is_foreign_error(response: &ServiceResponse<BoxBody>) -> bool {
    let status = response.status();
    let kind = response.headers().get(actix_web::http::header::CONTENT_TYPE);
    (status.is_client_error() || status.is_server_error())
        && kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"application/problem+json"))
}

fn from_status(status: StatusCode) -> ApiError {
    let code = match status.as_u16() {
        401 => ErrorCode::Unauthenticated,
        404 => ErrorCode::RouteNotFound,
        405 => ErrorCode::MethodNotAllowed,
        413 => ErrorCode::BodyTooLarge,
        415 => ErrorCode::UnsupportedMediaType,
        416 => ErrorCode::RangeNotSatisfiable,
        503 => ErrorCode::Unavailable,
        400..=499 => ErrorCode::InvalidParameter,
        _ => ErrorCode::Internal,
    };
    ApiError::new(code, code.title())
}

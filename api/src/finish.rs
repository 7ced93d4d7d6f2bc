//! What every answer gets: a request id, what is left of the caller's rate limits, and where it is
//! an error the problem document that says which request it was. Errors of the framework become
//! problem documents too. Here it is also counted and noted.

use crate::{
    ApiError,
    admission::Admission,
    limits,
    record::{Outcome, record},
    trace::trace_id,
};
use actix_web::{
    Error, HttpMessage as _, HttpResponse, ResponseError as _,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue},
    },
    middleware::Next,
};
use std::time::Instant;
use tracing::{Instrument as _, field};
use uuid::Uuid;
use warbler_protocol::{ErrorCode, Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called in answers and logs. Stays with it.
pub(crate) struct RequestId(pub(crate) String);

/// Wraps the whole application: `App::new().wrap(from_fn(warbler_api::finish))`.
pub async fn finish(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let request_id = request_id(&request);
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let span = tracing::info_span!("request", request_id, trace_id = field::Empty);
    if let Some(trace_id) =
        request.headers().get("traceparent").and_then(|it| trace_id(it.to_str().ok()?))
    {
        span.record("trace_id", trace_id);
    }
    request.extensions_mut().insert(RequestId(request_id.clone()));
    let response = next.call(request).instrument(span).await?.map_into_boxed_body();
    let (mut response, code) = as_problem(response, &path, &request_id);
    let id = HeaderValue::from_str(&request_id);
    response.headers_mut().insert(REQUEST_ID, id.unwrap_or(HeaderValue::from_static("-")));
    tell_limits(&mut response);
    if path.starts_with("/v1/console/") {
        // What a session saw must not come back from the browser's cache after it ended.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    let (status, took) = (response.status().as_u16(), started.elapsed());
    let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    record(&response, &Outcome { code, route: &route, request_id: &request_id, took });
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::histogram!("warbler_http_seconds", &labels).record(took.as_secs_f64());
    tracing::debug!(%method, path, status, request_id, "answered");
    Ok(response)
}

fn tell_limits(response: &mut ServiceResponse<BoxBody>) {
    let verdict =
        response.request().extensions().get::<Admission>().and_then(|it| it.verdict.clone());
    if let Some(verdict) = verdict {
        limits::describe(&verdict, response.headers_mut());
    }
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

/// An error as the problem document that it is, with its code. Headers that it has stay.
fn as_problem(
    response: ServiceResponse<BoxBody>,
    path: &str,
    request_id: &str,
) -> (ServiceResponse<BoxBody>, Option<ErrorCode>) {
    let status = response.status();
    let ours = response.response().error().and_then(|error| error.as_error::<ApiError>()).cloned();
    let ours = ours.or_else(|| problem_beside(&response));
    let mut error = match ours {
        Some(error) => error,
        None if is_foreign_error(&response) => from_status(status),
        None => return (response, None),
    };
    let code = error.problem.code;
    error.problem.instance = Some(path.to_owned());
    request_id.clone_into(&mut error.problem.request_id);
    let mut rendered: HttpResponse = error.error_response();
    for (name, value) in response.headers().iter().filter(|(name, _)| *name != CONTENT_TYPE) {
        rendered.headers_mut().insert(name.clone(), value.clone());
    }
    (response.into_response(rendered), Some(code))
}

/// What another front end refused with: it hands the problem on beside an empty answer.
fn problem_beside(response: &ServiceResponse<BoxBody>) -> Option<ApiError> {
    response.response().extensions().get::<Problem>().cloned().map(ApiError::from)
}

/// An error that is not a problem document yet.
fn is_foreign_error(response: &ServiceResponse<BoxBody>) -> bool {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE);
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
        429 => ErrorCode::RateLimited,
        503 => ErrorCode::Unavailable,
        400..=499 => ErrorCode::InvalidParameter,
        _ => ErrorCode::Internal,
    };
    ApiError::new(code, code.title())
}

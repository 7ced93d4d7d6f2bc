//! What is noted of a request once it is answered, for the tenant whose it was: nothing of what was
//! said, and no query, which may hold secrets.

use crate::{address::client_address, admission::Admission};
use actix_web::{
    HttpMessage as _, HttpRequest,
    body::{BodySize, BoxBody, MessageBody as _},
    dev::ServiceResponse,
    http::header::{CONTENT_LENGTH, HeaderName, USER_AGENT},
    web::Data,
};
use std::time::Duration;
use warbler_core::{Context, Scope, request_logs, series};
use warbler_protocol::{ErrorCode, RequestLog};

/// Longest user agent and path that are kept, in characters.
const MAX_USER_AGENT: usize = 100;
const MAX_PATH: usize = 500;

/// How a request went.
pub(crate) struct Outcome<'a> {
    pub(crate) code: Option<ErrorCode>,
    pub(crate) route: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) took: Duration,
}

/// Counts and notes it. Requests of nobody belong to no app.
pub(crate) fn record(response: &ServiceResponse<BoxBody>, outcome: &Outcome<'_>) {
    let request = response.request();
    let extensions = request.extensions();
    let scope = extensions.get::<Admission>().and_then(|admission| admission.scope.as_ref());
    let Some((scope, ctx)) = scope.zip(request.app_data::<Data<Context>>()) else { return };
    let status = response.status().as_u16();
    series::record(ctx, scope, status, outcome.took);
    request_logs::note(ctx, scope.app_id, status, |weight| {
        let described = describe(ctx, scope, response, outcome);
        RequestLog { weight: weight.into(), ..described }
    });
}

fn describe(
    ctx: &Context,
    scope: &Scope,
    response: &ServiceResponse<BoxBody>,
    outcome: &Outcome<'_>,
) -> RequestLog {
    let request = response.request();
    let response_bytes = match response.response().body().size() {
        BodySize::Sized(length) => i64::try_from(length).unwrap_or(i64::MAX),
        _ => 0,
    };
    RequestLog {
        at: ctx.now(),
        method: request.method().to_string(),
        route: outcome.route.to_owned(),
        path: shortened(request.uri().path(), MAX_PATH),
        status: response.status().as_u16(),
        code: outcome.code,
        duration_us: i64::try_from(outcome.took.as_micros()).unwrap_or(i64::MAX),
        principal: scope.principal(),
        address: client_address(request).map(|address| address.to_string()),
        request_id: outcome.request_id.to_owned(),
        request_bytes: header(request, &CONTENT_LENGTH).and_then(|it| it.parse().ok()).unwrap_or(0),
        response_bytes,
        user_agent: header(request, &USER_AGENT).map(|it| shortened(it, MAX_USER_AGENT)),
        weight: 1,
    }
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

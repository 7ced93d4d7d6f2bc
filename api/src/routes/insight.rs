//! `/v1/rate_limits`, `/v1/request_logs` and `/v1/series`: what an app's callers may ask, and what
//! they did.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
    limits::Buckets,
};
use actix_web::{
    get,
    web::{Data, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, Error, request_logs, series};
use warbler_protocol::{
    ErrorCode, Metric, Page, Problem, RateLimit, RequestLog, Series, Timestamp,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_rate_limits).service(list_request_logs).service(get_series);
}

/// The buckets that count this caller's requests, this one included.
#[utoipa::path(
    tag = "insight",
    responses(
        (status = 200, description = "The answer.", body = [RateLimit]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/rate_limits")]
async fn list_rate_limits(_: Caller, Buckets(buckets): Buckets) -> Json<Vec<RateLimit>> {
    Json(buckets)
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RequestLogQuery {
    /// A class (`2xx` to `5xx`) or a status (`404`).
    #[param(pattern = "^[1-5](xx|[0-9][0-9])$")]
    status: Option<String>,
    /// As in this document: `/v1/users/{user_id}`.
    route: Option<String>,
    /// The id of a user or of a secret key.
    principal: Option<String>,
    request_id: Option<String>,
    /// The first moment.
    from: Option<Timestamp>,
    /// The moment to stop before.
    to: Option<Timestamp>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// The app's requests of the last seven days, the newest first. When there were many at a time, each
/// stands for `weight` of them.
#[utoipa::path(
    tag = "insight",
    params(RequestLogQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<RequestLog>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/request_logs")]
async fn list_request_logs(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<RequestLogQuery>,
) -> Result<Json<Page<RequestLog>>> {
    let limit = check_limit(query.limit)?;
    let filter = request_logs::Filter {
        status: query.status.as_deref().map(statuses).transpose()?,
        route: query.route,
        principal: query.principal,
        request_id: query.request_id,
        from: query.from,
        to: query.to,
    };
    Ok(Json(request_logs::list(&ctx, &scope, filter, limit, query.cursor.as_deref()).await?))
}

/// The statuses that `4xx` or `404` stands for.
fn statuses(text: &str) -> Result<(u16, u16), Error> {
    let detail = || "status is like 4xx or 404".to_owned();
    let invalid = || Error::Refused(ErrorCode::InvalidParameter, detail());
    let (digits, width) = text.strip_suffix("xx").map_or((text, 1), |class| (class, 100));
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let first: u16 = digits.parse().ok().filter(|_| plain).ok_or_else(invalid)?;
    let first =
        first.checked_mul(width).filter(|it| (100..600).contains(it)).ok_or_else(invalid)?;
    Ok((first, first + width))
}

/// Which part of a series.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SeriesQuery {
    #[param(inline)]
    metric: Metric,
    /// An hour before `to` if left out.
    from: Option<Timestamp>,
    /// The moment to stop before; now if left out.
    to: Option<Timestamp>,
    /// Seconds from point to point: whole minutes up to a day. Left out, the least that makes no
    /// more than 1,000 points.
    #[param(minimum = 60, maximum = 86400, multiple_of = 60)]
    step: Option<i64>,
}

/// A metric of the app over time, at most 1,000 points of the last 30 days.
#[utoipa::path(
    tag = "insight",
    params(SeriesQuery),
    responses(
        (status = 200, description = "The answer.", body = Series),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/series")]
async fn get_series(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(SeriesQuery { metric, from, to, step }): Query<SeriesQuery>,
) -> Result<Json<Series>> {
    Ok(Json(series::read(&ctx, &scope, series::Query { metric, from, to, step }).await?))
}

//! `/v1/support`: the whole desk: how it works, what there is to do, and how it does.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    get, patch,
    web::{Data, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{
    Context,
    support::{self, InboxQuery, ReportQuery},
};
use warbler_protocol::{
    DeskSettings, Page, Problem, QueueId, Support, SupportCounts, SupportReport, SupportState,
    UpdateDesk, UserId,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// All but resolved ones if left out.
    #[param(inline)]
    state: Option<SupportState>,
    #[param(inline)]
    queue_id: Option<QueueId>,
    /// Those that this operator answers, or answered last.
    #[param(inline)]
    operator_id: Option<UserId>,
    #[param(pattern = "^[a-z0-9-]{1,40}$")]
    label: Option<String>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DaysQuery {
    /// The first day, `YYYY-MM-DD`.
    #[param(format = Date)]
    from: String,
    /// The last day, at most 91 days later.
    #[param(format = Date)]
    to: String,
    /// In which days begin: a time zone of the IANA database, UTC if left out.
    zone: Option<String>,
}

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(get_desk)
        .service(update_desk)
        .service(list_support_conversations)
        .service(count_support_conversations)
        .service(report_support);
}

/// How the desk works.
#[utoipa::path(
    tag = "support",
    responses(
        (status = 200, description = "The answer.", body = DeskSettings),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support")]
async fn get_desk(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<DeskSettings>> {
    Ok(Json(support::desk(&ctx, &scope).await?))
}

/// Change how the desk works. Conversations that are there keep their bot.
#[utoipa::path(
    tag = "support",
    responses(
        (status = 200, description = "The answer.", body = DeskSettings),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/support")]
async fn update_desk(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<UpdateDesk>,
) -> Result<Json<DeskSettings>> {
    Ok(Json(support::update_desk(&ctx, &scope, body).await?))
}

/// List the conversations of the desk, the most urgent first: for an operator, those of their queues and
/// their own.
#[utoipa::path(
    tag = "support",
    params(ListQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Support>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/conversations")]
async fn list_support_conversations(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<Support>>> {
    let ListQuery { state, queue_id, operator_id, label, limit, cursor } = query;
    let chosen = InboxQuery { state, queue_id, operator_id, label };
    let limit = check_limit(limit)?;
    Ok(Json(support::list(&ctx, &scope, chosen, limit, cursor.as_deref()).await?))
}

/// Count the conversations of each queue by state, and those of each operator.
#[utoipa::path(
    tag = "support",
    responses(
        (status = 200, description = "The answer.", body = SupportCounts),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/counts")]
async fn count_support_conversations(
    ctx: Data<Context>,
    Caller(scope): Caller,
) -> Result<Json<SupportCounts>> {
    Ok(Json(support::counts(&ctx, &scope).await?))
}

/// Report how the desk did, day by day.
#[utoipa::path(
    tag = "support",
    params(DaysQuery),
    responses(
        (status = 200, description = "The answer.", body = SupportReport),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/support/report")]
async fn report_support(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<DaysQuery>,
) -> Result<Json<SupportReport>> {
    let DaysQuery { from, to, zone } = query;
    Ok(Json(support::report(&ctx, &scope, ReportQuery { from, to, zone }).await?))
}

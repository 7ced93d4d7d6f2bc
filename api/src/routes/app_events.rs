//! `/v1/app_events`: what happens in an app, for servers that would rather ask than be called.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    get,
    web::{Data, Query},
};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{
    Context, Error,
    webhooks::{self, MAX_WAIT},
};
use warbler_protocol::{AppEvents, ErrorCode, Problem};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_app_events);
}

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AppEventQuery {
    /// `next_cursor` of the answer before; from now on if left out.
    #[param(min_length = 1)]
    cursor: Option<String>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// How long to wait where there is nothing yet, in seconds; not at all if left out.
    #[param(minimum = 0, maximum = 25)]
    wait: Option<u64>,
}

impl AppEventQuery {
    fn wait(&self) -> Result<Duration, Error> {
        let wait = Duration::from_secs(self.wait.unwrap_or(0));
        match wait <= MAX_WAIT {
            true => Ok(wait),
            false => {
                let detail = "wait is 0 to 25".to_owned();
                Err(Error::Refused(ErrorCode::InvalidParameter, detail))
            }
        }
    }
}

/// What happened in the app since a cursor, as webhooks tell it. Ask again with `next_cursor`: at once
/// where there is more, and otherwise with `wait`.
#[utoipa::path(
    tag = "webhooks",
    params(AppEventQuery),
    responses(
        (status = 200, description = "The answer.", body = AppEvents),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/app_events")]
async fn list_app_events(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<AppEventQuery>,
) -> Result<Json<AppEvents>> {
    let (cursor, limit) = (query.cursor.as_deref(), check_limit(query.limit)?);
    Ok(Json(webhooks::events(&ctx, &scope, cursor, limit, query.wait()?).await?))
}

//! `/v1/app`: what an app is and what it counted.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    get, patch, post,
    web::{Data, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, apps, counters};
use warbler_protocol::{App, HourlyCount, Problem, Timestamp, TokensRevoked, UpdateApp};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_app).service(update_app).service(revoke_app_tokens).service(list_counters);
}

/// Which hours.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CounterQuery {
    /// The first hour.
    from: Option<Timestamp>,
    /// The hour to stop before.
    to: Option<Timestamp>,
}

/// The app of the credential.
#[utoipa::path(
    tag = "app",
    responses(
        (status = 200, description = "The answer.", body = App),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/app")]
async fn get_app(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<App>> {
    Ok(Json(apps::get(&ctx, &scope).await?))
}

/// Change the app.
#[utoipa::path(
    tag = "app",
    responses(
        (status = 200, description = "The answer.", body = App),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/app")]
async fn update_app(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<UpdateApp>,
) -> Result<Json<App>> {
    Ok(Json(apps::update(&ctx, &scope, body).await?))
}

/// End all user tokens that were issued before now, and close the connections that were opened with
/// them. Tokens that are signed after the answer count.
#[utoipa::path(
    tag = "app",
    responses(
        (status = 200, description = "The answer.", body = TokensRevoked),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/app/revoke_tokens")]
async fn revoke_app_tokens(
    ctx: Data<Context>,
    Caller(scope): Caller,
) -> Result<Json<TokensRevoked>> {
    Ok(Json(apps::revoke_tokens(&ctx, &scope).await?))
}

/// What happened in the app, by the hour: at most 1,000 counts.
#[utoipa::path(
    tag = "app",
    params(CounterQuery),
    responses(
        (status = 200, description = "The answer.", body = [HourlyCount]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/counters")]
async fn list_counters(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<CounterQuery>,
) -> Result<Json<Vec<HourlyCount>>> {
    Ok(Json(counters::list(&ctx, &scope, query.from, query.to).await?))
}

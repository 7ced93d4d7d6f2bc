//! `/v1/search`: finding what was said.

use crate::{
    error::Result,
    extract::{Caller, Json},
};
use actix_web::{
    get, post,
    web::{Data, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, search};
use warbler_protocol::{FoundMessages, Problem, SearchMessages, SearchSort};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(search_messages).service(search_messages_by_body);
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MessageQuery {
    /// As in the body of the same name.
    #[param(max_length = 1024)]
    #[serde(default)]
    query: String,
    #[param(inline)]
    sort: Option<SearchSort>,
    typos: Option<bool>,
    counts: Option<bool>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl From<MessageQuery> for SearchMessages {
    fn from(query: MessageQuery) -> Self {
        Self {
            query: query.query,
            sort: query.sort.unwrap_or_default(),
            typos: query.typos.unwrap_or_default(),
            counts: query.counts.unwrap_or_default(),
            limit: query.limit,
            cursor: query.cursor,
        }
    }
}

/// Find messages: of a user's conversations what they may see, for the tenant's server all of the
/// app.
#[utoipa::path(
    tag = "search",
    params(MessageQuery),
    responses(
        (status = 200, description = "The answer.", body = FoundMessages),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/search/messages")]
async fn search_messages(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<MessageQuery>,
) -> Result<Json<FoundMessages>> {
    Ok(Json(search::messages(&ctx, &scope, query.into()).await?))
}

/// Find messages, with a query that no log of addresses is to show.
#[utoipa::path(
    tag = "search",
    responses(
        (status = 200, description = "The answer.", body = FoundMessages),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/search/messages")]
async fn search_messages_by_body(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<SearchMessages>,
) -> Result<Json<FoundMessages>> {
    Ok(Json(search::messages(&ctx, &scope, body).await?))
}

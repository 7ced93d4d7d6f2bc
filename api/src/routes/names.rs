//! `/v1/search/users`, `/v1/search/conversations`: finding by name, while it is being typed.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    get,
    web::{Data, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, Error, names};
use warbler_protocol::{Conversation, Page, Problem, User};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(search_users).service(search_conversations);
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct NameQuery {
    /// Words of the name in any order, of which the last may go on.
    #[param(max_length = 200)]
    q: String,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl NameQuery {
    fn read(&self) -> Result<names::NameQuery<'_>, Error> {
        let limit = check_limit(self.limit)?;
        Ok(names::NameQuery { name: &self.q, limit, cursor: self.cursor.as_deref() })
    }
}

/// Find users by name: the exact name first, then names that begin so, then the rest.
#[utoipa::path(
    tag = "search",
    params(NameQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<User>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/search/users")]
async fn search_users(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<NameQuery>,
) -> Result<Json<Page<User>>> {
    Ok(Json(names::find_users(&ctx, &scope, query.read()?).await?))
}

/// Find conversations by name, in the same order: a user's own and public ones; with a secret key
/// all.
#[utoipa::path(
    tag = "search",
    params(NameQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Conversation>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/search/conversations")]
async fn search_conversations(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<NameQuery>,
) -> Result<Json<Page<Conversation>>> {
    Ok(Json(names::find_conversations(&ctx, &scope, query.read()?).await?))
}

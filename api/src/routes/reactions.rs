//! `/v1/conversations/{conversation_id}/messages/{message_id}/reactions`: reactions.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    delete, get, put,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, reactions};
use warbler_protocol::{
    ConversationId, MessageId, Page, Problem, Reaction, ReactionChanged, ReactionKey,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(add_reaction).service(remove_reaction).service(list_reactions);
}

/// Which reactions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListReactions {
    /// Only those of one kind.
    key: Option<String>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// React to a message, with an emoji or a short word. Doing it twice is doing it once.
#[utoipa::path(
    tag = "reactions",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path), ("key" = ReactionKey, Path)),
    responses(
        (status = 200, description = "The answer.", body = ReactionChanged),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[put("/v1/conversations/{conversation_id}/messages/{message_id}/reactions/{key}")]
async fn add_reaction(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId, String)>,
) -> Result<Json<ReactionChanged>> {
    Ok(Json(reactions::add(&ctx, &scope, path.0, path.1, &path.2).await?))
}

/// Take a reaction back.
#[utoipa::path(
    tag = "reactions",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path), ("key" = ReactionKey, Path)),
    responses(
        (status = 200, description = "The answer.", body = ReactionChanged),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}/messages/{message_id}/reactions/{key}")]
async fn remove_reaction(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId, String)>,
) -> Result<Json<ReactionChanged>> {
    Ok(Json(reactions::remove(&ctx, &scope, path.0, path.1, &path.2).await?))
}

/// List who reacted how, by key and user.
#[utoipa::path(
    tag = "reactions",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path), ListReactions),
    responses(
        (status = 200, description = "The answer.", body = Page<Reaction>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/messages/{message_id}/reactions")]
async fn list_reactions(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
    Query(query): Query<ListReactions>,
) -> Result<Json<Page<Reaction>>> {
    let (key, cursor) = (query.key.as_deref(), query.cursor.as_deref());
    let page = (check_limit(query.limit)?, cursor);
    Ok(Json(reactions::list(&ctx, &scope, *path, key, page).await?))
}

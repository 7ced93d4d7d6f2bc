//! `/v1/conversations`: conversations.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{
    Context,
    conversations::{self, ListQuery},
    typing,
};
use warbler_protocol::{
    Conversation, ConversationFilter, ConversationId, ConversationKind, CreateConversation, Page,
    Problem, UpdateConversation,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_conversation)
        .service(list_conversations)
        .service(get_conversation)
        .service(update_conversation)
        .service(delete_conversation)
        .service(announce_typing);
}

/// Whether typing begins or ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnnounceTyping {
    #[serde(default)]
    stopped: bool,
}

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListConversations {
    /// For users: which of their own. Without it, those that are neither hidden nor archived.
    #[param(inline)]
    filter: Option<ConversationFilter>,
    /// Those of one kind alone.
    #[param(inline)]
    kind: Option<ConversationKind>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// Start a conversation. Where its key, or the pair of a direct one, is there already, that one is
/// answered with 200.
#[utoipa::path(
    tag = "conversations",
    responses(
        (status = 201, description = "A new one.", body = Conversation),
        (status = 200, description = "The one that is there.", body = Conversation),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations")]
async fn create_conversation(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<CreateConversation>,
) -> Result<HttpResponse> {
    let done = conversations::create(&ctx, &scope, body).await?;
    let status = if done.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(done.conversation))
}

/// List conversations: a user's own, pinned ones first and then the most recently active; with a
/// secret key all.
#[utoipa::path(
    tag = "conversations",
    params(ListConversations),
    responses(
        (status = 200, description = "The answer.", body = Page<Conversation>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations")]
async fn list_conversations(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<ListConversations>,
) -> Result<Json<Page<Conversation>>> {
    let limit = check_limit(query.limit)?;
    let ListConversations { filter, kind, cursor, .. } = &query;
    let query = ListQuery { filter: *filter, kind: *kind, limit, cursor: cursor.as_deref() };
    Ok(Json(conversations::list(&ctx, &scope, query).await?))
}

/// Get a conversation.
#[utoipa::path(
    tag = "conversations",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Conversation),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}")]
async fn get_conversation(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<Conversation>> {
    Ok(Json(conversations::get(&ctx, &scope, *id).await?))
}

/// Change a conversation.
#[utoipa::path(
    tag = "conversations",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Conversation),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/conversations/{conversation_id}")]
async fn update_conversation(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<UpdateConversation>,
) -> Result<Json<Conversation>> {
    Ok(Json(conversations::update(&ctx, &scope, *id, body).await?))
}

/// Delete a conversation for everybody.
#[utoipa::path(
    tag = "conversations",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}")]
async fn delete_conversation(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<HttpResponse> {
    conversations::delete(&ctx, &scope, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Tell the others that the caller types, or has stopped.
#[utoipa::path(
    tag = "conversations",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/typing")]
async fn announce_typing(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<AnnounceTyping>,
) -> Result<HttpResponse> {
    typing::typing(&ctx, &scope, *id, body.stopped).await?;
    Ok(HttpResponse::NoContent().finish())
}

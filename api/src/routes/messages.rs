//! `/v1/conversations/{conversation_id}/messages`: messages.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery, check_limit},
    idempotency::ClientId,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{StatusCode, header::ContentType},
    patch, post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{
    Context, Error,
    messages::{self, HistoryQuery},
};
use warbler_protocol::{
    ConversationId, EditMessage, Message, MessageId, MessageVersion, Page, Problem, SendMessage,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(send_message)
        .service(list_messages)
        .service(get_message)
        .service(edit_message)
        .service(recall_message)
        .service(list_versions);
}

/// Which part of a history. At most one of before, after and around.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ListMessages {
    before_seq: Option<i64>,
    after_seq: Option<i64>,
    around_seq: Option<i64>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
}

impl ListMessages {
    pub(super) fn slice(&self) -> Result<HistoryQuery, Error> {
        let Self { before_seq, after_seq, around_seq, limit } = *self;
        Ok(HistoryQuery { before_seq, after_seq, around_seq, limit: check_limit(limit)? })
    }
}

/// Send a message. A repeat with the same `client_id` answers the first message with 200.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 201, description = "Sent: it is durable.", body = Message),
        (status = 200, description = "Sent earlier.", body = Message),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/messages")]
async fn send_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    key: ClientId,
    Json(body): Json<SendMessage>,
) -> Result<HttpResponse> {
    let sent = messages::send(&ctx, &scope, *id, key.of(body)).await?;
    let status = if sent.created { StatusCode::CREATED } else { StatusCode::OK };
    // Encoded once, for the answer and for everybody who is told.
    Ok(HttpResponse::build(status).content_type(ContentType::json()).body(sent.json.into_bytes()))
}

/// List messages, oldest first: the newest, or those before, after or around an entry.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path), ListMessages),
    responses(
        (status = 200, description = "The answer.", body = Page<Message>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/messages")]
async fn list_messages(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Query(query): Query<ListMessages>,
) -> Result<Json<Page<Message>>> {
    Ok(Json(messages::list(&ctx, &scope, *id, query.slice()?).await?))
}

/// Get a message.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Message),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/messages/{message_id}")]
async fn get_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<Message>> {
    Ok(Json(messages::get(&ctx, &scope, path.0, path.1).await?))
}

/// Change a message.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Message),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/conversations/{conversation_id}/messages/{message_id}")]
async fn edit_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
    Json(body): Json<EditMessage>,
) -> Result<Json<Message>> {
    Ok(Json(messages::edit(&ctx, &scope, path.0, path.1, body).await?))
}

/// Recall a message: its place stays, what it said is gone for good.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Message),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}/messages/{message_id}")]
async fn recall_message(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<Message>> {
    Ok(Json(messages::recall(&ctx, &scope, path.0, path.1).await?))
}

/// List what a message has said, the oldest version first and what it says now last.
#[utoipa::path(
    tag = "messages",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path), PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<MessageVersion>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/messages/{message_id}/versions")]
async fn list_versions(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MessageVersion>>> {
    let (limit, cursor) = (query.limit()?, query.cursor.as_deref());
    Ok(Json(messages::versions(&ctx, &scope, path.0, path.1, limit, cursor).await?))
}

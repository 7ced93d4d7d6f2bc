//! `/v1/conversations/{conversation_id}/messages/{message_id}/replies` and `/v1/threads`: threads.

use super::messages::ListMessages;
use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    get, post,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, messages, threads};
use warbler_protocol::{
    ConversationId, FollowedThread, Message, MessageId, Page, Problem, ThreadMembership,
    UpdateReceipt,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_replies)
        .service(read_thread)
        .service(follow_thread)
        .service(unfollow_thread)
        .service(list_threads);
}

/// List the replies in the thread about a message, oldest first: the newest, or those before, after or
/// around an entry.
#[utoipa::path(
    tag = "threads",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path), ListMessages),
    responses(
        (status = 200, description = "The answer.", body = Page<Message>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/messages/{message_id}/replies")]
async fn list_replies(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
    Query(query): Query<ListMessages>,
) -> Result<Json<Page<Message>>> {
    let replies = messages::list_replies(&ctx, &scope, path.0, path.1, query.slice()?);
    Ok(Json(replies.await?))
}

/// The caller has read a thread up to an entry, or all of it.
#[utoipa::path(
    tag = "threads",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = ThreadMembership),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/messages/{message_id}/read")]
async fn read_thread(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
    Json(body): Json<UpdateReceipt>,
) -> Result<Json<ThreadMembership>> {
    Ok(Json(threads::read(&ctx, &scope, path.0, path.1, body).await?))
}

/// Follow a thread: be told how much of it one has not read.
#[utoipa::path(
    tag = "threads",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = ThreadMembership),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/messages/{message_id}/follow")]
async fn follow_thread(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<ThreadMembership>> {
    Ok(Json(threads::follow(&ctx, &scope, path.0, path.1).await?))
}

/// Stop following a thread, until one replies or is mentioned in it.
#[utoipa::path(
    tag = "threads",
    params(("conversation_id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses(
        (status = 200, description = "The answer.", body = ThreadMembership),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/messages/{message_id}/unfollow")]
async fn unfollow_thread(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, MessageId)>,
) -> Result<Json<ThreadMembership>> {
    Ok(Json(threads::unfollow(&ctx, &scope, path.0, path.1).await?))
}

/// List the threads one follows, the latest reply first.
#[utoipa::path(
    tag = "threads",
    params(PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<FollowedThread>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/threads")]
async fn list_threads(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<FollowedThread>>> {
    Ok(Json(threads::list(&ctx, &scope, query.limit()?, query.cursor.as_deref()).await?))
}

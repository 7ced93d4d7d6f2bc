//! `/v1/conversations/{conversation_id}/members`: who is in a conversation.

use crate::{
    error::Result,
    extract::{Caller, Json, PageQuery},
};
use actix_web::{
    delete, get, patch, post,
    web::{Data, Path, Query},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, members};
use warbler_protocol::{
    AddMembers, ConversationId, Member, MembersAdded, MembersRemoved, MembershipSettings, Page,
    Problem, TransferOwnership, UpdateMember, UpdateMembership, UserId,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_members)
        .service(add_members)
        .service(join_conversation)
        .service(transfer_conversation)
        .service(update_membership)
        .service(update_member)
        .service(remove_member);
}

/// List members by user id.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path), PageQuery),
    responses(
        (status = 200, description = "The answer.", body = Page<Member>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/members")]
async fn list_members(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Member>>> {
    Ok(Json(members::list(&ctx, &scope, *id, query.limit()?, query.cursor.as_deref()).await?))
}

/// Add up to 100 members in one entry. Those who are members already stay as they are.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = MembersAdded),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/members")]
async fn add_members(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<AddMembers>,
) -> Result<Json<MembersAdded>> {
    Ok(Json(members::add(&ctx, &scope, *id, body).await?))
}

/// Join a public conversation.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = MembersAdded),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/join")]
async fn join_conversation(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
) -> Result<Json<MembersAdded>> {
    Ok(Json(members::join(&ctx, &scope, *id).await?))
}

/// Hand a conversation over: the member becomes its owner, who was owner an admin.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The new owner.", body = Member),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/conversations/{conversation_id}/transfer")]
async fn transfer_conversation(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<TransferOwnership>,
) -> Result<Json<Member>> {
    Ok(Json(members::transfer(&ctx, &scope, *id, body).await?))
}

/// Change what is the caller's own of a conversation; nobody else sees it.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path)),
    responses(
        (status = 200, description = "The answer.", body = MembershipSettings),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/conversations/{conversation_id}/membership")]
async fn update_membership(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Json(body): Json<UpdateMembership>,
) -> Result<Json<MembershipSettings>> {
    Ok(Json(members::update_settings(&ctx, &scope, *id, body).await?))
}

/// Give a member another role.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path), ("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Member),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/conversations/{conversation_id}/members/{user_id}")]
async fn update_member(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, UserId)>,
    Json(body): Json<UpdateMember>,
) -> Result<Json<Member>> {
    Ok(Json(members::update(&ctx, &scope, path.0, path.1.clone(), body).await?))
}

/// Remove a member, or leave.
#[utoipa::path(
    tag = "members",
    params(("conversation_id" = ConversationId, Path), ("user_id" = UserId, Path)),
    responses(
        (status = 200, description = "The answer.", body = MembersRemoved),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/conversations/{conversation_id}/members/{user_id}")]
async fn remove_member(
    ctx: Data<Context>,
    Caller(scope): Caller,
    path: Path<(ConversationId, UserId)>,
) -> Result<Json<MembersRemoved>> {
    Ok(Json(members::remove(&ctx, &scope, path.0, path.1.clone()).await?))
}

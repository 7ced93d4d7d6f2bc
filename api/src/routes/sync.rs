//! `/v1/sync`: catching up.

use crate::{
    error::Result,
    extract::{Caller, Json, check_limit},
};
use actix_web::{
    get, post,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, conversations, sync, users};
use warbler_protocol::{
    ConversationId, Event, Page, Problem, SyncRequest, SyncResponse, UnreadTotals, User,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_me).service(sync_changes).service(list_entries);
}

/// A user and their totals.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    user: User,
    unread: UnreadTotals,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListEntries {
    /// The last entry that is known; 0 for all.
    #[serde(default)]
    after_seq: i64,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
}

/// The caller, and what a badge shows.
#[utoipa::path(
    tag = "sync",
    responses(
        (status = 200, description = "The caller.", body = Me),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/me")]
async fn get_me(ctx: Data<Context>, Caller(scope): Caller) -> Result<Json<Me>> {
    let (_, memberships) = conversations::memberships(&ctx, &scope).await?;
    let user = users::get(&ctx, &scope, scope.user()?).await?;
    Ok(Json(Me { user, unread: sync::totals(&memberships) }))
}

/// What changed for the caller since a cursor, one page of it.
#[utoipa::path(
    tag = "sync",
    responses(
        (status = 200, description = "The answer.", body = SyncResponse),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/sync")]
async fn sync_changes(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Json(body): Json<SyncRequest>,
) -> Result<Json<SyncResponse>> {
    Ok(Json(sync::sync(&ctx, &scope, body).await?))
}

/// Entries of a conversation after a seq, oldest first, as the caller may see them.
#[utoipa::path(
    tag = "sync",
    params(("conversation_id" = ConversationId, Path), ListEntries),
    responses(
        (status = 200, description = "The answer.", body = Page<Event>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/entries")]
async fn list_entries(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Query(query): Query<ListEntries>,
) -> Result<Json<Page<Event>>> {
    Ok(Json(sync::entries(&ctx, &scope, *id, query.after_seq, check_limit(query.limit)?).await?))
}

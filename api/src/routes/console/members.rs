//! `/v1/console/organizations/{organization_id}/members`: the team.

use crate::{console::LoggedIn, error::Result, extract::Json};
use actix_web::{
    HttpResponse, delete, get, patch,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, organizations::members};
use warbler_protocol::{AccountId, OrganizationId, Problem, TeamMember, UpdateTeamMember};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_team).service(update_team_member).service(remove_team_member);
}

/// List the team, in the order of joining.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = [TeamMember]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/organizations/{organization_id}/members")]
async fn list_team(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
) -> Result<Json<Vec<TeamMember>>> {
    Ok(Json(members::list(&ctx, &login, *id).await?))
}

/// Give a member another role, at most one's own.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path), ("account_id" = AccountId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = TeamMember),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/console/organizations/{organization_id}/members/{account_id}")]
async fn update_team_member(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    path: Path<(OrganizationId, AccountId)>,
    Json(body): Json<UpdateTeamMember>,
) -> Result<Json<TeamMember>> {
    Ok(Json(members::update(&ctx, &login, path.0, path.1, body).await?))
}

/// Remove a member, or leave. The last owner stays.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path), ("account_id" = AccountId, Path)),
    security(("session" = [])),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/console/organizations/{organization_id}/members/{account_id}")]
async fn remove_team_member(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    path: Path<(OrganizationId, AccountId)>,
) -> Result<HttpResponse> {
    members::remove(&ctx, &login, path.0, path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

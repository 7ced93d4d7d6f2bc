//! Invitations to a team.

use crate::{
    console::{LoggedIn, Visitor},
    error::Result,
    extract::Json,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, organizations::invitations};
use warbler_protocol::{
    AcceptInvitation, CreateInvitation, Invitation, InvitationId, Organization, OrganizationId,
    Problem,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_invitations)
        .service(create_invitation)
        .service(resend_invitation)
        .service(revoke_invitation)
        .service(accept_invitation);
}

/// List the invitations that wait, the newest first.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = [Invitation]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/organizations/{organization_id}/invitations")]
async fn list_invitations(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
) -> Result<Json<Vec<Invitation>>> {
    Ok(Json(invitations::list(&ctx, &login, *id).await?))
}

/// Invite an address to the team, by mail.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 201, description = "The answer.", body = Invitation),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/organizations/{organization_id}/invitations")]
async fn create_invitation(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
    Json(body): Json<CreateInvitation>,
) -> Result<HttpResponse> {
    let created = invitations::create(&ctx, &login, *id, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Send an invitation again. The link of the one before works no longer.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path), ("invitation_id" = InvitationId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = Invitation),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/organizations/{organization_id}/invitations/{invitation_id}/resend")]
async fn resend_invitation(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    path: Path<(OrganizationId, InvitationId)>,
) -> Result<Json<Invitation>> {
    Ok(Json(invitations::resend(&ctx, &login, path.0, path.1).await?))
}

/// Take an invitation back.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path), ("invitation_id" = InvitationId, Path)),
    security(("session" = [])),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/console/organizations/{organization_id}/invitations/{invitation_id}")]
async fn revoke_invitation(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    path: Path<(OrganizationId, InvitationId)>,
) -> Result<HttpResponse> {
    invitations::revoke(&ctx, &login, path.0, path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Join the team that invited one's address.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = Organization),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/invitations/accept")]
async fn accept_invitation(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    Visitor(visit): Visitor,
    Json(body): Json<AcceptInvitation>,
) -> Result<Json<Organization>> {
    Ok(Json(invitations::accept(&ctx, &login, body, visit.address).await?))
}

//! `/v1/console/organizations`: who pays and has a team.

use crate::{console::LoggedIn, error::Result, extract::Json};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, organizations};
use warbler_protocol::{
    CreateOrganization, Organization, OrganizationId, Problem, UpdateOrganization,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_organizations)
        .service(create_organization)
        .service(get_organization)
        .service(update_organization)
        .service(delete_organization);
}

/// List the organisations in whose teams one is, the oldest first.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = [Organization]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/organizations")]
async fn list_organizations(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
) -> Result<Json<Vec<Organization>>> {
    Ok(Json(organizations::list(&ctx, &login).await?))
}

/// Make an organisation, which one then owns.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 201, description = "The answer.", body = Organization),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/organizations")]
async fn create_organization(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    Json(body): Json<CreateOrganization>,
) -> Result<HttpResponse> {
    let created = organizations::create(&ctx, &login, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Get an organisation.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = Organization),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/organizations/{organization_id}")]
async fn get_organization(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
) -> Result<Json<Organization>> {
    Ok(Json(organizations::get(&ctx, &login, *id).await?))
}

/// Rename an organisation.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = Organization),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/console/organizations/{organization_id}")]
async fn update_organization(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
    Json(body): Json<UpdateOrganization>,
) -> Result<Json<Organization>> {
    Ok(Json(organizations::update(&ctx, &login, *id, body).await?))
}

/// Delete an organisation that has no apps.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/console/organizations/{organization_id}")]
async fn delete_organization(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
) -> Result<HttpResponse> {
    organizations::delete(&ctx, &login, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

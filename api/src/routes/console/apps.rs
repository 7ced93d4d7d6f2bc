//! `/v1/console/organizations/{organization_id}/apps`: what an organisation runs.

use crate::{console::LoggedIn, error::Result, extract::Json};
use actix_web::{
    HttpResponse, get, patch, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, apps};
use warbler_protocol::{App, AppId, CreateApp, CreatedApp, OrganizationId, Problem, UpdateApp};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_apps).service(create_app).service(rename_app);
}

/// List the organisation's apps, the oldest first.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = [App]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/organizations/{organization_id}/apps")]
async fn list_apps(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
) -> Result<Json<Vec<App>>> {
    Ok(Json(apps::list_in_console(&ctx, &login, *id).await?))
}

/// Make an app with a first secret key and signing key. Their secrets are shown this once.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path)),
    security(("session" = [])),
    responses(
        (status = 201, description = "The answer.", body = CreatedApp),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/organizations/{organization_id}/apps")]
async fn create_app(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
    Json(body): Json<CreateApp>,
) -> Result<HttpResponse> {
    let created = apps::create_in_console(&ctx, &login, *id, body).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Rename an app.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path), ("app_id" = AppId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = App),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[patch("/v1/console/organizations/{organization_id}/apps/{app_id}")]
async fn rename_app(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    path: Path<(OrganizationId, AppId)>,
    Json(body): Json<UpdateApp>,
) -> Result<Json<App>> {
    Ok(Json(apps::rename_in_console(&ctx, &login, path.0, path.1, body).await?))
}

//! `/v1/console/sessions`: logging in and out.

use crate::{
    console::{LoggedIn, Visitor, closed, opened},
    error::Result,
    extract::Json,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, sessions};
use warbler_protocol::{ConsoleSession, LogIn, Problem, Session, SessionId};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(log_in)
        .service(get_session)
        .service(log_out)
        .service(list_sessions)
        .service(end_session);
}

/// Log in. The session is in a cookie.
#[utoipa::path(
    tag = "console",
    security(()),
    responses(
        (status = 201, description = "The answer.", body = ConsoleSession),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/sessions")]
async fn log_in(
    ctx: Data<Context>,
    Visitor(visit): Visitor,
    Json(body): Json<LogIn>,
) -> Result<HttpResponse> {
    let session = sessions::log_in(&ctx, body, &visit).await?;
    Ok(opened(&ctx, session).await?)
}

/// Who is logged in, their organisations, and the CSRF token that their requests need.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = ConsoleSession),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/session")]
async fn get_session(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
) -> Result<Json<ConsoleSession>> {
    Ok(Json(sessions::describe(&ctx, &login).await?))
}

/// Log out.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/console/session")]
async fn log_out(ctx: Data<Context>, LoggedIn(login): LoggedIn) -> Result<HttpResponse> {
    sessions::end(&ctx, &login, login.session_id).await?;
    Ok(closed(&ctx).finish())
}

/// List the browsers in which one is logged in, the newest first.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = [Session]),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/sessions")]
async fn list_sessions(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
) -> Result<Json<Vec<Session>>> {
    Ok(Json(sessions::list(&ctx, &login).await?))
}

/// Log out in another browser.
#[utoipa::path(
    tag = "console",
    params(("session_id" = SessionId, Path)),
    security(("session" = [])),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[delete("/v1/console/sessions/{session_id}")]
async fn end_session(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<SessionId>,
) -> Result<HttpResponse> {
    sessions::end(&ctx, &login, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

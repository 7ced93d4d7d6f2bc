//! `/v1/console/accounts` and passwords: becoming somebody, and staying it.

use crate::{
    console::{LoggedIn, Visitor, opened},
    error::Result,
    extract::Json,
};
use actix_web::{HttpResponse, post, web::Data};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, accounts};
use warbler_protocol::{
    ChangePassword, ConfirmSignUp, ConsoleSession, Problem, RedeemPasswordReset,
    RequestPasswordReset, SignUp, SignUpInvited,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_up)
        .service(confirm_sign_up)
        .service(sign_up_invited)
        .service(change_password)
        .service(request_password_reset)
        .service(redeem_password_reset);
}

/// Sign up. What comes next is in the mail; the answer is the same whether the address is known or not.
#[utoipa::path(
    tag = "console",
    security(()),
    responses(
        (status = 202, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/accounts")]
async fn sign_up(
    ctx: Data<Context>,
    Visitor(visit): Visitor,
    Json(body): Json<SignUp>,
) -> Result<HttpResponse> {
    accounts::sign_up(&ctx, body, &visit).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Confirm a sign-up with the token that was mailed and the password that was chosen, and log in.
#[utoipa::path(
    tag = "console",
    security(()),
    responses(
        (status = 201, description = "The answer.", body = ConsoleSession),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/accounts/confirm")]
async fn confirm_sign_up(
    ctx: Data<Context>,
    Visitor(visit): Visitor,
    Json(body): Json<ConfirmSignUp>,
) -> Result<HttpResponse> {
    let session = accounts::confirm(&ctx, body, &visit).await?;
    Ok(opened(&ctx, session).await?)
}

/// Sign up with an invitation, whose mail has shown the address, and log in.
#[utoipa::path(
    tag = "console",
    security(()),
    responses(
        (status = 201, description = "The answer.", body = ConsoleSession),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/invitations/sign_up")]
async fn sign_up_invited(
    ctx: Data<Context>,
    Visitor(visit): Visitor,
    Json(body): Json<SignUpInvited>,
) -> Result<HttpResponse> {
    let session = accounts::sign_up_invited(&ctx, body, &visit).await?;
    Ok(opened(&ctx, session).await?)
}

/// Change one's password. One's other sessions end.
#[utoipa::path(
    tag = "console",
    security(("session" = [])),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/password")]
async fn change_password(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    Json(body): Json<ChangePassword>,
) -> Result<HttpResponse> {
    accounts::change_password(&ctx, &login, body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for a link that sets a new password, by mail. The answer is the same whether the address is known or not.
#[utoipa::path(
    tag = "console",
    security(()),
    responses(
        (status = 202, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/password_resets")]
async fn request_password_reset(
    ctx: Data<Context>,
    Visitor(visit): Visitor,
    Json(body): Json<RequestPasswordReset>,
) -> Result<HttpResponse> {
    accounts::request_reset(&ctx, body, &visit).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Set a new password with the token that was mailed. It works once, and all sessions end.
#[utoipa::path(
    tag = "console",
    security(()),
    responses(
        (status = 204, description = "Done."),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/console/password_resets/redeem")]
async fn redeem_password_reset(
    ctx: Data<Context>,
    _from: Visitor,
    Json(body): Json<RedeemPasswordReset>,
) -> Result<HttpResponse> {
    accounts::redeem_reset(&ctx, body).await?;
    Ok(HttpResponse::NoContent().finish())
}

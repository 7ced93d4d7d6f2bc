//! Browsers: their cookies, and what a request needs beside them.
//!
//! Cookies are sent by every page that a browser shows, so what is not safe and comes with a session
//! must also bring the session's CSRF token, and no page of another site may ask for anything.

use crate::{
    address::client_address,
    admission::bearer,
    error::{ApiError, Result},
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::header::{HOST, ORIGIN, USER_AGENT},
    web::Data,
};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use warbler_core::{
    Context, Error, Result as CoreResult,
    sessions::{self, Login, Opened, Visit},
};
use warbler_protocol::ErrorCode;

const SESSION: &str = "warbler_session";
const DEVICE: &str = "warbler_device";
/// How long a browser is known after it logged in.
const DEVICE_DAYS: i64 = 365;
/// As much of the browser's own name as is kept.
const MAX_USER_AGENT: usize = 256;

/// Somebody who is logged in to the console, asking with all that is needed.
pub(crate) struct LoggedIn(pub(crate) Login);

impl FromRequest for LoggedIn {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { login(&request).await.map(Self) })
    }
}

/// A browser, logged in or not.
pub(crate) struct Visitor(pub(crate) Visit);

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(visit(request).map(Self).map_err(Into::into))
    }
}

/// The login of a request's session, if the request is one that our own pages would make. What a
/// request bears counts before what a browser sends along, and does not open the console.
pub(crate) async fn login(request: &HttpRequest) -> Result<Login> {
    if bearer(request).is_some() {
        let detail = "this takes a session of the console";
        return Err(ApiError::new(ErrorCode::WrongCredential, detail));
    }
    let ctx = request.app_data::<Data<Context>>();
    let missing =
        || ApiError::new(ErrorCode::Unauthenticated, "log in, and send the session's cookie along");
    let ctx = ctx.ok_or_else(missing)?;
    let token = cookie(request, ctx, SESSION).ok_or_else(missing)?;
    check_origin(request, ctx)?;
    let login = sessions::authenticate(ctx, &token).await?;
    if !request.method().is_safe() {
        login.check_csrf(ctx, header(request, "x-csrf-token"))?;
    }
    Ok(login)
}

/// Whether the request has a session's cookie, whatever it is worth.
pub(crate) fn has_session(request: &HttpRequest) -> bool {
    let ctx = request.app_data::<Data<Context>>();
    ctx.is_some_and(|ctx| cookie(request, ctx, SESSION).is_some())
}

fn visit(request: &HttpRequest) -> CoreResult<Visit> {
    let ctx = request.app_data::<Data<Context>>();
    if let Some(ctx) = ctx {
        check_origin(request, ctx)?;
    }
    let user_agent = header(request, USER_AGENT.as_str());
    Ok(Visit {
        address: client_address(request),
        user_agent: user_agent.map(|name| name.chars().take(MAX_USER_AGENT).collect()),
        device: ctx.and_then(|ctx| cookie(request, ctx, DEVICE)),
    })
}

/// The session that begins, with the cookies that hold it.
pub(crate) async fn opened(ctx: &Context, opened: Opened) -> CoreResult<HttpResponse> {
    let session = sessions::describe(ctx, &opened.login).await?;
    let life = Duration::seconds(sessions::LIFE.as_secs().try_into().unwrap_or_default());
    Ok(HttpResponse::Created()
        .cookie(made(ctx, SESSION, opened.token, life))
        .cookie(made(ctx, DEVICE, opened.device, Duration::days(DEVICE_DAYS)))
        .json(session))
}

/// An answer after which the browser has no session any more.
pub(crate) fn closed(ctx: &Context) -> HttpResponseBuilder {
    let mut answer = HttpResponse::NoContent();
    answer.cookie(made(ctx, SESSION, String::new(), Duration::ZERO));
    answer
}

fn made(ctx: &Context, name: &str, value: String, life: Duration) -> Cookie<'static> {
    Cookie::build(full_name(ctx, name), value)
        .path("/")
        .http_only(true)
        .secure(is_https(ctx))
        .same_site(SameSite::Lax)
        .max_age(life)
        .finish()
}

fn cookie(request: &HttpRequest, ctx: &Context, name: &str) -> Option<String> {
    request.cookie(&full_name(ctx, name)).map(|cookie| cookie.value().to_owned())
}

/// Behind `__Host-`, no other host of the domain can set it.
fn full_name(ctx: &Context, name: &str) -> String {
    match is_https(ctx) {
        true => format!("__Host-{name}"),
        false => name.to_owned(),
    }
}

fn is_https(ctx: &Context) -> bool {
    ctx.public_url().scheme() == "https"
}

/// Refuses pages of other sites. Ours have the origin of the public URL, or that of the host that was
/// asked, and are secure if the public URL is.
fn check_origin(request: &HttpRequest, ctx: &Context) -> CoreResult<()> {
    let Some(origin) = header(request, ORIGIN.as_str()) else { return Ok(()) };
    let own = ctx.public_url().origin().ascii_serialization() == origin;
    let same_host = origin.split_once("://").is_some_and(|(scheme, authority)| {
        (scheme == "https" || !is_https(ctx)) && Some(authority) == header(request, HOST.as_str())
    });
    if own || same_host {
        return Ok(());
    }
    let detail = "pages of other sites may not ask for this".to_owned();
    Err(Error::Refused(ErrorCode::CsrfFailed, detail))
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

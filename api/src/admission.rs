//! Who may come in: the caller's credential, how much they may ask, and from which page. Decided
//! once per request, before anything else is done with it.

use crate::{ApiError, address::client_address, console, error::Result};
use actix_web::{
    Error as ActixError, HttpMessage as _, HttpRequest,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, ORIGIN},
    middleware::Next,
    web::Data,
};
use warbler_core::{
    Context, Error, Scope, apps, auth,
    rate_limits::{self, Verdict},
};
use warbler_protocol::{AppId, ErrorCode};

/// What was decided. Stays with the request.
#[derive(Clone, Default)]
pub(crate) struct Admission {
    /// The caller, also one who is refused for what they did.
    pub(crate) scope: Option<Scope>,
    pub(crate) verdict: Option<Verdict>,
    refusal: Option<Refusal>,
}

/// Why there is no caller.
#[derive(Clone)]
enum Refusal {
    /// Nobody who acts in an app: a stranger, or somebody of the console.
    Nobody(ApiError),
    /// Whatever the route, it ends here.
    AtOnce(ApiError),
}

/// Wraps all routes. Who is nobody goes on: a route may be for everybody, or for the console, and
/// those that are not ask [`caller`].
pub(crate) async fn admit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, ActixError> {
    let admission = decide(request.request()).await;
    let refusal = admission.refusal.clone();
    request.extensions_mut().insert(admission);
    match refusal {
        Some(Refusal::AtOnce(error)) => Ok(request.error_response(error).map_into_right_body()),
        _ => Ok(next.call(request).await?.map_into_left_body()),
    }
}

/// The caller, or why there is none.
pub(crate) async fn caller(request: &HttpRequest) -> Result<Scope> {
    let known = request.extensions().get::<Admission>().cloned();
    let admission = match known {
        Some(known) => known,
        None => decide(request).await,
    };
    match (admission.refusal, admission.scope) {
        (Some(Refusal::Nobody(error) | Refusal::AtOnce(error)), _) => Err(error),
        (None, scope) => scope.ok_or_else(no_credential),
    }
}

/// A stranger has shown a permission of another kind: the request counts for nothing.
pub(crate) fn forgive(request: &HttpRequest) {
    if let (Some(ctx), Some(address)) =
        (request.app_data::<Data<Context>>(), client_address(request))
    {
        rate_limits::forgive_stranger(ctx, address);
    }
}

async fn decide(request: &HttpRequest) -> Admission {
    let mut admission = Admission::default();
    admission.refusal = weigh(request, &mut admission).await.err();
    admission
}

async fn weigh(request: &HttpRequest, admission: &mut Admission) -> Result<(), Refusal> {
    let at_once = |error: Error| Refusal::AtOnce(error.into());
    let nobody = || Refusal::Nobody(no_credential());
    let ctx = request.app_data::<Data<Context>>().ok_or_else(nobody)?;
    match authenticate(ctx, request).await {
        Ok(scope) => {
            let verdict = rate_limits::charge(ctx, &scope).await.map_err(at_once)?;
            let granted = verdict.granted();
            let allowed = apps::check_origin(ctx, &scope, origin(request)).await;
            (admission.scope, admission.verdict) = (Some(scope), Some(verdict));
            granted.and(allowed).map_err(at_once)
        }
        Err(refusal) => {
            // Not before: a valid credential is taken from wherever strangers come in crowds.
            if let (true, Some(address)) = (refusal.is_of_stranger(), client_address(request)) {
                let verdict = rate_limits::charge_stranger(ctx, address);
                let granted = verdict.granted();
                admission.verdict = Some(verdict);
                granted.map_err(at_once)?;
            }
            Err(refusal)
        }
    }
}

impl Refusal {
    fn is_of_stranger(&self) -> bool {
        matches!(self, Self::Nobody(error) if error.problem.status == 401)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        match error.problem.status {
            401 => Self::Nobody(error),
            _ => Self::AtOnce(error),
        }
    }
}

/// What a request bears counts before what a browser sends along.
async fn authenticate(ctx: &Context, request: &HttpRequest) -> Result<Scope, Refusal> {
    match bearer(request) {
        Some(credential) => {
            let scope = auth::authenticate(ctx, credential, client_address(request)).await;
            Ok(scope.map_err(ApiError::from)?)
        }
        None if console::has_session(request) => {
            // Whatever is wrong with it, the console's own routes are for them to say.
            let login = console::login(request).await.map_err(Refusal::Nobody)?;
            let app_id = named_app(request).map_err(|error| Refusal::Nobody(error.into()))?;
            Ok(auth::enter(ctx, &login, app_id).await.map_err(ApiError::from)?)
        }
        None => Err(no_credential().into()),
    }
}

/// The app in which somebody who is logged in acts.
fn named_app(request: &HttpRequest) -> Result<AppId, Error> {
    let named = request.headers().get("warbler-app").and_then(|id| id.to_str().ok());
    named.and_then(|id| id.parse().ok()).ok_or_else(|| {
        let detail = "name the app (app_…) in the header Warbler-App".to_owned();
        Error::Refused(ErrorCode::InvalidParameter, detail)
    })
}

pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credential) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(credential.trim())
}

/// What cannot be read is an origin like any other that is not allowed.
fn origin(request: &HttpRequest) -> Option<&str> {
    request.headers().get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default())
}

fn no_credential() -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, "give a user token or a secret key as bearer")
}

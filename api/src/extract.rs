//! What handlers may ask for.

use crate::error::{ApiError, Result};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web::Data};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use utoipa::IntoParams;
use warbler_core::{Context, Error, Scope, auth};
use warbler_protocol::ErrorCode;

/// An authenticated caller.
///
/// A handler that takes this can only be reached by one; a handler that does not is public.
pub struct Caller(pub Scope);

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let ctx = request.app_data::<Data<Context>>().cloned();
        let credential = bearer(request).map(str::to_owned);
        Box::pin(async move {
            let missing = || {
                let detail = "give a user token or a secret key as bearer";
                ApiError::new(ErrorCode::Unauthenticated, detail)
            };
            let (ctx, credential) = ctx.zip(credential).ok_or_else(missing)?;
            Ok(Self(auth::authenticate(&ctx, &credential).await?))
        })
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credential) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(credential.trim())
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

impl PageQuery {
    pub(crate) fn limit(&self) -> Result<u64, Error> {
        check_limit(self.limit)
    }
}

/// How many items a page may have.
pub(crate) fn check_limit(limit: Option<u64>) -> Result<u64, Error> {
    match limit.unwrap_or(50) {
        limit @ 1..=100 => Ok(limit),
        _ => {
            let detail = "limit is 1 to 100".to_owned();
            Err(Error::Refused(ErrorCode::InvalidParameter, detail))
        }
    }
}

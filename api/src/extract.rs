//! What handlers may ask for.

use crate::{
    MAX_BODY, admission,
    error::{ApiError, Result},
};
use actix_web::{
    Error as ActixError, FromRequest, HttpRequest, HttpResponse, Responder,
    body::EitherBody,
    dev::Payload,
    http::header::CONTENT_LENGTH,
    web::{self, Bytes},
};
use futures_util::{Stream, StreamExt as _, future::LocalBoxFuture};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::IntoParams;
use warbler_core::{Error, Scope};
use warbler_protocol::{ErrorCode, Object};

/// Longest body that is read only to be refused, in bytes.
const MAX_DISCARDED: usize = 32 * 1024 * 1024;

/// An authenticated caller: a server or a user, by what they bear, or somebody who is logged in to
/// the console and names the app. What they bear counts before what their browser sends along.
///
/// A handler that takes this can only be reached by one; a handler that does not is public.
pub struct Caller(pub Scope);

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(admission::caller(&request).await?)) })
    }
}

/// A JSON body: an object on the way in, anything on the way out.
///
/// The contract finds bodies by this name.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = ActixError;
    type Future = LocalBoxFuture<'static, Result<Self, ActixError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if declared_length(request).is_some_and(|length| length > MAX_BODY) {
            let payload = payload.take();
            return Box::pin(async move {
                discard(payload).await;
                Err(ApiError::new(ErrorCode::BodyTooLarge, "the body is too large").into())
            });
        }
        let body = web::Json::<Object<T>>::from_request(request, payload);
        Box::pin(async move {
            let Object(body) = body.await?.into_inner();
            Ok(Self(body))
        })
    }
}

/// How long the body is, if the client says so.
pub(crate) fn declared_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads what nobody wants, within reason: a client that is cut off while it writes never sees the
/// answer.
pub(crate) async fn discard<E>(mut body: impl Stream<Item = Result<Bytes, E>> + Unpin) {
    let mut read = 0;
    while let Some(Ok(chunk)) = body.next().await {
        read += chunk.len();
        if read > MAX_DISCARDED {
            return;
        }
    }
}

impl<T: Serialize> Responder for Json<T> {
    type Body = EitherBody<String>;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<Self::Body> {
        web::Json(self.0).respond_to(request)
    }
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
    #[param(min_length = 1)]
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

//! Writes down what admins and their keys are about to do, and how it ended.
//!
//! Everything unsafe that comes with a session is recorded, and what secret keys do to the app, to
//! keys, when they take all of it out or put something in, and when they erase users or revoke their
//! tokens. Who is not let in is not recorded: they did nothing.

use crate::{
    ApiError, MAX_AUDITED_BODY, address::client_address, admission::bearer, console,
    finish::RequestId,
};
use actix_web::{
    Error, HttpMessage as _, HttpRequest, ResponseError as _,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, header::CONTENT_LENGTH},
    middleware::Next,
    web::{Bytes, BytesMut, Data},
};
use futures_util::{StreamExt as _, stream};
use serde::de::IgnoredAny;
use std::{collections::BTreeMap, str::FromStr};
use warbler_core::{
    Context,
    audit::{self, By, Intent},
    auth,
};
use warbler_protocol::AppId;

/// Most names of a body's members that are kept, and most characters of each.
const MAX_FIELDS: usize = 50;
const MAX_FIELD: usize = 64;

/// Runs the rest of the request, recorded where it is of the kind that is.
pub(crate) async fn recorded(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let ctx = request.app_data::<Data<Context>>().cloned();
    let Some(ctx) = ctx.filter(|_| is_recorded(request.request())) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let begun = match intent(&ctx, request.request()).await {
        Ok(Some(mut intent)) => {
            intent.fields = fields(&mut request).await;
            audit::begin(&ctx, intent).await.map(Some)
        }
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    let begun = match begun {
        Ok(begun) => begun,
        // Nothing is done that could not be written down.
        Err(error) => {
            let response = ApiError::from(error).error_response();
            return Ok(request.into_response(response).map_into_boxed_body());
        }
    };
    let response = next.call(request).await?.map_into_boxed_body();
    if let Some(id) = begun
        && let Err(error) = audit::complete(&ctx, id, response.status().as_u16()).await
    {
        tracing::warn!(%error, %id, "an audit event could not be completed");
    }
    Ok(response)
}

/// Whether requests of this kind are recorded, by what costs nothing to look at.
fn is_recorded(request: &HttpRequest) -> bool {
    if request.method().is_safe() {
        return false;
    }
    match bearer(request) {
        Some(credential) => credential.starts_with("sk_") && is_administration(request),
        None => console::has_session(request),
    }
}

/// What is about the app itself rather than about what happens in it.
fn is_administration(request: &HttpRequest) -> bool {
    let path = request.path();
    let below = |root: &str| {
        path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below("/v1/app")
        || below("/v1/keys")
        || below("/v1/signing_keys")
        || below("/v1/exports")
        || below("/v1/imports")
        || below("/v1/webhook_endpoints")
        || below("/v1/hooks")
        || (*request.method() == Method::DELETE && below("/v1/users"))
        || (below("/v1/users") && path.ends_with("/revoke_tokens"))
}

/// What is about to be done, and by whom; nothing if it will be refused for want of a credential.
async fn intent(ctx: &Context, request: &HttpRequest) -> warbler_core::Result<Option<Intent>> {
    let Some(route) = request.match_pattern() else { return Ok(None) };
    let target = path_ids(&route, request.path());
    let (by, organization_id, app_id) = match bearer(request) {
        Some(credential) => {
            let authenticated = auth::authenticate(ctx, credential, client_address(request)).await;
            let Ok(scope) = authenticated else { return Ok(None) };
            let Some((key_id, owner)) = audit::key_of(ctx, &scope).await? else { return Ok(None) };
            (By::Key(key_id), Some(owner), Some(scope.app_id))
        }
        None => {
            let Ok(login) = console::login(request).await else { return Ok(None) };
            let organization_id = target.get("organization_id").and_then(|id| id.parse().ok());
            let app_id = named_app(request, &target);
            let owner = audit::organization_of(ctx, &login, organization_id, app_id).await?;
            // An app of others is not told of, also not to them.
            (By::Account(login.account_id), owner, app_id.filter(|_| owner.is_some()))
        }
    };
    Ok(Some(Intent {
        by,
        address: client_address(request),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()),
        organization_id,
        app_id,
        operation: format!("{} {route}", request.method()),
        target,
        fields: Vec::new(),
    }))
}

fn named_app(request: &HttpRequest, target: &BTreeMap<String, String>) -> Option<AppId> {
    let header = request.headers().get("warbler-app").and_then(|id| id.to_str().ok());
    let named = target.get("app_id").map(String::as_str).or(header)?;
    AppId::from_str(named).ok()
}

/// The segments of a path that fill the route's parameters; not addresses that are permissions.
fn path_ids(route: &str, path: &str) -> BTreeMap<String, String> {
    let pairs = route.split('/').zip(path.split('/'));
    let filled = pairs.filter_map(|(name, value)| {
        let name = name.strip_prefix('{')?.strip_suffix('}').filter(|name| *name != "link")?;
        Some((name.to_owned(), value.chars().take(256).collect()))
    });
    filled.collect()
}

/// The names of the body's members, if it is a JSON object of a size that names would have. The body
/// is put back as it was.
async fn fields(request: &mut ServiceRequest) -> Vec<String> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length = length.and_then(|length| length.parse::<usize>().ok());
    if !length.is_some_and(|length| (1..=MAX_AUDITED_BODY).contains(&length)) {
        return Vec::new();
    }
    let mut payload = request.take_payload();
    let mut body = BytesMut::new();
    while let Some(Ok(chunk)) = payload.next().await {
        body.extend_from_slice(&chunk);
    }
    let body = body.freeze();
    let members: BTreeMap<String, IgnoredAny> = serde_json::from_slice(&body).unwrap_or_default();
    request.set_payload(replayed(body));
    let names = members.into_keys().take(MAX_FIELDS);
    names.map(|name| name.chars().take(MAX_FIELD).collect()).collect()
}

fn replayed(body: Bytes) -> Payload {
    Payload::Stream { payload: Box::pin(stream::iter([Ok(body)])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_what_fills_the_route() {
        let ids = path_ids("/v1/users/{user_id}/devices/{device_id}", "/v1/users/a%20b/devices/c");
        let expected = [("user_id", "a%20b"), ("device_id", "c")];
        assert_eq!(ids, expected.map(|(name, id)| (name.to_owned(), id.to_owned())).into());
        assert!(path_ids("/v1/app", "/v1/app").is_empty());
    }
}

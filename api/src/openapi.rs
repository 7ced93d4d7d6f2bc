//! The OpenAPI document, derived from the routes.

use crate::{idempotency, routes};
use actix_web::App;
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        ContentBuilder, Header, HeaderBuilder, ObjectBuilder, OpenApi, PathItem, Ref, RefOr,
        Required, Response, ResponseBuilder, Type,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt as _;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Warbler",
        version = "1",
        description = "Messaging for the users of your app. Errors are RFC 9457 problem documents; \
            branch on `code`. What a refusal says of rate limits in its headers, every answer does. \
            The socket is described in docs/realtime.md.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    security(("bearer" = []), ("session" = [])),
    paths(routes::events::open_events, routes::events::poll_events),
    components(schemas(warbler_protocol::Availability)),
    modifiers(&Credentials),
)]
struct Base;

/// Secret keys and user tokens both come as bearer; who logs in to the console has a cookie.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A secret key (`sk_…`) or a user token (a JWT)."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        let cookie = ApiKeyValue::with_description(
            "warbler_session",
            "A session of the console; `__Host-warbler_session` over https. Everything but GET \
             needs the header `X-CSRF-Token`, and what is not below `/v1/console` the header \
             `Warbler-App`.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// The methods that a route takes, as the header `Allow` lists them (RFC 9110).
pub(crate) fn methods(route: &str) -> String {
    static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(document);
    let Some(item) = DOCUMENT.paths.paths.get(route) else { return "GET".to_owned() };
    let methods = [
        ("DELETE", &item.delete),
        ("GET", &item.get),
        ("PATCH", &item.patch),
        ("POST", &item.post),
        ("PUT", &item.put),
    ];
    let taken = methods.into_iter().filter(|(_, operation)| operation.is_some());
    taken.map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

/// What `openapi.yaml` at the root of the repository must say.
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::configure)
        .split_for_parts();
    for (path, item) in &mut document.paths.paths {
        if let Some(operation) = item.post.as_mut().filter(|operation| takes_key(path, operation)) {
            operation.parameters.get_or_insert_default().push(idempotency_key(path).into());
        }
        for responses in operations(item).map(|operation| &mut operation.responses.responses) {
            responses.insert("4XX".to_owned(), Ref::from_response_name("Refused").into());
        }
    }
    let components = document.components.get_or_insert_default();
    components.responses.insert("Refused".to_owned(), refused().into());
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// How every operation refuses, said once for all.
fn refused() -> Response {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new()
        .description("Refused.")
        .content("application/problem+json", problem.build());
    let headers = [
        ("Retry-After", Type::Integer, "Seconds to wait, where waiting helps."),
        ("X-Request-Id", Type::String, "Names the request to whoever runs the installation."),
        ("X-RateLimit-Limit", Type::Integer, "What the bucket holds that is nearest to empty."),
        ("X-RateLimit-Remaining", Type::Integer, "What is left in it."),
        ("X-RateLimit-Reset", Type::Integer, "Seconds until it is full again."),
        ("RateLimit", Type::String, "The same, as the IETF's draft has it."),
        ("RateLimit-Policy", Type::String, "All buckets of the caller."),
    ];
    let add = |response: ResponseBuilder, (name, of, what)| response.header(name, header(of, what));
    headers.into_iter().fold(response, add).build()
}

fn header(of: Type, description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(of);
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

/// Whether a POST can be repeated with a key. The console acts in no app, to which the keys would
/// belong, and of a form each attempt has another boundary.
fn takes_key(path: &str, operation: &Operation) -> bool {
    let form = operation.request_body.as_ref().is_some_and(|body| match body {
        RefOr::T(body) => body.content.contains_key("multipart/form-data"),
        RefOr::Ref(_) => false,
    });
    !form && !path.starts_with("/v1/console/")
}

/// The header that a POST takes.
fn idempotency_key(path: &str) -> Parameter {
    let (most, description) = match path == idempotency::MESSAGES {
        true => (64, "Taken as `client_id` where the body has none."),
        false => (255, "A repeat with the same key answers what the first request answered."),
    };
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(most))
        .pattern(Some("^[!-~]+$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

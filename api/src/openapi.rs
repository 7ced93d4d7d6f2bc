//! The OpenAPI document, derived from the routes.

use crate::{idempotency, routes};
use actix_web::App;
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        ObjectBuilder, OpenApi, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
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
            branch on `code`. The socket is described in docs/realtime.md.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    security(("bearer" = []), ("session" = [])),
    paths(routes::events::open_events, routes::events::poll_events),
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
    // The console acts in no app, to which the keys would belong.
    let paths = document.paths.paths.iter_mut();
    for (path, item) in paths.filter(|(path, _)| !path.starts_with("/v1/console/")) {
        if let Some(operation) = &mut item.post {
            operation.parameters.get_or_insert_default().push(idempotency_key(path).into());
        }
    }
    document
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

//! The OpenAPI document, derived from the routes.

use crate::routes;
use actix_web::App;
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        OpenApi,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
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
    security(("bearer" = [])),
    modifiers(&Bearer),
)]
struct Base;

/// Secret keys and user tokens both come as bearer.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A secret key (`sk_…`) or a user token (a JWT)."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// What `openapi.yaml` at the root of the repository must say.
pub fn document() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::configure)
        .split_for_parts();
    document
}

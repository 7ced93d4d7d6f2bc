//! The HTTP API: extracts, calls one operation, answers.

mod address;
mod admission;
mod audit;
mod console;
mod cors;
mod error;
mod extract;
mod finish;
mod idempotency;
mod limits;
pub mod openapi;
mod record;
mod routes;
mod serve;
mod trace;
mod upload;

pub use error::ApiError;
pub use extract::Caller;
pub use finish::finish;

use actix_web::{
    HttpRequest,
    http::header::{ALLOW, HeaderValue},
    middleware::from_fn,
    web::{self, Data, JsonConfig, PathConfig, PayloadConfig, QueryConfig, ServiceConfig},
};
use utoipa_actix_web::service_config::ServiceConfig as DocumentedConfig;
use warbler_core::Context;
use warbler_protocol::ErrorCode;

/// Longest body outside uploads, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// Longest body of which the audit log learns the names of its members, in bytes.
const MAX_AUDITED_BODY: usize = 64 * 1024;

/// Mounts the API. The binary and the tests both go through here; [`finish`] must wrap it.
pub fn configure(ctx: Context) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        // actix answers these in plain text by default; ours look like every other error.
        let parameter = |detail: String| ApiError::new(ErrorCode::InvalidParameter, detail).into();
        config
            .app_data(JsonConfig::default().limit(MAX_BODY).error_handler(error::unreadable_body))
            .app_data(PayloadConfig::default().limit(MAX_BODY))
            .app_data(PathConfig::default().error_handler(move |e, _| parameter(e.to_string())))
            .app_data(QueryConfig::default().error_handler(move |e, _| parameter(e.to_string())))
            .app_data(Data::new(ctx));
        // What comes last wraps what comes before.
        let routes = web::scope("")
            .configure(|config| routes::configure(&mut DocumentedConfig::new(config)))
            .default_service(web::to(no_such_route))
            .wrap(from_fn(audit::recorded))
            .wrap(from_fn(idempotency::once))
            .wrap(from_fn(admission::admit))
            .wrap(cors::cors());
        config.service(routes);
    }
}

/// What no route takes: a path that none has, or one that they have with other methods.
async fn no_such_route(request: HttpRequest) -> Result<&'static str, ApiError> {
    let Some(route) = request.match_pattern() else {
        return Err(ApiError::new(ErrorCode::RouteNotFound, "there is nothing here"));
    };
    let error = ApiError::new(ErrorCode::MethodNotAllowed, "the route takes other methods");
    let allowed = HeaderValue::from_str(&openapi::methods(&route));
    Err(error.with_header(ALLOW, allowed.unwrap_or(HeaderValue::from_static("GET"))))
}

//! `POST /internal/search/{shard}`: what other nodes of the installation ask the indexes of this one.
//!
//! It is no part of the API. Who has not signed what they ask is told that there is nothing here.

use actix_web::{
    HttpRequest,
    web::{self, Bytes, Data, Json, Path, PayloadConfig, ServiceConfig},
};
use warbler_api::ApiError;
use warbler_core::{
    Context,
    search::{self, Answer, Ask},
};
use warbler_protocol::ErrorCode;

/// Longest question, in bytes: it says what somebody with very many conversations may see.
const LONGEST: usize = 64 << 20;

pub fn configure(config: &mut ServiceConfig) {
    let resource = web::resource("/internal/search/{shard}");
    let resource = resource.app_data(PayloadConfig::new(LONGEST));
    config.service(resource.route(web::post().to(answer)));
}

async fn answer(
    ctx: Data<Context>,
    request: HttpRequest,
    shard: Path<i32>,
    body: Bytes,
) -> Result<Json<Answer>, ApiError> {
    let signature = request.headers().get(search::SIGNATURE);
    let signature = signature.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !search::verify(&ctx, *shard, &body, signature) {
        return Err(ApiError::new(ErrorCode::RouteNotFound, "there is nothing here"));
    }
    let ask: Ask = serde_json::from_slice(&body)
        .map_err(|error| ApiError::new(ErrorCode::InvalidBody, error.to_string()))?;
    Ok(Json(ctx.indexes.answer(*shard, ask).await?))
}

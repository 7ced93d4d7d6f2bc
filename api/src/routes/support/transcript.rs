//! `/v1/conversations/{conversation_id}/support/transcript`: what was said, as JSON or as text.

use crate::{error::Result, extract::Caller};
use actix_web::{
    HttpResponse, get,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{Context, support};
use warbler_protocol::{ConversationId, Problem, Transcript};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_transcript);
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TranscriptQuery {
    #[param(inline)]
    #[serde(default)]
    format: Format,
    /// With the notes that the customer did not see, for those who may read them.
    #[serde(default)]
    notes: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Text,
}

/// What was said in a support conversation, oldest first, up to 2,000 messages.
#[utoipa::path(
    tag = "support",
    params(("conversation_id" = ConversationId, Path), TranscriptQuery),
    responses(
        (
            status = 200, description = "The answer.",
            content((Transcript = "application/json"), (String = "text/plain")),
        ),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/conversations/{conversation_id}/support/transcript")]
async fn get_transcript(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ConversationId>,
    Query(query): Query<TranscriptQuery>,
) -> Result<HttpResponse> {
    let transcript = support::transcript(&ctx, &scope, *id, query.notes).await?;
    Ok(match query.format {
        Format::Json => HttpResponse::Ok().json(transcript),
        Format::Text => {
            HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text(&transcript))
        }
    })
}

/// A line for each message, so that it can be read without knowing anything.
fn text(transcript: &Transcript) -> String {
    let mut text = String::new();
    for line in &transcript.lines {
        let sender = line.sender_id.as_ref().map_or("support", |id| id.as_str());
        let note = if line.note { " (note)" } else { "" };
        text.push_str(&format!("{} {sender}{note}: {}\n", line.at, line.text));
    }
    text
}

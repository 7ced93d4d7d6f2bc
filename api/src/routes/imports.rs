//! `/v1/imports`: files of users, conversations and messages.

use crate::{
    error::{ApiError, Result},
    extract::{Caller, Json},
};
use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path, Payload, Query},
};
use futures_util::StreamExt as _;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use warbler_core::{
    Context, Scope,
    imports::{self, StartImport, Upload},
};
use warbler_protocol::{ErrorCode, Import, ImportId, Problem};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(start_import).service(get_import);
}

/// What the file is, and what becomes of its bad lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// What the file is called; `import` if left out.
    #[param(min_length = 1, max_length = 256)]
    name: Option<String>,
    /// Leave out lines that cannot be read, rather than stop at the first.
    #[serde(default)]
    skip_bad: bool,
}

impl ImportQuery {
    fn start(self) -> StartImport {
        let name = self.name.unwrap_or_else(|| "import".to_owned());
        StartImport { name, skip_bad: self.skip_bad, size: None }
    }
}

/// Import a file: JSON Lines of at most 256 MiB, as docs/import-export.md has them. It is taken in
/// step by step behind the answer; sending it again changes nothing.
#[utoipa::path(
    tag = "imports",
    params(ImportQuery),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses(
        (status = 202, description = "The file is here: it will be taken in.", body = Import),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[post("/v1/imports")]
async fn start_import(
    ctx: Data<Context>,
    Caller(scope): Caller,
    Query(query): Query<ImportQuery>,
    body: Payload,
) -> Result<HttpResponse> {
    let import = receive(&ctx, &scope, query, body).await?;
    Ok(HttpResponse::Accepted().json(import))
}

async fn receive(
    ctx: &Context,
    scope: &Scope,
    query: ImportQuery,
    mut body: Payload,
) -> Result<Import> {
    let mut upload = imports::receive(ctx, scope, query.start())?;
    match fill(&mut upload, &mut body).await {
        Ok(()) => Ok(upload.finish(ctx).await?),
        Err(error) => {
            upload.abort().await;
            Err(error)
        }
    }
}

async fn fill(upload: &mut Upload, body: &mut Payload) -> Result<()> {
    while let Some(bytes) = body.next().await {
        let unreadable = |error| ApiError::new(ErrorCode::InvalidBody, format!("{error}"));
        upload.write(bytes.map_err(unreadable)?).await?;
    }
    Ok(())
}

/// How an import stands.
#[utoipa::path(
    tag = "imports",
    params(("import_id" = ImportId, Path)),
    responses(
        (status = 200, description = "The answer.", body = Import),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/imports/{import_id}")]
async fn get_import(
    ctx: Data<Context>,
    Caller(scope): Caller,
    id: Path<ImportId>,
) -> Result<Json<Import>> {
    Ok(Json(imports::get(&ctx, &scope, *id).await?))
}

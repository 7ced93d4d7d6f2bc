//! `/v1/console/organizations/{organization_id}/audit_events`: who did what.

use crate::{
    console::LoggedIn,
    error::Result,
    extract::{Json, check_limit},
};
use actix_web::{
    get,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use warbler_core::{
    Context, Error,
    audit::{self, Filter},
};
use warbler_protocol::{
    AccountId, AppId, AuditEvent, ErrorCode, KeyId, OrganizationId, Page, Problem, Timestamp,
};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_audit_events);
}

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// An account (`acc_…`) or a secret key (`key_…`).
    #[param(pattern = "^(acc|key)_[0-9a-f]{32}$")]
    actor: Option<String>,
    app_id: Option<AppId>,
    /// The first moment.
    from: Option<Timestamp>,
    /// The moment to stop before.
    to: Option<Timestamp>,
    /// 1 to 100, 50 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl AuditQuery {
    fn filter(&self) -> Result<Filter, Error> {
        let actor = self.actor.as_deref().map(actor).transpose()?;
        Ok(Filter { actor, app_id: self.app_id, from: self.from, to: self.to })
    }
}

fn actor(id: &str) -> Result<Uuid, Error> {
    let account = id.parse().map(|AccountId(id)| id);
    account.or_else(|_| id.parse().map(|KeyId(id)| id)).map_err(|_| {
        let detail = "actor is an account (acc_…) or a key (key_…)".to_owned();
        Error::Refused(ErrorCode::InvalidParameter, detail)
    })
}

/// List what was done to the organisation and its apps, the newest first. For owners and admins.
#[utoipa::path(
    tag = "console",
    params(("organization_id" = OrganizationId, Path), AuditQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "The answer.", body = Page<AuditEvent>),
        (status = "4XX", description = "Refused.", body = Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/v1/console/organizations/{organization_id}/audit_events")]
async fn list_audit_events(
    ctx: Data<Context>,
    LoggedIn(login): LoggedIn,
    id: Path<OrganizationId>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditEvent>>> {
    let page = (check_limit(query.limit)?, query.cursor.as_deref());
    Ok(Json(audit::list(&ctx, &login, *id, query.filter()?, page).await?))
}

//! The audit log: what was done to organisations and their apps, and by whom.
//!
//! An event is written before the operation runs and completed after it, so that nothing is done
//! unrecorded: one without a status was cut off. It never holds values, only ids and names.

use crate::{
    Actor, Context, Error, Result, Scope, cursor, organizations,
    sessions::Login,
    sql::{statement, uuid_or_nil},
    validate::{decode, encode},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::{collections::BTreeMap, net::IpAddr};
use uuid::Uuid;
use warbler_protocol::{
    AccountId, AppId, AuditActor, AuditEvent, AuditEventId, Invitation, KeyId, OrganizationId,
    Page, Timestamp,
};

/// Something about to be done.
#[derive(Clone, Debug)]
pub struct Intent {
    pub by: By,
    pub address: Option<IpAddr>,
    pub request_id: Option<String>,
    /// Whose audit log tells of it, if anybody's.
    pub organization_id: Option<OrganizationId>,
    pub app_id: Option<AppId>,
    /// Method and route, or the command.
    pub operation: String,
    /// The ids in the path, by their names in the route.
    pub target: BTreeMap<String, String>,
    /// Names of the members of the body.
    pub fields: Vec<String>,
}

/// Who is about to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Account(AccountId),
    Key(KeyId),
    System,
}

/// Which events to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// An account's or a key's.
    pub actor: Option<Uuid>,
    pub app_id: Option<AppId>,
    pub from: Option<Timestamp>,
    /// The moment to stop before.
    pub to: Option<Timestamp>,
}

/// Writes what is about to be done.
pub async fn begin(ctx: &Context, intent: Intent) -> Result<AuditEventId> {
    insert(ctx, ctx.db.writer(), intent, None).await
}

/// Adds how it ended, as an HTTP status.
pub async fn complete(ctx: &Context, id: AuditEventId, status: u16) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update audit_events set status = $2 where id = $1";
    let values = vec![id.0.into(), i32::from(status).into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

/// Whose audit log tells what a login does: the organisation's, or that of the app's.
pub async fn organization_of(
    ctx: &Context,
    login: &Login,
    organization_id: Option<OrganizationId>,
    app_id: Option<AppId>,
) -> Result<Option<OrganizationId>> {
    let found = match (organization_id, app_id) {
        (Some(id), _) => organizations::enter(ctx, login, id).await.map(|_| Some(id)),
        (None, Some(id)) => {
            let place = organizations::role_in_app(ctx, login, id).await?;
            Ok(place.map(|(organization_id, _)| organization_id))
        }
        (None, None) => Ok(None),
    };
    match found {
        Err(Error::NotFound(_)) => Ok(None),
        found => found,
    }
}

/// Whose audit log tells what a secret key does, and which key that is; nothing for others.
pub async fn key_of(ctx: &Context, scope: &Scope) -> Result<Option<(KeyId, OrganizationId)>> {
    let Actor::Server { key_id, .. } = scope.actor else { return Ok(None) };
    let organization_id = crate::apps::organization(ctx, scope.app_id).await?;
    Ok(organization_id.map(|organization_id| (key_id, organization_id)))
}

/// Somebody who was invited joined the team.
pub(crate) async fn joined(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    invitation: &Invitation,
    account_id: AccountId,
    address: Option<IpAddr>,
) -> Result<()> {
    let target = [("invitation_id".to_owned(), invitation.id.to_string())];
    let intent = Intent {
        by: By::Account(account_id),
        address,
        request_id: None,
        organization_id: Some(invitation.organization_id),
        app_id: None,
        operation: "invitation accepted".to_owned(),
        target: target.into(),
        fields: Vec::new(),
    };
    insert(ctx, tx, intent, Some(200)).await.map(drop)
}

/// What was done to an organisation and its apps, the newest first. For owners and admins.
pub async fn list(
    ctx: &Context,
    login: &Login,
    organization_id: OrganizationId,
    filter: Filter,
    (limit, cursor): (u64, Option<&str>),
) -> Result<Page<AuditEvent>> {
    organizations::enter(ctx, login, organization_id).await?.require_admin()?;
    let before: Option<(i64, Uuid)> =
        cursor::open_page(ctx, &organization_id, "audit events", cursor)?;
    let (at, id) = before.unwrap_or((i64::MAX, Uuid::nil()));
    let db = ctx.db.reader();
    let sql = format!(
        "select e.*, a.email from audit_events e left join accounts a on a.id = e.actor_id \
         where e.organization_id = $1 and (e.at < $2 or (e.at = $2 and e.id < $3)) \
             and e.at >= $4 and e.at < $5 \
             and ($6 = $8 or e.actor_id = $6) and ($7 = $8 or e.app_id = $7) \
         order by e.at desc, e.id desc limit {}",
        limit + 1
    );
    let values = vec![
        organization_id.0.into(),
        at.into(),
        id.into(),
        filter.from.map_or(i64::MIN, |from| from.0).into(),
        filter.to.map_or(i64::MAX, |to| to.0).into(),
        uuid_or_nil(filter.actor),
        uuid_or_nil(filter.app_id.map(|app_id| app_id.0)),
        Uuid::nil().into(),
    ];
    let found = Model::find_by_statement(statement(db, &sql, values)).all(db).await?;
    let key = |model: &Model| (model.at, model.id);
    let page = cursor::page(ctx, &organization_id, ("audit events", limit), found, key)?;
    page.try_map(TryInto::try_into)
}

async fn insert(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    intent: Intent,
    status: Option<i32>,
) -> Result<AuditEventId> {
    let id = AuditEventId::generate();
    let (actor, actor_id) = match intent.by {
        By::Account(id) => (ACCOUNT, Some(id.0)),
        By::Key(id) => (KEY, Some(id.0)),
        By::System => (SYSTEM, None),
    };
    let sql = "insert into audit_events (id, at, organization_id, app_id, actor, actor_id, \
            address, request_id, operation, target, fields, status) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = vec![
        id.0.into(),
        ctx.now().0.into(),
        intent.organization_id.map(|id| id.0).into(),
        intent.app_id.map(|id| id.0).into(),
        actor.into(),
        actor_id.into(),
        intent.address.map(|address| address.to_string()).into(),
        intent.request_id.into(),
        intent.operation.into(),
        encode(&intent.target)?.into(),
        encode(&intent.fields)?.into(),
        status.into(),
    ];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(id)
}

const ACCOUNT: &str = "account";
const KEY: &str = "key";
const SYSTEM: &str = "system";

/// A row of `audit_events` with its account's email.
#[derive(FromQueryResult)]
struct Model {
    id: Uuid,
    at: i64,
    app_id: Option<Uuid>,
    actor: String,
    actor_id: Option<Uuid>,
    email: Option<String>,
    address: Option<String>,
    request_id: Option<String>,
    operation: String,
    target: String,
    fields: String,
    status: Option<i32>,
}

impl TryFrom<Model> for AuditEvent {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        let actor = match (model.actor.as_str(), model.actor_id) {
            (ACCOUNT, Some(id)) => {
                AuditActor::Account { id: AccountId(id).to_string(), email: model.email }
            }
            (KEY, Some(id)) => AuditActor::Key { id: KeyId(id).to_string() },
            _ => AuditActor::System,
        };
        Ok(Self {
            id: AuditEventId(model.id),
            at: Timestamp(model.at),
            actor,
            address: model.address,
            request_id: model.request_id,
            app_id: model.app_id.map(AppId),
            operation: model.operation,
            target: decode(&model.target)?,
            fields: decode(&model.fields)?,
            status: model.status.and_then(|status| status.try_into().ok()),
        })
    }
}

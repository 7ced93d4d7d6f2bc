//! Tickets: stand for a user token once, where none can be sent, as in the address of an
//! `EventSource`. An address ends up in logs; by then the ticket is worth nothing.
//!
//! The row holds the token, sealed: whoever redeems the ticket goes through authentication as with
//! the token itself. Taking the ticket deletes the row, so that over all nodes one alone gets it.

use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    secrets::{self, Purpose},
    sql::statement,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::time::Duration;
use warbler_protocol::{AppId, ErrorCode, EventTicket};

const LIFE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_tickets")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    /// Of the secret: what it is taken by.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    pub sealed_token: Vec<u8>,
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Makes a ticket that stands for the caller's token.
pub async fn create(ctx: &Context, scope: &Scope, token: &str) -> Result<EventTicket> {
    scope.user()?;
    let (secret, app_id) = (secrets::generate(), scope.app_id);
    let expires_at = ctx.now() + LIFE;
    let row = ActiveModel {
        app_id: Set(app_id.0),
        hash: Set(secrets::hash(secret.as_bytes()).to_vec()),
        sealed_token: Set(ctx.secrets.seal(Purpose::Secret, app_id, token.as_bytes())),
        expires_at: Set(expires_at.0),
    };
    Entity::insert(row).exec_without_returning(ctx.db.writer()).await?;
    Ok(EventTicket { ticket: format!("tkt_{}_{secret}", app_id.0.simple()), expires_at })
}

/// The token that a ticket stands for. It is used up by that.
pub async fn redeem(ctx: &Context, ticket: &str) -> Result<String> {
    let unknown = || {
        let detail = "the ticket is none of ours, was used, or is older than 30 s".to_owned();
        Error::Refused(ErrorCode::Unauthenticated, detail)
    };
    let (app_id, secret) =
        ticket.strip_prefix("tkt_").and_then(|rest| rest.split_once('_')).ok_or_else(unknown)?;
    let app_id = AppId(Uuid::try_parse(app_id).map_err(|_| unknown())?);
    let db = ctx.db.writer();
    let sql = "delete from event_tickets where app_id = $1 and hash = $2 \
        returning sealed_token, expires_at";
    let hash = secrets::hash(secret.as_bytes()).to_vec();
    let row = db.query_one_raw(statement(db, sql, vec![app_id.0.into(), hash.into()])).await?;
    let row = row.ok_or_else(unknown)?;
    if row.try_get::<i64>("", "expires_at")? <= ctx.now().0 {
        return Err(unknown());
    }
    let sealed: Vec<u8> = row.try_get("", "sealed_token")?;
    let token = ctx.secrets.open(Purpose::Secret, app_id, &sealed);
    token.and_then(|token| String::from_utf8(token).ok()).ok_or_else(unknown)
}

/// Removes tickets that nobody used in time; answers how many.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = "delete from event_tickets where expires_at <= $1";
    Ok(db.execute_raw(statement(db, sql, vec![ctx.now().0.into()])).await?.rows_affected())
}

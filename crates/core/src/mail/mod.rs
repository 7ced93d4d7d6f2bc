//! Mail: an outbox. What causes a mail writes it in its own transaction; a worker sends it later, as
//! often as it takes within a day.
//!
//! Texts hold links that open doors, so they are sealed, and blanked once they were sent. How mail
//! travels is the worker's business.

pub(crate) mod letters;

use crate::{
    Context, Error, Result,
    secrets::Purpose,
    sql::statement,
    validate::{decode, encode},
};
use letters::Letter;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;
use warbler_protocol::Timestamp;

/// How long a worker may take to send one. After that somebody else tries.
pub const LEASE: Duration = Duration::from_secs(120);
/// A mail that could not be sent for so long is given up.
const LIFE: Duration = Duration::from_secs(24 * 3600);
/// How long it is remembered that there was one.
const MEMORY: Duration = Duration::from_secs(7 * 24 * 3600);
/// Mails that strangers may have sent to one address in an hour.
const SPARINGLY: i64 = 5;

/// A mail to be sent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// A mail that was taken to be sent.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Leased {
    pub id: Uuid,
    sealed: Vec<u8>,
    /// This one included.
    attempts: i32,
    created_at: i64,
}

impl Leased {
    pub fn open(&self, ctx: &Context) -> Result<Mail> {
        let json = ctx.secrets.open(Purpose::Mail, self.id, &self.sealed);
        let json = json.and_then(|json| String::from_utf8(json).ok());
        let json = json.ok_or_else(|| Error::Corrupt("a mail of another master key".to_owned()))?;
        decode(&json)
    }
}

/// Puts a mail into the outbox.
pub(crate) async fn write(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    to: &str,
    letter: Letter,
) -> Result<()> {
    put(ctx, tx, to, Some(letter)).await
}

/// The same for what strangers may ask for: it is not sent if the address got enough lately. Without
/// a letter as much is written, and nothing sent.
pub(crate) async fn write_sparingly(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    to: &str,
    letter: Option<Letter>,
) -> Result<()> {
    let enough = lately(ctx, tx, to).await? >= SPARINGLY;
    put(ctx, tx, to, letter.filter(|_| !enough)).await
}

/// Refuses if the address got enough lately.
pub(crate) async fn require_moderation(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    to: &str,
) -> Result<()> {
    match lately(ctx, tx, to).await? {
        ..SPARINGLY => Ok(()),
        _ => Err(Error::RateLimited(Duration::from_secs(3600))),
    }
}

async fn lately(ctx: &Context, tx: &impl ConnectionTrait, to: &str) -> Result<i64> {
    let sql = "select count(*) as count from mails where recipient_hash = $1 and created_at > $2";
    let since = ctx.now() - Duration::from_secs(3600);
    let values = vec![recipient(ctx, to).into(), since.0.into()];
    let row = tx.query_one_raw(statement(tx, sql, values)).await?;
    Ok(row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or(0))
}

async fn put(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    to: &str,
    letter: Option<Letter>,
) -> Result<()> {
    let (id, now) = (Uuid::now_v7(), ctx.now().0);
    let mail = letter.map(|Letter { subject, text }| Mail { to: to.to_owned(), subject, text });
    let json = mail.as_ref().map(encode).transpose()?;
    let sealed = json.map(|json| ctx.secrets.seal(Purpose::Mail, id, json.as_bytes()));
    let sql = "insert into mails (id, recipient_hash, sealed, attempts, run_at, created_at) \
        values ($1, $2, $3, 0, $4, $5)";
    let run_at = sealed.as_ref().map(|_| now);
    let values =
        vec![id.into(), recipient(ctx, to).into(), sealed.into(), run_at.into(), now.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// Takes up to `limit` mails that are due.
pub async fn lease(ctx: &Context, limit: u64) -> Result<Vec<Leased>> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update skip locked",
        _ => "",
    };
    let sql = format!(
        "update mails set attempts = attempts + 1, run_at = $2 where id in \
             (select id from mails where run_at <= $1 order by run_at limit {limit} {lock}) \
         returning id, sealed, attempts, created_at"
    );
    let query = statement(&tx, &sql, vec![now.0.into(), (now + LEASE).0.into()]);
    let leased = Leased::find_by_statement(query).all(&tx).await?;
    tx.commit().await?;
    Ok(leased)
}

/// The mail is on its way.
pub async fn sent(ctx: &Context, leased: &Leased) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update mails set sealed = null, run_at = null, sent_at = $2 where id = $1";
    let values = vec![leased.id.into(), ctx.now().0.into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

/// The mail could not be sent: it is tried again later, unless it is too old. Answers when.
pub async fn failed(ctx: &Context, leased: &Leased, error: &str) -> Result<Option<Timestamp>> {
    let next = ctx.now() + backoff(leased.attempts);
    let next = Some(next).filter(|next| *next < Timestamp(leased.created_at) + LIFE);
    let db = ctx.db.writer();
    let sql = "update mails set run_at = $2, error = $3, \
        sealed = case when $2 is null then null else sealed end where id = $1";
    let run_at = next.map(|next| next.0);
    let error = error.replace('\0', "");
    let values = vec![leased.id.into(), run_at.into(), error.into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(next)
}

/// Forgets mails that are done with.
pub(crate) async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = "delete from mails where created_at <= $1 and run_at is null";
    let before = (ctx.now() - MEMORY).0;
    Ok(db.execute_raw(statement(db, sql, vec![before.into()])).await?.rows_affected())
}

/// 15 s, 30 s, 1 min … up to an hour.
fn backoff(attempts: i32) -> Duration {
    let doubled = 15_u64 << attempts.saturating_sub(1).clamp(0, 8);
    Duration::from_secs(doubled.min(3600))
}

/// Says to whom a mail went, without saying it to who reads the table.
fn recipient(ctx: &Context, email: &str) -> Vec<u8> {
    ctx.secrets.sign("mail", &[email.as_bytes()]).to_vec()
}

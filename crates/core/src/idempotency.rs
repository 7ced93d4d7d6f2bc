//! Requests that may be repeated: the answer to the first one is kept for a day, under a key that
//! the client chose, and given again.
//!
//! A row is a claim first. It is written before the request is carried out, so of two requests with
//! one key one runs; the answer then takes its place. The claim of a process that died ends after a
//! minute. Keys are the caller's own and belong to one route. Answers are sealed, because they may
//! hold secrets that are shown once.

use crate::{
    Context, Error, Result, Scope,
    secrets::{Purpose, hash},
    sql::statement,
    validate::{decode, encode},
};
use sea_orm::ConnectionTrait as _;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use warbler_protocol::{AppId, ErrorCode, Timestamp};

/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a request may take before it is taken for lost.
const CLAIM: Duration = Duration::from_secs(60);
/// Rows that one round of [`prune`] takes away at most.
const PRUNED: u64 = 10_000;

/// What is to happen to a request with a key.
#[derive(Debug)]
pub enum Begun {
    /// It is the first one: carry it out, then [`Claim::keep`] its answer or [`Claim::release`] it.
    Run(Claim),
    /// It was carried out before, and this was the answer.
    Replay(Answer),
}

/// The right to carry out the request of a key.
#[derive(Debug)]
pub struct Claim {
    app_id: AppId,
    key_hash: Vec<u8>,
    claimed_at: Timestamp,
}

/// An answer, as it goes out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What is kept in front of the body, as a line of JSON.
#[derive(Deserialize, Serialize)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

/// Claims a key for a request. `route` is the one that it takes; `request` is all of it that must
/// be the same in a repeat.
pub async fn begin(
    ctx: &Context,
    scope: &Scope,
    (route, key): (&str, &str),
    request: &[&[u8]],
) -> Result<Begun> {
    let principal = encode(&scope.principal())?;
    let key_hash = digest(&[principal.as_bytes(), route.as_bytes(), key.as_bytes()]);
    let fingerprint = digest(request);
    let claim = Claim { app_id: scope.app_id, key_hash, claimed_at: ctx.now() };
    if claim.take(ctx, &fingerprint).await? {
        return Ok(Begun::Run(claim));
    }
    let (first, answer) = claim.find(ctx).await?.ok_or_else(running)?;
    if first != fingerprint {
        let detail = "the key was used for a request with another path or body".to_owned();
        return Err(Error::Refused(ErrorCode::IdempotencyKeyReused, detail));
    }
    let sealed = answer.ok_or_else(running)?;
    let opened = ctx.secrets.open(Purpose::Answer, scope.app_id, &sealed);
    let plain =
        opened.ok_or_else(|| Error::Corrupt("an answer of another master key".to_owned()))?;
    Ok(Begun::Replay(Answer::read(&plain)?))
}

fn running() -> Error {
    let detail = "the first request with this key is still running".to_owned();
    Error::Refused(ErrorCode::IdempotencyKeyInUse, detail)
}

/// One hash over several texts, each with its length, so that none runs into the next.
fn digest(parts: &[&[u8]]) -> Vec<u8> {
    let mut framed = Vec::new();
    for part in parts {
        framed.extend_from_slice(&part.len().to_be_bytes());
        framed.extend_from_slice(part);
    }
    hash(&framed).to_vec()
}

impl Claim {
    /// Writes the claim, where there is none or one that is over.
    async fn take(&self, ctx: &Context, fingerprint: &[u8]) -> Result<bool> {
        let db = ctx.db.writer();
        let sql = "insert into idempotency_keys (app_id, key_hash, fingerprint, claimed_at) \
            values ($1, $2, $3, $4) \
            on conflict (app_id, key_hash) do update set \
                fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at, answer = null \
            where idempotency_keys.claimed_at <= $5 \
                or (idempotency_keys.answer is null and idempotency_keys.claimed_at <= $6)";
        let values = vec![
            self.app_id.0.into(),
            self.key_hash.clone().into(),
            fingerprint.to_vec().into(),
            self.claimed_at.0.into(),
            (self.claimed_at - KEPT).0.into(),
            (self.claimed_at - CLAIM).0.into(),
        ];
        Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected() == 1)
    }

    /// The fingerprint of the first request, and its answer if there is one already.
    async fn find(&self, ctx: &Context) -> Result<Option<(Vec<u8>, Option<Vec<u8>>)>> {
        let db = ctx.db.reader();
        let sql = "select fingerprint, answer from idempotency_keys \
            where app_id = $1 and key_hash = $2";
        let values = vec![self.app_id.0.into(), self.key_hash.clone().into()];
        let Some(row) = db.query_one_raw(statement(db, sql, values)).await? else {
            return Ok(None);
        };
        Ok(Some((row.try_get("", "fingerprint")?, row.try_get("", "answer")?)))
    }

    /// Keeps the answer, unless the claim was lost to somebody else.
    pub async fn keep(self, ctx: &Context, answer: &Answer) -> Result<()> {
        let sealed = ctx.secrets.seal(Purpose::Answer, self.app_id, &answer.write()?);
        let db = ctx.db.writer();
        let sql = "update idempotency_keys set answer = $4 \
            where app_id = $1 and key_hash = $2 and claimed_at = $3";
        let mut values = self.values();
        values.push(sealed.into());
        db.execute_raw(statement(db, sql, values)).await?;
        Ok(())
    }

    /// Gives the key back: a repeat is carried out anew.
    pub async fn release(self, ctx: &Context) -> Result<()> {
        let db = ctx.db.writer();
        let sql = "delete from idempotency_keys \
            where app_id = $1 and key_hash = $2 and claimed_at = $3 and answer is null";
        db.execute_raw(statement(db, sql, self.values())).await?;
        Ok(())
    }

    fn values(&self) -> Vec<sea_orm::Value> {
        vec![self.app_id.0.into(), self.key_hash.clone().into(), self.claimed_at.0.into()]
    }
}

impl Answer {
    fn write(&self) -> Result<Vec<u8>> {
        let head = Head { status: self.status, headers: self.headers.clone() };
        Ok([encode(&head)?.as_bytes(), b"\n", &self.body].concat())
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let unreadable = || Error::Corrupt("an answer without a head".to_owned());
        let line = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(unreadable)?;
        let head = std::str::from_utf8(&bytes[..line]).map_err(|_| unreadable())?;
        let Head { status, headers } = decode(head)?;
        Ok(Self { status, headers, body: bytes[line + 1..].to_vec() })
    }
}

/// Forgets what is older than a day. Answers how many rows went.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = format!(
        "delete from idempotency_keys where (app_id, key_hash) in \
         (select app_id, key_hash from idempotency_keys where claimed_at < $1 \
          order by claimed_at limit {PRUNED})"
    );
    let before = ctx.now() - KEPT;
    Ok(db.execute_raw(statement(db, &sql, vec![before.0.into()])).await?.rows_affected())
}

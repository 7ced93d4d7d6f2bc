//! Sessions: browsers in which an account is logged in to the console.
//!
//! A session is 256 random bits in a cookie, kept as their SHA-256. It ends when it is not used for
//! a week, and after a month in any case; when it was last seen is written at most once a minute.

mod device;
mod log_in;
mod login;
pub(crate) mod throttle;

pub(crate) use log_in::open;
pub use log_in::{Opened, Visit, log_in};
pub use login::{Login, authenticate};

use crate::{Context, Error, Result, accounts, organizations, sql::statement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::time::Duration;
use uuid::Uuid;
use warbler_protocol::{AccountId, ConsoleSession, Session, SessionId, Timestamp};

/// A session that nobody uses ends after this.
const IDLE: Duration = Duration::from_secs(7 * 24 * 3600);
/// And any after this.
pub const LIFE: Duration = Duration::from_secs(30 * 24 * 3600);
/// How old `last_seen_at` may be.
const SEEN: Duration = Duration::from_secs(60);

/// A row of `sessions`.
#[derive(Clone, Debug, FromQueryResult)]
struct Model {
    id: Uuid,
    account_id: Uuid,
    address: Option<String>,
    user_agent: Option<String>,
    created_at: i64,
    last_seen_at: i64,
}

impl Model {
    fn is_live(&self, now: Timestamp) -> bool {
        now < Timestamp(self.created_at) + LIFE && now < Timestamp(self.last_seen_at) + IDLE
    }
}

/// Who is logged in, where they belong, and what their requests need.
pub async fn describe(ctx: &Context, login: &Login) -> Result<ConsoleSession> {
    Ok(ConsoleSession {
        account: accounts::get(ctx, login.account_id).await?.into(),
        organizations: organizations::list(ctx, login).await?,
        csrf_token: login.csrf_token(ctx),
        expires_at: login.expires_at,
    })
}

/// The live sessions of who is logged in, the newest first.
pub async fn list(ctx: &Context, login: &Login) -> Result<Vec<Session>> {
    let db = ctx.db.reader();
    let sql = "select * from sessions where account_id = $1 order by created_at desc, id desc";
    let query = statement(db, sql, vec![login.account_id.0.into()]);
    let models = Model::find_by_statement(query).all(db).await?;
    let live = models.into_iter().filter(|model| model.is_live(ctx.now()));
    let session = |model: Model| Session {
        id: SessionId(model.id),
        current: model.id == login.session_id.0,
        address: model.address,
        user_agent: model.user_agent,
        created_at: Timestamp(model.created_at),
        last_seen_at: Timestamp(model.last_seen_at),
        expires_at: Timestamp(model.created_at) + LIFE,
    };
    Ok(live.map(session).collect())
}

/// Ends one of one's sessions, perhaps this one.
pub async fn end(ctx: &Context, login: &Login, id: SessionId) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "delete from sessions where account_id = $1 and id = $2";
    let query = statement(db, sql, vec![login.account_id.0.into(), id.0.into()]);
    match db.execute_raw(query).await?.rows_affected() {
        0 => Err(Error::NotFound("session")),
        _ => Ok(()),
    }
}

/// Ends all sessions of an account but perhaps one.
pub(crate) async fn end_all(
    tx: &impl ConnectionTrait,
    account_id: AccountId,
    but: Option<SessionId>,
) -> Result<()> {
    let sql = "delete from sessions where account_id = $1 and id <> $2";
    let but = but.map_or(Uuid::nil(), |id| id.0);
    tx.execute_raw(statement(tx, sql, vec![account_id.0.into(), but.into()])).await?;
    Ok(())
}

/// Removes what has ended and counts nothing any more.
pub(crate) async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = "delete from sessions where created_at <= $1 or last_seen_at <= $2";
    let values = vec![(ctx.now() - LIFE).0.into(), (ctx.now() - IDLE).0.into()];
    let ended = db.execute_raw(statement(db, sql, values)).await?.rows_affected();
    Ok(ended + throttle::prune(ctx).await?)
}

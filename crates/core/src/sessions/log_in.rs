//! Logging in.

use super::{LIFE, Login, device, throttle};
use crate::{
    Context, Result,
    accounts::{self, normalize, wrong_password},
    secrets,
    sql::statement,
    validate::rules,
};
use sea_orm::ConnectionTrait;
use std::net::IpAddr;
use warbler_protocol::{AccountId, LogIn, SessionId};

/// A browser at the door, as far as it can be told.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    pub address: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// What it was given when somebody logged in with it before.
    pub device: Option<String>,
}

/// A session that begins, and what the browser keeps of it. Not to be shown, so there is no `Debug`.
#[derive(Clone)]
pub struct Opened {
    pub login: Login,
    /// The session's token.
    pub token: String,
    /// Says that somebody logged in with this browser, for [`Visit::device`].
    pub device: String,
}

/// Logs in with email and password. It takes as long, and refuses alike, whether there is such an
/// account or not.
pub async fn log_in(ctx: &Context, input: LogIn, visit: &Visit) -> Result<Opened> {
    rules(&input)?;
    let email = normalize(&input.email);
    let account = accounts::find_by_email(ctx, &email).await?;
    let known = visit
        .device
        .as_deref()
        .zip(account.as_ref())
        .and_then(|(device, account)| device::recognize(ctx, AccountId(account.id), device));
    let counters = match known {
        Some(device) => throttle::device(ctx, &device),
        None => throttle::stranger(ctx, &email, visit),
    };
    throttle::attempt(ctx, &counters).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let fits = ctx.passwords.check(input.password, hash).await?;
    let account = account.filter(|_| fits).ok_or_else(wrong_password)?;
    throttle::forgive(ctx, &counters).await?;
    open(ctx, ctx.db.writer(), AccountId(account.id), visit).await
}

/// Begins a session.
pub(crate) async fn open(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    account_id: AccountId,
    visit: &Visit,
) -> Result<Opened> {
    let (session_id, token, now) = (SessionId::generate(), secrets::generate(), ctx.now());
    let sql = "insert into sessions \
        (id, account_id, token_hash, address, user_agent, created_at, last_seen_at) \
        values ($1, $2, $3, $4, $5, $6, $6)";
    let values = vec![
        session_id.0.into(),
        account_id.0.into(),
        secrets::hash(token.as_bytes()).to_vec().into(),
        visit.address.map(|address| address.to_string()).into(),
        visit.user_agent.clone().into(),
        now.0.into(),
    ];
    tx.execute_raw(statement(tx, sql, values)).await?;
    let login = Login { account_id, session_id, expires_at: now + LIFE };
    Ok(Opened { login, token, device: device::introduce(ctx, account_id) })
}

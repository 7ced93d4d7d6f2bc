//! Slows down guessing, without letting anybody lock anybody else out.
//!
//! What is counted is never an email alone: strangers are counted by email and address together, and
//! by address; a browser that logged in before by itself. A few failures are free, then each
//! doubles the wait. Attempts are counted before they are made, so that many at once gain nothing,
//! and forgiven when they succeed. Counts are in the database: all nodes agree.

use super::Visit;
use crate::{Context, Error, Result, sql::statement};
use sea_orm::ConnectionTrait;
use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};
use warbler_protocol::{SessionId, Timestamp};

/// Failures are forgotten after this long without another.
const MEMORY: Duration = Duration::from_secs(24 * 3600);
/// Failures that are free: by email and address, browser or session, and by address, where many
/// may share one.
const FREE: i64 = 5;
const FREE_OF_ADDRESS: i64 = 50;

/// Something whose failures are counted, and how many of them are free.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    key: [u8; 32],
    free: i64,
}

/// Somebody who logs in with a browser that is not known.
pub(crate) fn stranger(ctx: &Context, email: &str, visit: &Visit) -> Vec<Counter> {
    by_address(ctx, "log in", email, visit)
}

/// Somebody who has a mail sent to an address.
pub(crate) fn mailing(ctx: &Context, email: &str, visit: &Visit) -> Vec<Counter> {
    by_address(ctx, "mail", email, visit)
}

/// A browser that logged in before.
pub(crate) fn device(ctx: &Context, nonce: &[u8]) -> Vec<Counter> {
    vec![Counter { key: ctx.secrets.sign("attempts of device", &[nonce]), free: FREE }]
}

/// Somebody who is logged in and gives their password again.
pub(crate) fn session(ctx: &Context, id: SessionId) -> Vec<Counter> {
    vec![Counter { key: ctx.secrets.sign("attempts of session", &[id.0.as_bytes()]), free: FREE }]
}

fn by_address(ctx: &Context, what: &str, email: &str, visit: &Visit) -> Vec<Counter> {
    let network = visit.address.map_or(Ipv6Addr::UNSPECIFIED.into(), network).to_string();
    let key = |parts: &[&[u8]]| ctx.secrets.sign("attempts", parts);
    let (what, email, network) = (what.as_bytes(), email.as_bytes(), network.as_bytes());
    vec![
        Counter { key: key(&[what, email, network]), free: FREE },
        Counter { key: key(&[what, network]), free: FREE_OF_ADDRESS },
    ]
}

/// What one subscriber has: an address of version 4, or 64 bits of version 6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

/// Counts an attempt, or refuses it if its time has not come.
pub(crate) async fn attempt(ctx: &Context, counters: &[Counter]) -> Result<()> {
    let tx = ctx.db.begin().await?;
    for counter in counters {
        // Dropped, the transaction takes back what was counted so far.
        count(ctx, &tx, counter).await?;
    }
    Ok(tx.commit().await?)
}

async fn count(ctx: &Context, tx: &impl ConnectionTrait, counter: &Counter) -> Result<()> {
    let (key, now) = (counter.key.to_vec(), ctx.now());
    let sql = "delete from log_in_attempts where key = $1 and failed_at <= $2";
    let values = vec![key.clone().into(), (now - MEMORY).0.into()];
    tx.execute_raw(statement(tx, sql, values)).await?;
    // 1 s after the last free one, then 2, 4 … up to about a quarter of an hour.
    let sql = format!(
        "insert into log_in_attempts (key, failures, failed_at, blocked_until) \
         values ($1, 1, $2, $2) \
         on conflict (key) do update set failures = log_in_attempts.failures + 1, failed_at = $2, \
             blocked_until = $2 + case \
                 when log_in_attempts.failures + 1 < {free} then 0 \
                 when log_in_attempts.failures + 1 > {free} + 10 then 1024000 \
                 else 1000 << cast(log_in_attempts.failures + 1 - {free} as integer) end \
         where log_in_attempts.blocked_until <= $2",
        free = counter.free
    );
    let values = vec![key.clone().into(), now.0.into()];
    if tx.execute_raw(statement(tx, &sql, values)).await?.rows_affected() > 0 {
        return Ok(());
    }
    let sql = "select blocked_until from log_in_attempts where key = $1";
    let row = tx.query_one_raw(statement(tx, sql, vec![key.into()])).await?;
    let until = row.map(|row| row.try_get("", "blocked_until")).transpose()?.unwrap_or(now.0);
    Err(Error::RateLimited(Timestamp(until).since(now)))
}

/// Takes back an attempt that succeeded. The first counter then starts anew; an address keeps what
/// others did from there.
pub(crate) async fn forgive(ctx: &Context, counters: &[Counter]) -> Result<()> {
    let Some((own, shared)) = counters.split_first() else { return Ok(()) };
    let tx = ctx.db.begin().await?;
    let sql = "delete from log_in_attempts where key = $1";
    tx.execute_raw(statement(&tx, sql, vec![own.key.to_vec().into()])).await?;
    for counter in shared {
        let sql = "update log_in_attempts set failures = failures - 1 where key = $1";
        tx.execute_raw(statement(&tx, sql, vec![counter.key.to_vec().into()])).await?;
    }
    Ok(tx.commit().await?)
}

/// Forgets failures that are long past.
pub(super) async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = "delete from log_in_attempts where failed_at <= $1";
    let before = (ctx.now() - MEMORY).0;
    Ok(db.execute_raw(statement(db, sql, vec![before.into()])).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subscriber_is_one_network() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}

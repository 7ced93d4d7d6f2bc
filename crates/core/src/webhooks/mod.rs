//! Webhooks: what happens in an app, delivered to endpoints of the tenant's as Standard Webhooks 1.0
//! says.
//!
//! 1. The consumer ([`Dispatching`]) makes a delivery of every event for every endpoint that selects
//!    it, in the transaction that moves its cursor: none is missed and none made twice.
//! 2. A worker leases endpoints ([`lease`]), sends what is due ([`due`], [`bodies`]) and settles it
//!    in batches ([`settle`]). What is sent again has the same id.
//! 3. Deliveries hold ids. What they say is read when it is sent, so that a recall is not undone.
//! 4. An endpoint delays only itself.

mod attempt;
mod body;
mod deliveries;
mod delivery;
mod disable;
mod dispatch;
mod endpoints;
mod events;
mod model;
mod new;
mod queue;
mod replay;
mod settle;
pub(crate) mod signature;
mod verdict;

pub(crate) use body::API_VERSION;
pub use body::{Body, bodies};
pub use deliveries::{get as get_delivery, list as list_deliveries, ping_endpoint as ping, resend};
pub use dispatch::Dispatching;
pub(crate) use endpoints::{DAY, check_url};
pub use endpoints::{create, delete, get, list, rotate, update};
pub use events::{MAX_WAIT, events};
pub use queue::{Due, Queue, due, lease, release};
pub use replay::{Replay, replay, replay_step};
pub use settle::{MAX_KEPT, Outcome, settle};
pub use signature::Signer;
pub use verdict::{Answer, Verdict};

use crate::{Context, Result, egress::Request, sql::statement};
use reqwest::header::{HeaderName, HeaderValue};
use sea_orm::ConnectionTrait as _;
use std::{fmt::Display, time::Duration};
use warbler_protocol::Timestamp;

/// How long it is remembered what was delivered.
const KEPT: Duration = Duration::from_secs(14 * 24 * 3600);
/// Rows that one round of [`prune`] takes away of each table at most.
const PRUNED: u64 = 50_000;

/// The headers of an attempt.
pub fn headers(id: impl Display, at: Timestamp, signature: &str) -> [(&'static str, String); 4] {
    [
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id.to_string()),
        ("webhook-timestamp", at.seconds().to_string()),
        ("webhook-signature", signature.to_owned()),
    ]
}

/// A request that brings a body, signed.
pub fn signed_request(
    url: &str,
    id: impl Display,
    at: Timestamp,
    signature: &str,
    body: String,
) -> Request {
    // Ours are all fit to be headers.
    let pairs = headers(id, at, signature).into_iter().filter_map(|(name, value)| {
        Some((HeaderName::from_static(name), HeaderValue::try_from(value).ok()?))
    });
    Request { headers: pairs.collect(), ..Request::post(url, body) }
}

/// Forgets what is older than 14 days. Answers how many rows went.
pub async fn prune(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let before = (ctx.now() - KEPT).0;
    let attempts = format!(
        "delete from webhook_attempts where (app_id, endpoint_id, delivery_id, number) in \
         (select app_id, endpoint_id, delivery_id, number from webhook_attempts \
         where at < $1 order by at limit {PRUNED})"
    );
    let deliveries = format!(
        "delete from webhook_deliveries where (app_id, endpoint_id, id) in \
         (select app_id, endpoint_id, id from webhook_deliveries \
         where created_at < $1 order by created_at limit {PRUNED})"
    );
    let mut pruned = 0;
    for sql in [attempts, deliveries] {
        let query = statement(db, &sql, vec![before.into()]);
        pruned += db.execute_raw(query).await?.rows_affected();
    }
    Ok(pruned)
}

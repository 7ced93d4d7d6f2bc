//! Rate limits: how many requests a caller may make.
//!
//! A request takes a token from every bucket that it counts in, or from none: a secret key's or a
//! user's, and its app's. Where there is Redis, all nodes share these, in one round trip for all
//! that a request needs; while Redis is away, and without it, each process counts for itself. A
//! request is never refused because counting failed.
//!
//! Two things are always counted in the process: requests without valid credentials, by address,
//! because a flood of strangers must not reach Redis, and messages over sockets, because a lookup
//! for each would be felt.

mod bucket;
mod shared;
mod table;

pub use bucket::Level;
pub use shared::Shared;

use crate::{Actor, Context, Error, Result, Scope, apps};
use bucket::Bucket;
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};
use table::Table;
use warbler_protocol::{AccountId, AppId, BucketKind, KeyId, Quota, UserId};

/// How much each kind of bucket holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    pub key: Quota,
    pub user: Quota,
    pub app: Quota,
    /// Requests without valid credentials.
    pub address: Quota,
}

impl Quotas {
    /// As good as none.
    pub const MAX: Self =
        Self { key: Quota::MAX, user: Quota::MAX, app: Quota::MAX, address: Quota::MAX };
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            key: Quota::new(1000, 2000),
            user: Quota::new(50, 200),
            app: Quota::new(5000, 10_000),
            address: Quota::new(20, 100),
        }
    }
}

/// The buckets, as this process knows them.
#[derive(Default)]
pub(crate) struct RateLimits {
    table: Table,
    shared: Option<Shared>,
}

impl RateLimits {
    pub(crate) fn over(shared: Shared) -> Self {
        Self { table: Table::default(), shared: Some(shared) }
    }

    async fn take(&self, wanted: &[Wanted<'_>]) -> Verdict {
        let taken = match &self.shared {
            Some(shared) => shared.take(wanted).await,
            None => None,
        };
        taken.unwrap_or_else(|| self.table.take(wanted))
    }
}

/// Whose bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Holder<'a> {
    Key(AppId, KeyId),
    User(AppId, &'a UserId),
    Account(AppId, AccountId),
    App(AppId),
    Address(IpAddr),
}

/// A bucket that a token is wanted of.
struct Wanted<'a> {
    holder: Holder<'a>,
    quota: Quota,
}

impl Wanted<'_> {
    fn level(&self, ahead: i64) -> Level {
        let kind = match self.holder {
            Holder::Key(..) => BucketKind::Key,
            Holder::User(..) => BucketKind::User,
            Holder::Account(..) => BucketKind::Account,
            Holder::App(_) => BucketKind::App,
            Holder::Address(_) => BucketKind::Address,
        };
        Level { kind, quota: self.quota, ahead }
    }
}

/// What became of a request, and what it left in its buckets.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub levels: Vec<Level>,
    refused: bool,
}

impl Verdict {
    /// Refuses what was refused.
    pub fn granted(&self) -> Result<()> {
        self.retry_after().map_or(Ok(()), |wait| Err(Error::RateLimited(wait)))
    }

    /// When there will be room, if there was none.
    pub fn retry_after(&self) -> Option<Duration> {
        let wait = self.levels.iter().map(Level::wait).max().unwrap_or_default();
        self.refused.then_some(wait)
    }

    /// The bucket in which the least is left.
    pub fn tightest(&self) -> Option<&Level> {
        self.levels.iter().min_by_key(|level| level.remaining())
    }
}

/// Counts a request of this caller, or the opening of a socket.
pub async fn charge(ctx: &Context, scope: &Scope) -> Result<Verdict> {
    let quotas = apps::quotas(ctx, scope.app_id).await?;
    let own = match &scope.actor {
        Actor::User(id) => {
            Some(Wanted { holder: Holder::User(scope.app_id, id), quota: quotas.user })
        }
        Actor::Server { key_id, .. } => {
            Some(Wanted { holder: Holder::Key(scope.app_id, *key_id), quota: quotas.key })
        }
        Actor::Account { account_id, .. } => {
            let holder = Holder::Account(scope.app_id, *account_id);
            Some(Wanted { holder, quota: quotas.user })
        }
        Actor::System => None,
    };
    let app = Wanted { holder: Holder::App(scope.app_id), quota: quotas.app };
    let wanted: Vec<_> = own.into_iter().chain([app]).collect();
    Ok(ctx.rate_limits.take(&wanted).await)
}

/// Counts a request without valid credentials. What guesses at secrets of few bits asks this before
/// it compares them.
pub fn charge_stranger(ctx: &Context, address: IpAddr) -> Verdict {
    ctx.rate_limits.table.take(&[stranger(ctx, address)])
}

/// The stranger turned out to be none.
pub fn forgive_stranger(ctx: &Context, address: IpAddr) {
    ctx.rate_limits.table.give_back(&stranger(ctx, address));
}

/// Who has an IPv6 address usually has all that share its first half.
fn stranger(ctx: &Context, address: IpAddr) -> Wanted<'static> {
    let network = match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    };
    Wanted { holder: Holder::Address(network), quota: ctx.limits.quotas.address }
}

/// An app's bucket of this process at hand: a token costs one compare-and-swap.
#[derive(Clone, Debug)]
pub struct Allowance {
    bucket: Arc<Bucket>,
    quota: Quota,
}

impl Allowance {
    /// The quota is that of now.
    pub async fn of(ctx: &Context, app_id: AppId) -> Result<Self> {
        let quota = apps::quotas(ctx, app_id).await?.app;
        let wanted = Wanted { holder: Holder::App(app_id), quota };
        Ok(Self { bucket: ctx.rate_limits.table.bucket(&wanted), quota })
    }

    /// Takes a token, or says when there will be one.
    pub fn take(&self) -> Result<(), Duration> {
        let now = table::now();
        match self.bucket.take(self.quota, now) {
            true => Ok(()),
            false => {
                let ahead = self.bucket.ahead(self.quota, now);
                Err(Level { kind: BucketKind::App, quota: self.quota, ahead }.wait())
            }
        }
    }
}

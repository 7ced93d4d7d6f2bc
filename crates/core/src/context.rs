//! What operations have at hand.

use crate::{
    accounts::Passwords,
    auth,
    blobs::Blobs,
    bus::{ALL_NODES, Bus},
    database::Database,
    devices::Sightings,
    egress,
    hooks::Hooks,
    keys::{KeySets, Uses},
    log::Committers,
    presence::Roster,
    rate_limits::{Quotas, RateLimits, Shared},
    request_logs::Pending,
    search::Indexes,
    secrets::Secrets,
    series::Meters,
};
use std::{sync::Arc, time::Duration};
use url::Url;
use warbler_protocol::{Network, Timestamp};

/// The outside world, as operations see it. Cheap to clone; made once per process.
#[derive(Clone)]
pub struct Context {
    pub db: Database,
    pub bus: Arc<dyn Bus>,
    pub blobs: Blobs,
    /// Where searches go.
    pub indexes: Indexes,
    pub secrets: Secrets,
    pub limits: Limits,
    /// Whose word on where a request comes from counts.
    pub trusted_proxies: Arc<[Network]>,
    pub(crate) clock: Clock,
    pub(crate) committers: Arc<Committers>,
    /// Calls addresses that tenants chose.
    pub egress: egress::Client,
    pub(crate) cache: Arc<auth::Cache>,
    pub(crate) sightings: Arc<Sightings>,
    pub(crate) key_uses: Arc<Uses>,
    pub(crate) key_sets: Arc<KeySets>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) public_url: Arc<Url>,
    pub(crate) roster: Arc<Roster>,
    pub(crate) rate_limits: Arc<RateLimits>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) requests: Arc<Pending>,
    pub(crate) hooks: Arc<Hooks>,
}

/// Tells the time. Only main hands out the system's; tests hand out one that they move.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What an installation allows. Everything else that api.md limits is a constant of its noun.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Commands per second on one connection, and how many may come at once.
    pub frame_rate: u32,
    pub frame_burst: u32,
    pub max_connections_per_user: usize,
    /// The longest file, in bytes.
    pub max_upload: u64,
    /// How long a node is taken at its word on who is connected to it.
    pub presence_lease: Duration,
    /// How soon a device must be back for nobody to notice that it was away.
    pub presence_grace: Duration,
    pub sign_up: SignUpPolicy,
    /// How long an endpoint may take to answer a webhook.
    pub webhook_timeout: Duration,
    /// What an app's callers may ask for, unless the app has quotas of its own.
    pub quotas: Quotas,
}

/// Who may make an account of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpPolicy {
    /// Everybody who reads mail at the address they give.
    Open,
    /// Only who was invited to a team, apart from the command line.
    Invited,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_rate: 10,
            frame_burst: 50,
            max_connections_per_user: 20,
            max_upload: 25 << 20,
            sign_up: SignUpPolicy::Open,
            webhook_timeout: Duration::from_secs(15),
            presence_lease: Duration::from_secs(10),
            presence_grace: Duration::from_secs(5),
            quotas: Quotas::default(),
        }
    }
}

impl Context {
    /// Puts a process together. The committers start with it and end when it is dropped.
    pub fn new(
        db: Database,
        bus: Arc<dyn Bus>,
        blobs: Blobs,
        secrets: Secrets,
        limits: Limits,
        clock: Clock,
    ) -> Self {
        let committers = Arc::new(Committers::new(
            db.clone(),
            Arc::clone(&bus),
            secrets.clone(),
            Arc::clone(&clock),
        ));
        let cache = Arc::default();
        tokio::spawn(auth::listen(Arc::clone(&cache), bus.subscribe(ALL_NODES)));
        let roster = Arc::new(Roster::new(Arc::clone(&clock)));
        Self {
            db,
            bus,
            blobs,
            indexes: Indexes::default(),
            secrets,
            limits,
            trusted_proxies: Arc::default(),
            clock,
            committers,
            egress: egress::Client::new(&[]),
            cache,
            sightings: Arc::default(),
            key_uses: Arc::default(),
            key_sets: Arc::default(),
            passwords: Arc::default(),
            roster,
            public_url: Arc::new(nowhere()),
            rate_limits: Arc::default(),
            meters: Arc::default(),
            requests: Arc::default(),
            hooks: Arc::default(),
        }
    }

    /// The same, behind proxies that say where requests come from.
    pub fn behind(self, proxies: &[Network]) -> Self {
        Self { trusted_proxies: proxies.into(), ..self }
    }

    /// The same, where tenants may have these called although they are not public.
    pub fn calling(self, networks: &[Network]) -> Self {
        Self { egress: egress::Client::new(networks), ..self }
    }

    /// The same where clients reach this installation at another address, which ends in a slash.
    pub fn at(mut self, public_url: Url) -> Self {
        self.public_url = Arc::new(public_url);
        self
    }

    /// Where clients reach this installation; ends in a slash.
    pub fn public_url(&self) -> &Url {
        &self.public_url
    }

    /// The same, with indexes to search.
    pub fn searching(self, indexes: Indexes) -> Self {
        Self { indexes, ..self }
    }

    /// The same, with the rate limits of callers counted for all nodes together.
    pub fn sharing(self, buckets: Shared) -> Self {
        Self { rate_limits: Arc::new(RateLimits::over(buckets)), ..self }
    }

    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

#[expect(clippy::unwrap_used, reason = "it is a URL")]
fn nowhere() -> Url {
    Url::parse("http://localhost:8080/").unwrap()
}

//! What an installation can choose.
//!
//! Every setting is a variable of the environment (`WARBLER_LISTEN`), or a line of a TOML file
//! (`listen = "…"`), or has a default, in this order. All problems are told at once, each in one
//! line. A [`Config`] that exists is complete and consistent, and its `Debug` shows no secret.

mod master_key;
mod reader;
mod sources;
#[cfg(test)]
mod tests;
mod values;

pub use reader::Problems;
pub use sources::Sources;
pub use values::{Database, LogFormat, Role};

use reader::Reader;
use secrecy::{ExposeSecret, SecretString};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};
use tracing_subscriber::EnvFilter;
use url::Url;
use warbler_core::{
    SignUpPolicy, blobs::Storage, database::Database as Embedded, rate_limits::Quotas,
};
use warbler_protocol::Network;

/// A certificate chain and its key, as PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What proves to S3 who we are.
#[derive(Clone, Debug)]
pub struct S3Keys {
    pub access: SecretString,
    pub secret: SecretString,
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// Where clients reach this installation; ends in a slash.
    pub public_url: Url,
    pub data_dir: PathBuf,
    pub database: Database,
    pub database_url: SecretString,
    pub database_connections: u32,
    /// Where files are kept.
    pub storage: Storage,
    /// For S3. Absent, those of the machine are asked for.
    pub s3_keys: Option<S3Keys>,
    /// Without it, the bus is in this process.
    pub redis_url: Option<SecretString>,
    /// Never empty, without repetitions.
    pub roles: Vec<Role>,
    /// 64 hexadecimal digits. Absent, [`Config::master_key`] keeps one in the data directory.
    master_key: Option<SecretString>,
    /// Used by the first migration only.
    pub shards: u16,
    pub tls: Option<TlsFiles>,
    /// Directives of an `EnvFilter`.
    pub log: String,
    pub log_format: LogFormat,
    /// Frames a second that a connection may send, and how many at once.
    pub frame_rate: u32,
    pub frame_burst: u32,
    pub max_connections_per_user: u32,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<Network>,
    /// What tenants may have called although it is not public, also without TLS.
    pub egress_allow: Vec<Network>,
    /// Where the indexes for searching are kept.
    pub search_dir: PathBuf,
    /// What each of them may hold in memory before it is written, in bytes.
    pub search_memory: usize,
    /// The nodes that share the shards of the log for searching, and which of them this is. Without
    /// them, a process searches for itself.
    pub search_nodes: Vec<Url>,
    pub search_node: Option<Url>,
    /// The longest file that may be uploaded, in bytes.
    pub max_upload: u64,
    /// How much an app's callers may ask for, and strangers by their address.
    pub quotas: Quotas,
    pub drain: Duration,
    pub heartbeat: Duration,
    /// Who may make an account of the console.
    pub sign_up: SignUpPolicy,
    /// Without it, mail is kept in files.
    pub smtp_url: Option<SecretString>,
    /// The sender of mail.
    pub mail_from: String,
}

impl Config {
    /// Reads all settings, or says everything that is wrong with them.
    pub fn load(sources: Sources) -> Result<Self, Problems> {
        let mut reader = Reader::new(sources);
        let config = Self::read(&mut reader);
        reader.finish()?;
        Ok(config)
    }

    /// Whether this process does the work of `role`.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Where this process listens, as its own machine reaches it; ends in a slash.
    pub fn own_url(&self) -> Url {
        own_url(self.listen, self.tls.is_some())
    }

    /// Wrong settings are noted in the reader, which then refuses to finish; what stands in their
    /// place here is never used.
    fn read(r: &mut Reader) -> Self {
        let data_dir: PathBuf = r.or("data_dir", "a directory", "data".into());
        let tls = read_tls(r);
        let listen = r.or("listen", "an address such as 127.0.0.1:8080", DEFAULT_LISTEN);
        let (database, database_url) = read_database(r, &data_dir);
        let search_nodes = read_search_nodes(r);
        Self {
            listen,
            public_url: r
                .parse("public_url", "an http or https URL", values::web_url)
                .unwrap_or_else(|| own_url(listen, tls.is_some())),
            database,
            database_url,
            database_connections: r.number("database_connections", 1..=1000, 16),
            storage: r
                .parse("storage_url", "a file:/// or s3:// URL", Storage::parse)
                .unwrap_or_else(|| Storage::Disk(data_dir.join("files"))),
            s3_keys: read_s3_keys(r),
            redis_url: r.secret("redis_url", "a redis:// URL", values::redis_url),
            roles: r
                .parse("roles", "a list of api, realtime, worker and search", values::roles)
                .unwrap_or_else(|| Role::ALL.to_vec()),
            master_key: read_master_key(r, database),
            shards: r.number("shards", 1..=256, database.default_shards()),
            log: r
                .parse("log", "filter directives such as info,warbler_core=debug", |text| {
                    EnvFilter::try_new(text).ok().map(|_| text.to_owned())
                })
                .unwrap_or_else(|| "info".to_owned()),
            log_format: r.or("log_format", "text or json", LogFormat::Text),
            frame_rate: r.number("frame_rate", 1..=1_000_000, 10),
            frame_burst: r.number("frame_burst", 1..=1_000_000, 50),
            max_connections_per_user: r.number("max_connections_per_user", 1..=100_000, 20),
            trusted_proxies: read_networks(r, "trusted_proxies"),
            egress_allow: read_networks(r, "egress_allow"),
            search_dir: r.or("search_dir", "a directory", data_dir.join("search")),
            search_memory: r.number::<usize>("search_memory_mib", 15..=4096, 32) << 20,
            search_node: search_nodes.1,
            search_nodes: search_nodes.0,
            max_upload: r.number::<u64>("max_upload_mib", 1..=5120, 25) << 20,
            quotas: read_quotas(r),
            drain: Duration::from_secs(r.number("drain_seconds", 0..=3600, 20)),
            // Proxies like to close what is silent for a minute, so two pings must fit into one.
            heartbeat: Duration::from_secs(r.number("heartbeat_seconds", 1..=29, 25)),
            sign_up: r
                .parse("signup", "open or invited", values::sign_up)
                .unwrap_or_else(|| database.default_sign_up()),
            smtp_url: r.secret("smtp_url", "an smtp:// or smtps:// URL", values::smtp_url),
            mail_from: read_mail_from(r),
            data_dir,
            tls,
        }
    }
}

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

fn read_database(r: &mut Reader, data_dir: &Path) -> (Database, SecretString) {
    let given = r.secret("database_url", "a postgres:// or sqlite: URL", values::database_url);
    let url = given.unwrap_or_else(|| Embedded::embedded_url(data_dir).into());
    (Database::of(url.expose_secret()), url)
}

fn read_quotas(r: &mut Reader) -> Quotas {
    const EXPECTED: &str = "rate/burst, each from 1 to 1000000";
    let usual = Quotas::default();
    Quotas {
        key: r.or("rate_per_key", EXPECTED, usual.key),
        user: r.or("rate_per_user", EXPECTED, usual.user),
        app: r.or("rate_per_app", EXPECTED, usual.app),
        address: r.or("rate_per_address", EXPECTED, usual.address),
    }
}

fn read_tls(r: &mut Reader) -> Option<TlsFiles> {
    let certificate: Option<PathBuf> = r.optional("tls_certificate", "a PEM file");
    let key: Option<PathBuf> = r.optional("tls_key", "a PEM file");
    match (certificate, key) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        (Some(_), None) => {
            r.problem("WARBLER_TLS_KEY is missing: WARBLER_TLS_CERTIFICATE needs its key");
            None
        }
        (None, Some(_)) => {
            r.problem("WARBLER_TLS_CERTIFICATE is missing: WARBLER_TLS_KEY needs its certificate");
            None
        }
    }
}

fn read_networks(r: &mut Reader, name: &'static str) -> Vec<Network> {
    let expected = "addresses or ranges such as 10.0.0.0/8, with commas";
    r.parse(name, expected, values::networks).unwrap_or_default()
}

/// All nodes that search, and which of them this is.
fn read_search_nodes(r: &mut Reader) -> (Vec<Url>, Option<Url>) {
    let all = r.parse("search_nodes", "http or https URLs, with commas", values::web_urls);
    let own = r.parse("search_node", "one of the URLs of WARBLER_SEARCH_NODES", values::web_url);
    let all = all.unwrap_or_default();
    if own.as_ref().is_some_and(|own| !all.contains(own)) {
        r.problem("WARBLER_SEARCH_NODE is none of WARBLER_SEARCH_NODES");
    }
    (all, own)
}

fn read_mail_from(r: &mut Reader) -> String {
    let from = r.optional("mail_from", "an address such as Warbler <warbler@example.com>");
    if from.is_none() && r.is_given("smtp_url") {
        r.problem("WARBLER_MAIL_FROM is missing: WARBLER_SMTP_URL needs a sender");
    }
    from.unwrap_or_else(|| "Warbler <warbler@localhost>".to_owned())
}

fn read_s3_keys(r: &mut Reader) -> Option<S3Keys> {
    let any = |text: &str| Some(text.into());
    let access = r.secret("s3_access_key", "a key", any);
    let secret = r.secret("s3_secret_key", "a key", any);
    match (access, secret) {
        (Some(access), Some(secret)) => Some(S3Keys { access, secret }),
        (None, None) => None,
        _ => {
            r.problem("WARBLER_S3_ACCESS_KEY and WARBLER_S3_SECRET_KEY belong together");
            None
        }
    }
}

fn read_master_key(r: &mut Reader, database: Database) -> Option<SecretString> {
    let key = r.secret("master_key", "64 hexadecimal digits", values::master_key);
    if key.is_none() && database == Database::Postgres && !r.is_given("master_key") {
        r.problem(
            "WARBLER_MASTER_KEY is missing: with PostgreSQL every node needs the same one; \
             make it once with `openssl rand -hex 32` and keep it",
        );
    }
    key
}

/// The address of this process, as a browser on the same machine would write it.
#[expect(clippy::unwrap_used, reason = "a scheme, a host and a port always make a URL")]
fn own_url(listen: SocketAddr, tls: bool) -> Url {
    let scheme = if tls { "https" } else { "http" };
    let host = match listen.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    Url::parse(&format!("{scheme}://{host}:{}/", listen.port())).unwrap()
}

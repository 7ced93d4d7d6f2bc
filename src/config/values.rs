//! What single settings may hold.

use secrecy::SecretString;
use std::{fmt, str::FromStr};
use url::Url;
use warbler_core::SignUpPolicy;
use warbler_protocol::Network;

/// A share of the work that a process can take on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Api,
    Realtime,
    Worker,
    Search,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Api, Self::Realtime, Self::Worker, Self::Search];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Realtime => "realtime",
            Self::Worker => "worker",
            Self::Search => "search",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// The text is none of the words.
#[derive(Debug)]
pub struct NoSuchFormat;

impl FromStr for LogFormat {
    type Err = NoSuchFormat;

    fn from_str(text: &str) -> Result<Self, NoSuchFormat> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(NoSuchFormat),
        }
    }
}

/// Which database the log is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub(super) fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// SQLite has one writer; more shards would only take turns.
    pub(super) fn default_shards(self) -> u16 {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 8,
        }
    }

    /// What serves a company is not for strangers unless it says so.
    pub(super) fn default_sign_up(self) -> SignUpPolicy {
        match self {
            Self::Sqlite => SignUpPolicy::Open,
            Self::Postgres => SignUpPolicy::Invited,
        }
    }
}

/// Names between commas, each once, in the order of [`Role::ALL`].
pub(super) fn roles(text: &str) -> Option<Vec<Role>> {
    let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let known = names.iter().all(|name| Role::ALL.iter().any(|role| role.as_str() == *name));
    let chosen = || Role::ALL.into_iter().filter(|role| names.contains(&role.as_str())).collect();
    (known && !names.is_empty()).then(chosen)
}

/// Ranges of addresses between commas.
pub(super) fn networks(text: &str) -> Option<Vec<Network>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().ok()).collect()
}

pub(super) fn web_url(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Some(url)
}

/// Addresses between commas, at least one.
pub(super) fn web_urls(text: &str) -> Option<Vec<Url>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let urls: Option<Vec<Url>> = parts.map(web_url).collect();
    urls.filter(|urls| !urls.is_empty())
}

pub(super) fn database_url(text: &str) -> Option<SecretString> {
    let server =
        || Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    (text.starts_with("sqlite:") || server()).then(|| text.into())
}

pub(super) fn redis_url(text: &str) -> Option<SecretString> {
    Url::parse(text).is_ok_and(|url| url.scheme() == "redis").then(|| text.into())
}

pub(super) fn sign_up(text: &str) -> Option<SignUpPolicy> {
    match text {
        "open" => Some(SignUpPolicy::Open),
        "invited" => Some(SignUpPolicy::Invited),
        _ => None,
    }
}

pub(super) fn smtp_url(text: &str) -> Option<SecretString> {
    let url = Url::parse(text);
    url.is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps")).then(|| text.into())
}

pub(super) fn master_key(text: &str) -> Option<SecretString> {
    let hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| text.to_ascii_lowercase().into())
}

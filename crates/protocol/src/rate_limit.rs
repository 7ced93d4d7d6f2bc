//! How many requests a caller may make.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;

/// A token bucket: it holds `burst` requests, and fills with `rate` of them a second.
///
/// Written `rate/burst`, as in `50/200`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quota {
    rate: u32,
    burst: u32,
}

/// The text is not two numbers with a slash between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidQuota;

impl Quota {
    /// The largest rate and burst.
    pub const MAX: Self = Self::new(1_000_000, 1_000_000);

    /// Both are at least 1 and at most a million: what lies outside is taken for the nearest.
    pub const fn new(rate: u32, burst: u32) -> Self {
        Self { rate: bounded(rate), burst: bounded(burst) }
    }

    pub const fn rate(self) -> u32 {
        self.rate
    }

    pub const fn burst(self) -> u32 {
        self.burst
    }
}

const fn bounded(number: u32) -> u32 {
    match number {
        0 => 1,
        1..1_000_000 => number,
        _ => 1_000_000,
    }
}

impl fmt::Display for InvalidQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected rate/burst, each from 1 to 1000000, as in 50/200")
    }
}

impl std::error::Error for InvalidQuota {}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.rate, self.burst)
    }
}

impl FromStr for Quota {
    type Err = InvalidQuota;

    fn from_str(text: &str) -> Result<Self, InvalidQuota> {
        let number = |text: &str| text.trim().parse().ok().filter(|n| (1..=1_000_000).contains(n));
        let (rate, burst) = text.split_once('/').ok_or(InvalidQuota)?;
        match (number(rate), number(burst)) {
            (Some(rate), Some(burst)) => Ok(Self { rate, burst }),
            _ => Err(InvalidQuota),
        }
    }
}

impl TryFrom<String> for Quota {
    type Error = InvalidQuota;

    fn try_from(text: String) -> Result<Self, InvalidQuota> {
        text.parse()
    }
}

impl From<Quota> for String {
    fn from(quota: Quota) -> Self {
        quota.to_string()
    }
}

/// Whose requests a bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BucketKind {
    Key,
    User,
    Account,
    App,
    Address,
}

impl BucketKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::User => "user",
            Self::Account => "account",
            Self::App => "app",
            Self::Address => "address",
        }
    }
}

/// A bucket of the caller, as this request left it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct RateLimit {
    pub bucket: BucketKind,
    /// Requests a second by which it fills.
    pub rate: u32,
    /// Requests that it holds.
    pub burst: u32,
    /// Requests that are in it now.
    pub remaining: u32,
    /// Until it is full again, in milliseconds.
    pub reset_ms: u64,
}

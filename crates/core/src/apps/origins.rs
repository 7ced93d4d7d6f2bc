//! From which pages browsers may speak to an app.
//!
//! This protects users from pages that hold their token without the tenant's wish, and nobody from
//! programs: those send whatever origin they like.

use super::known;
use crate::{Context, Error, Result, Scope};
use serde::{Deserialize, Serialize};
use warbler_protocol::ErrorCode;

const MAX_ORIGINS: usize = 100;
const MAX_LENGTH: usize = 300;

/// Origins as browsers send them, some with `*.` in place of what stands before a domain. None at
/// all means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Origins(Vec<String>);

/// Refuses what comes from a page of an origin that the app does not allow. What names no origin
/// does not come from a page.
pub async fn check_origin(ctx: &Context, scope: &Scope, origin: Option<&str>) -> Result<()> {
    let Some(origin) = origin else { return Ok(()) };
    let known = known(ctx, scope.app_id).await?.ok_or(Error::NotFound("app"))?;
    match known.settings.allowed_origins.allow(origin) {
        true => Ok(()),
        false => {
            let detail = format!("the app does not allow the origin {origin:?}");
            Err(Error::Refused(ErrorCode::OriginNotAllowed, detail))
        }
    }
}

impl Origins {
    /// The origins of a request to change them.
    pub(super) fn new(origins: Vec<String>) -> Result<Self> {
        if origins.len() > MAX_ORIGINS {
            return Err(Error::field("/allowed_origins", "length", "at most 100 origins"));
        }
        match origins.iter().position(|origin| !is_pattern(origin)) {
            Some(at) => {
                let detail = "is no origin as browsers send it, such as https://example.com, \
                    and not https://*.example.com";
                Err(Error::field(&format!("/allowed_origins/{at}"), "origin", detail))
            }
            None => Ok(Self(origins)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn allow(&self, origin: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| matches(pattern, origin))
    }
}

impl From<Origins> for Vec<String> {
    fn from(origins: Origins) -> Self {
        origins.0
    }
}

fn matches(pattern: &str, origin: &str) -> bool {
    match pattern.split_once("://*") {
        Some((scheme, domain)) => origin.split_once("://").is_some_and(|(of, host)| {
            of == scheme && host.len() > domain.len() && host.ends_with(domain)
        }),
        None => pattern == origin,
    }
}

/// A scheme, a host in lower case, and a port where it is not the usual one.
fn is_pattern(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else { return false };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && is_port(scheme, port) => host,
        _ => authority,
    };
    let plain = match host.strip_prefix("*.") {
        // All of a top-level domain is nobody's.
        Some(domain) if domain.contains('.') => domain,
        _ => host,
    };
    text.len() <= MAX_LENGTH && is_scheme(scheme) && is_host(plain)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte)
        })
}

fn is_port(scheme: &str, text: &str) -> bool {
    let usual = matches!((scheme, text), ("https", "443") | ("http", "80"));
    !usual && !text.starts_with('0') && text.parse::<u16>().is_ok()
}

fn is_host(text: &str) -> bool {
    let name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let address = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(inside) => !inside.is_empty() && inside.bytes().all(address),
        None => !text.is_empty() && !text.starts_with('.') && text.bytes().all(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_origins_as_browsers_send_them() {
        for origin in [
            "https://example.com",
            "http://localhost:3000",
            "https://*.example.com",
            "https://*.example.com:8443",
            "http://[::1]:8080",
            "http://[::1]",
            "capacitor://localhost",
        ] {
            assert!(is_pattern(origin), "{origin}");
        }
        for wrong in [
            "",
            "*",
            "null",
            "example.com",
            "https://",
            "https://Example.com",
            "https://example.com/",
            "https://example.com:443",
            "https://example.com:99999",
            "https://a.*.example.com",
            "https://*",
            "https://*.com",
            "https://user@example.com",
            "https://exa\0mple.com",
        ] {
            assert!(!is_pattern(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_star_stands_for_what_is_below_a_domain() {
        let origins = ["https://*.example.com", "http://localhost:3000"].map(str::to_owned);
        let origins = Origins::new(origins.into()).unwrap();
        for fine in ["https://a.example.com", "https://a.b.example.com", "http://localhost:3000"] {
            assert!(origins.allow(fine), "{fine}");
        }
        for foreign in [
            "https://example.com",
            "https://.example.com",
            "https://evilexample.com",
            "http://a.example.com",
            "https://a.example.com:8443",
            "https://a.example.com.evil.com",
            "http://localhost:3001",
            "null",
        ] {
            assert!(!origins.allow(foreign), "{foreign}");
        }
        assert!(Origins::default().allow("null"), "no list, no limit");
    }
}

//! What can be said of a URL before anything is looked up.

use super::{
    Error,
    address::{is_allowed, may_be_called},
};
use std::net::IpAddr;
use url::{Host, Url};
use warbler_protocol::Network;

const MAX_URL: usize = 2048;

/// Ports above 1023 that serve no web pages; browsers refuse them, too (the fetch standard).
const BAD_PORTS: &[u16] = &[
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080,
];

/// The URL, if it may be called as far as one can see. A name still has to be looked up.
pub(super) fn check(url: &str, allowed: &[Network]) -> Result<Url, Error> {
    let strange = |char: char| char.is_ascii_control() || char == ' ' || char == '\\';
    if url.len() > MAX_URL || url.contains(strange) {
        return Err(Error::Url("longer than 2,048 bytes, or with spaces or backslashes"));
    }
    let url = Url::parse(url).map_err(|_| Error::Url("not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::Url("neither https nor http"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Url("with a user or a password"));
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if !matches!(port, 80 | 443 | 1024..) || BAD_PORTS.contains(&port) {
        return Err(Error::Url("a port that serves no web pages"));
    }
    let secure = url.scheme() == "https";
    match literal(&url) {
        Some(address) if !may_be_called(address, allowed) => {
            Err(Error::Address(address.to_string()))
        }
        Some(address) if !secure && !is_allowed(address, allowed) => Err(Error::Url("not https")),
        None if !secure && allowed.is_empty() => Err(Error::Url("not https")),
        _ => Ok(url),
    }
}

/// The address, where the host is one: also as a single number, in octal or hexadecimal.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

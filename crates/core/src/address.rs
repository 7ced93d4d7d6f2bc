//! Where a request comes from.
//!
//! Anybody can write `X-Forwarded-For`, so it counts only as far as trusted proxies vouch for it:
//! each proxy appends whom it heard from, and from the right the first address that is no trusted
//! proxy is the client's.

use std::net::{IpAddr, SocketAddr};
use warbler_protocol::Network;

/// The client's address: the peer's, or, behind trusted proxies, the last untrusted one of the
/// `X-Forwarded-For` headers, which are given in their order.
pub fn client_address<'a>(
    trusted: &[Network],
    peer: Option<IpAddr>,
    forwarded: impl DoubleEndedIterator<Item = &'a str>,
) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut nearest = peer?.to_canonical();
    let hops = forwarded.rev().flat_map(|header| header.rsplit(','));
    for hop in hops {
        if !is_trusted(nearest) {
            break;
        }
        // What cannot be read was not written by a proxy of ours: nothing left of it counts.
        let Some(address) = read(hop.trim()) else { break };
        nearest = address.to_canonical();
    }
    Some(nearest)
}

/// An address, which some proxies write with its port.
fn read(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let trusted: Vec<_> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let peer = Some(peer.parse().unwrap());
        client_address(&trusted, peer, forwarded.iter().copied()).unwrap().to_string()
    }

    #[test]
    fn a_stranger_cannot_say_where_they_come_from() {
        assert_eq!(client(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client(&[], "::ffff:203.0.113.9", &[]), "203.0.113.9");
        assert_eq!(client_address(&[], None, ["1.2.3.4"].into_iter()), None);
    }

    #[test]
    fn trusted_proxies_vouch_for_whom_they_heard_from() {
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        let behind = |forwarded: &[&str]| client(&trusted, "10.0.0.1", forwarded);
        assert_eq!(behind(&["203.0.113.9"]), "203.0.113.9");
        assert_eq!(behind(&["6.6.6.6, 203.0.113.9"]), "203.0.113.9", "the client wrote the first");
        assert_eq!(behind(&["6.6.6.6", "203.0.113.9, 10.2.0.1"]), "203.0.113.9");
        assert_eq!(behind(&["2001:db8::7, fd00::1"]), "2001:db8::7");
        assert_eq!(behind(&["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(behind(&["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(behind(&["::ffff:203.0.113.9"]), "203.0.113.9");
        assert_eq!(behind(&[]), "10.0.0.1");
        assert_eq!(behind(&["10.3.0.1,10.2.0.1"]), "10.3.0.1", "all of it is ours");
        assert_eq!(behind(&["203.0.113.9, unknown, 10.2.0.1"]), "10.2.0.1");
        assert_eq!(behind(&["", " , "]), "10.0.0.1");
    }
}

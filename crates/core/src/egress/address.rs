//! Which addresses are public.
//!
//! After the registries of special-purpose addresses (RFC 6890 and what IANA added since), and what
//! clouds serve their secrets on.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use warbler_protocol::Network;

/// Whether anybody may be sent here: a public address, or one in a range that is allowed.
pub(super) fn may_be_called(address: IpAddr, allowed: &[Network]) -> bool {
    is_allowed(address, allowed) || is_public(address)
}

pub(super) fn is_allowed(address: IpAddr, allowed: &[Network]) -> bool {
    allowed.iter().any(|network| network.contains(address))
}

fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|range| within_v4(address, *range)),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Translated addresses are as public as what they stand for.
    if within_v6(address, NAT64) {
        let [.., a, b, c, d] = address.octets();
        return is_public(Ipv4Addr::new(a, b, c, d).into());
    }
    within_v6(address, GLOBAL_UNICAST) && !SPECIAL_V6.iter().any(|range| within_v6(address, *range))
}

type RangeV4 = ([u8; 4], u32);
type RangeV6 = ([u16; 8], u32);

fn within_v4(address: Ipv4Addr, (start, length): RangeV4) -> bool {
    (u32::from(address) ^ u32::from_be_bytes(start)) >> (32 - length) == 0
}

fn within_v6(address: Ipv6Addr, (start, length): RangeV6) -> bool {
    (u128::from(address) ^ u128::from(Ipv6Addr::from(start))) >> (128 - length) == 0
}

const SPECIAL_V4: &[RangeV4] = &[
    ([0, 0, 0, 0], 8),        // this network
    ([10, 0, 0, 0], 8),       // private
    ([100, 64, 0, 0], 10),    // carrier-grade NAT
    ([127, 0, 0, 0], 8),      // loopback
    ([168, 63, 129, 16], 32), // Azure's own services
    ([169, 254, 0, 0], 16),   // link-local, with the metadata of most clouds
    ([172, 16, 0, 0], 12),    // private
    ([192, 0, 0, 0], 24),     // protocol assignments
    ([192, 0, 2, 0], 24),     // documentation
    ([192, 31, 196, 0], 24),  // AS112
    ([192, 52, 193, 0], 24),  // AMT
    ([192, 88, 99, 0], 24),   // 6to4 relays
    ([192, 168, 0, 0], 16),   // private
    ([192, 175, 48, 0], 24),  // AS112
    ([198, 18, 0, 0], 15),    // benchmarks
    ([198, 51, 100, 0], 24),  // documentation
    ([203, 0, 113, 0], 24),   // documentation
    ([224, 0, 0, 0], 4),      // multicast
    ([240, 0, 0, 0], 4),      // reserved, with the broadcast address
];

const GLOBAL_UNICAST: RangeV6 = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);
const NAT64: RangeV6 = ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

/// Within what is global unicast. Loopback, link-local, unique local, multicast, IPv4-compatible and
/// site-local addresses lie outside of it.
const SPECIAL_V6: &[RangeV6] = &[
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments, Teredo, benchmarks, ORCHID
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4: wraps any IPv4 address
    ([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48), // AS112
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
];

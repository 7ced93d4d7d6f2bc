//! Ranges of addresses, in CIDR notation.

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, net::IpAddr, str::FromStr};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// The text is no range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidNetwork;

impl fmt::Display for InvalidNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an address or a range such as 10.0.0.0/8 or 2001:db8::/32")
    }
}

impl std::error::Error for InvalidNetwork {}

/// A range of addresses (`10.0.0.0/8`, `2001:db8::/32`), or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpNet);

impl Network {
    /// Whether the address lies in the range. An IPv4 address is one however it is written.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let single = || text.parse::<IpAddr>().map(|address| address.to_canonical().into());
        let range = text.parse::<IpNet>().or_else(|_| single()).map_err(|_| InvalidNetwork)?;
        Ok(Self(range.trunc()))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl PartialSchema for Network {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An address or a range in CIDR notation, IPv4 or IPv6."))
            .pattern(Some(pattern()))
            .examples(["203.0.113.0/24"])
            .into()
    }
}

impl ToSchema for Network {}

/// What is read as a range, apart from IPv6 addresses that end like IPv4 ones.
fn pattern() -> String {
    let byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    let group = "[0-9A-Fa-f]{1,4}";
    let mut v6 = vec![format!("({group}:){{7}}{group}"), format!("({group}:){{1,7}}:")];
    // The double colon may stand behind any of the groups, for at least one.
    v6.extend((1..=6).map(|after| format!("({group}:){{1,{}}}(:{group}){{1,{after}}}", 7 - after)));
    v6.push(format!(":((:{group}){{1,7}}|:)"));
    let v4 = format!("{byte}(\\.{byte}){{3}}(/(3[0-2]|[12]?[0-9]))?");
    format!("^({v4}|({})(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)$", v6.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_in_one_spelling() {
        let read = |text: &str| text.parse::<Network>().map(|network| network.to_string());
        assert_eq!(read("10.1.2.3/8").unwrap(), "10.0.0.0/8");
        assert_eq!(read("192.0.2.7").unwrap(), "192.0.2.7/32");
        assert_eq!(read("::ffff:192.0.2.7").unwrap(), "192.0.2.7/32");
        assert_eq!(read("2001:DB8::1/32").unwrap(), "2001:db8::/32");
        for bad in ["", "10/8", "10.0.0.0/33", "example.com", "10.0.0.0/8 ", "::1/129", "1\0"] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_ipv4_address_is_one_however_it_is_written() {
        let network: Network = "10.0.0.0/8".parse().unwrap();
        for (address, inside) in
            [("10.255.0.1", true), ("::ffff:10.0.0.1", true), ("11.0.0.1", false), ("::1", false)]
        {
            assert_eq!(network.contains(address.parse().unwrap()), inside, "{address}");
        }
    }
}

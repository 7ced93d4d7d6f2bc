//! Moments, as milliseconds since 1970 inside and RFC 3339 in UTC on the wire.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, time::Duration};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// Milliseconds since 1970-01-01T00:00:00Z. The databases keep it as a plain number, so that both
/// compare and subtract it in the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The last moment that RFC 3339 can write, 9999-12-31T23:59:59.999Z: an end that never comes.
    pub const FOREVER: Self = Self(253_402_300_799_999);
    /// The first one, 0000-01-01T00:00:00.000Z.
    const FIRST: Self = Self(-62_167_219_200_000);

    /// The start of the hour this moment is in.
    pub fn hour(self) -> Self {
        Self(self.0 - self.0.rem_euclid(3_600_000))
    }

    /// The start of the minute this moment is in.
    pub fn minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60_000))
    }

    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// How long after `earlier` this is; zero if it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).max(0).unsigned_abs())
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(de::Error::custom)?;
        // In another time zone, an hour of the first and last days lies outside.
        let time = time.timestamp_millis();
        Ok(Self(time.clamp(Self::FIRST.0, Self::FOREVER.0)))
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_milliseconds_and_utc() {
        let time = Timestamp(1_700_000_000_120);
        assert_eq!(time.to_string(), "2023-11-14T22:13:20.120Z");
        let read: Timestamp = serde_json::from_str("\"2023-11-14T23:13:20.12+01:00\"").unwrap();
        assert_eq!(read, time);
        assert_eq!(Timestamp::FOREVER.to_string(), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn every_time_that_can_be_read_can_be_written() {
        let read = |text: &str| serde_json::from_str::<Timestamp>(text).unwrap().to_string();
        let last = read("\"9999-12-31T23:59:59-23:59\"");
        assert_eq!(last, "9999-12-31T23:59:59.999Z");
        assert_eq!(read("\"0000-01-01T00:00:00+23:59\""), "0000-01-01T00:00:00.000Z");
    }
}

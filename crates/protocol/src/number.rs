//! Whole numbers, however JSON writes them.

use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};
use std::fmt;

/// The largest number up to which a double has every whole one.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A number that is whole: `5`, and `5.0` too, which is the same to JSON, and how some languages
/// write what they keep as a double.
struct Whole(i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(WholeVisitor).map(Self)
    }
}

/// A whole number: `#[serde(deserialize_with = "whole")]`.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Whole::deserialize(deserializer).map(|Whole(number)| number)
}

/// A whole number or nothing: `#[serde(deserialize_with = "optional_whole")]`.
pub(crate) fn optional_whole<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    let number = Option::<Whole>::deserialize(deserializer)?;
    Ok(number.map(|Whole(number)| number))
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        let refused = || E::invalid_value(Unexpected::Unsigned(number), &self);
        i64::try_from(number).map_err(|_| refused())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        if number.fract() != 0.0 || number.abs() > MAX_EXACT {
            return Err(E::invalid_value(Unexpected::Float(number), &self));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and small enough")]
        Ok(number as i64)
    }
}

#[cfg(test)]
mod tests {
    use crate::{CreateUpload, UpdateReceipt};

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        let read = |seq: &str| {
            let json = format!(r#"{{"seq":{seq}}}"#);
            serde_json::from_str::<UpdateReceipt>(&json).map(|read| read.seq).ok()
        };
        for five in ["5", "5.0", "50e-1", "0.5e1"] {
            assert_eq!(read(five), Some(Some(5)), "{five}");
        }
        assert_eq!(read("-0.0"), Some(Some(0)));
        assert_eq!(read("null"), Some(None));
        for bad in ["5.5", "1e300", "9223372036854775808", "9007199254740994.0", "\"5\"", "true"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let upload: CreateUpload = serde_json::from_str(r#"{"name":"a","size":2.0}"#).unwrap();
        assert_eq!(upload.size, 2);
    }
}

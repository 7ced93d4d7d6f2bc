//! Arguments come as JSON objects, by name.

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData};

/// A value that is read from a JSON object alone. Serde would also take an array that holds the
/// members in the order of their declaration, an order that is nobody's business.
#[derive(Clone, Copy, Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

/// A list whose items are objects: `#[serde(deserialize_with = "objects")]`.
pub fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let items = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(items.into_iter().map(|Object(item)| item).collect())
}

/// A member that is an object or absent: `#[serde(deserialize_with = "optional_object")]`.
pub fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = Option::<Object<T>>::deserialize(deserializer)?;
    Ok(value.map(|Object(value)| value))
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommandFrame, CreateUser};

    #[test]
    fn arrays_are_no_objects() {
        assert!(serde_json::from_str::<Object<CreateUser>>(r#"{"id":"a"}"#).is_ok());
        assert!(serde_json::from_str::<Object<CreateUser>>("[]").is_err());
        assert!(serde_json::from_str::<Object<CreateUser>>(r#"{"id":"a","x":1}"#).is_err());
        let frame: Object<CommandFrame<'_>> =
            serde_json::from_str(r#"{"i":1,"t":"ping","d":{"a": 1}}"#).unwrap();
        assert_eq!(frame.0.d.unwrap().get(), r#"{"a": 1}"#);
        assert!(serde_json::from_str::<Object<CommandFrame<'_>>>(r#"[1,"ping"]"#).is_err());
    }
}

//! Members of a change that can be taken away: left out, they stay; `null` removes them.

use serde::{Deserialize, Deserializer};

/// Reads a member that is there, so that `null` is told from its absence.
pub(crate) fn given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::UpdateConversation;

    #[test]
    fn null_is_told_from_absence() {
        let read = |json| serde_json::from_str::<UpdateConversation>(json).unwrap().name;
        assert_eq!(read("{}"), None);
        assert_eq!(read(r#"{"name":null}"#), Some(None));
        assert_eq!(read(r#"{"name":"Tea"}"#), Some(Some("Tea".to_owned())));
    }
}

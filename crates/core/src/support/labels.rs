//! Words that tenants choose: labels, skills, shortcuts. Plain enough to be looked for in a list.

use crate::{Error, Result, validate::encode};
use std::collections::BTreeSet;

/// A list of none, as it is stored.
pub(super) const NONE: &str = "[]";

/// Longest label.
const LONGEST: usize = 40;

/// The list as it is stored: each once, in order.
pub(super) fn stored(pointer: &str, labels: &[String]) -> Result<String> {
    for label in labels {
        check(pointer, label)?;
    }
    let distinct: BTreeSet<_> = labels.iter().collect();
    encode(&distinct)
}

pub(super) fn check(pointer: &str, label: &str) -> Result<()> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match !label.is_empty() && label.len() <= LONGEST && label.bytes().all(allowed) {
        true => Ok(()),
        false => {
            let detail = "1 to 40 of a-z, 0-9 and -";
            Err(Error::field(pointer, "label", detail))
        }
    }
}

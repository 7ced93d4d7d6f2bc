//! Nicks as user ids.
//!
//! A nick may hold what an id may not (`|`, `[`, `` ` ``). So every byte but letters, digits, `.`, `_`
//! and `-` is written as `:` and two hexadecimal digits, and `irc:` is put in front: `|QuaD-` becomes
//! `irc::7cQuaD-`. No two nicks come to the same id, because `:` itself is written `:3a`. An id that
//! would be longer than ids may be is `irc::h` and the nick's SHA-256, which no other can be: `h` is no
//! hexadecimal digit.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use warbler_protocol::{UserId, UserRecord};

/// The user that a nick becomes, named like the nick.
pub(super) fn user(nick: &str) -> Option<UserRecord> {
    let name = Some(nick.chars().take(256).collect());
    Some(UserRecord { name, ..UserRecord::new(id(nick)?) })
}

/// The id of a nick; nothing for an empty one.
pub(super) fn id(nick: &str) -> Option<UserId> {
    if nick.is_empty() {
        return None;
    }
    let mut id = "irc:".to_owned();
    for byte in nick.bytes() {
        match byte {
            b'.' | b'_' | b'-' => id.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => id.push(char::from(byte)),
            _ => write!(id, ":{byte:02x}").ok()?,
        }
    }
    id.parse().ok().or_else(|| format!("irc::h{}", hex::encode(Sha256::digest(nick))).parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn nicks_that_differ_become_ids_that_differ() {
        let long = "[".repeat(60);
        let nicks =
            ["a", "A", ":", "|", ":7c", "irc:a", "{K}", "[K]", "é", "a b", &long, &long[1..]];
        let ids: HashSet<_> = nicks.iter().map(|nick| id(nick).unwrap()).collect();
        assert_eq!(ids.len(), nicks.len());
        assert_eq!(id("|QuaD-").unwrap().as_str(), "irc::7cQuaD-");
        assert_eq!(id(""), None);
    }
}

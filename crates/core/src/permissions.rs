//! What a user token may be good for.
//!
//! The table says what each role may do; an app may change it ([`crate::apps::AppSettings`]). A
//! token's role and its `caps` only ever narrow: what it grants is what users may do, and its role,
//! and its `caps`. What is granted is still subject to the user's role in the conversation at hand.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use warbler_protocol::{Permission, UserRole};

/// A set of permissions, a bit each: asking costs a send nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(u64);

impl Permissions {
    /// Whatever there is, as for servers.
    pub const ALL: Self = Self(u64::MAX);

    pub fn contains(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// What is in both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// One by one, in the order of the documentation.
    pub(crate) fn list(self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.contains(*permission)).collect()
    }

    /// What a role may do where the app says nothing else.
    pub(crate) fn default_of(role: UserRole) -> Self {
        let granted = |permission: &Permission| {
            let [user, guest, readonly] = defaults(*permission);
            match role {
                UserRole::User => user,
                UserRole::Guest => guest,
                UserRole::Readonly => readonly,
            }
        };
        Permission::ALL.iter().copied().filter(granted).collect()
    }
}

fn bit(permission: Permission) -> u64 {
    1 << permission as u32
}

/// The table: what a user, a guest and a read-only user may do.
fn defaults(permission: Permission) -> [bool; 3] {
    const EVERYBODY: [bool; 3] = [true, true, true];
    const GUESTS_TOO: [bool; 3] = [true, true, false];
    const READERS_TOO: [bool; 3] = [true, false, true];
    const USERS: [bool; 3] = [true, false, false];
    match permission {
        Permission::UsersRead => EVERYBODY,
        Permission::UsersUpdateSelf => USERS,
        Permission::UsersBlock => GUESTS_TOO,
        Permission::PresenceRead => EVERYBODY,
        Permission::PresenceSet => GUESTS_TOO,
        Permission::ConversationsCreateDirect => USERS,
        Permission::ConversationsCreateGroup => USERS,
        Permission::ConversationsCreateChannel => USERS,
        Permission::ConversationsCreateSupport => USERS,
        Permission::ConversationsUpdate => USERS,
        Permission::ConversationsDelete => USERS,
        Permission::ConversationsJoin => USERS,
        Permission::ConversationsLeave => GUESTS_TOO,
        Permission::MembersRead => READERS_TOO,
        Permission::MembersAdd => USERS,
        Permission::MembersRemove => USERS,
        Permission::MembersUpdate => USERS,
        Permission::MembersBan => USERS,
        Permission::MembersUpdateSelf => GUESTS_TOO,
        Permission::MessagesSend => GUESTS_TOO,
        Permission::MessagesEdit => GUESTS_TOO,
        Permission::MessagesRecall => GUESTS_TOO,
        Permission::MessagesReact => GUESTS_TOO,
        Permission::MessagesPin => USERS,
        Permission::ReceiptsSend => GUESTS_TOO,
        Permission::TypingSend => GUESTS_TOO,
        Permission::FilesUpload => GUESTS_TOO,
        Permission::SupportAnswer => USERS,
        Permission::SupportRate => GUESTS_TOO,
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().map(bit).fold(0, |set, bit| set | bit))
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list().serialize(serializer)
    }
}

/// Words that this release does not know grant nothing: a newer one may have written them.
impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        Ok(words.iter().filter_map(|word| word.parse().ok()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_bit_and_a_word_of_its_own() {
        assert!(Permission::ALL.len() < 64);
        for (at, permission) in Permission::ALL.iter().enumerate() {
            let one: Permissions = [*permission].into_iter().collect();
            assert_eq!(one.list(), [*permission]);
            assert_eq!(bit(*permission), 1 << at);
            assert_eq!(permission.as_str().parse(), Ok(*permission));
        }
    }

    #[test]
    fn no_role_may_do_more_than_a_user_by_default() {
        for role in [UserRole::Guest, UserRole::Readonly] {
            let granted = Permissions::default_of(role);
            assert_eq!(granted.and(Permissions::default_of(UserRole::User)), granted);
        }
    }

    #[test]
    fn the_documentation_has_the_table() {
        let documentation = include_str!("../../../docs/security.md");
        for permission in Permission::ALL {
            let [user, guest, readonly] =
                defaults(*permission).map(|granted| if granted { "yes" } else { "no" });
            let row = format!("| `{}` | {user} | {guest} | {readonly} |", permission.as_str());
            assert!(documentation.contains(&row), "docs/security.md lacks {row}");
        }
    }

    #[test]
    fn unknown_words_grant_nothing() {
        let read: Permissions = serde_json::from_str(r#"["messages:send","all","*"]"#).unwrap();
        assert_eq!(read.list(), [Permission::MessagesSend]);
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"["messages:send"]"#);
    }
}

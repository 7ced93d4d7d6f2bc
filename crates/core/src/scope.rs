//! Who is asking.

use crate::{Error, Permissions, Result, secrets::Owner};
use uuid::Uuid;
use warbler_protocol::{
    AccountId, AppId, ErrorCode, KeyId, KeyScope, Permission, Principal, PrincipalKind, TeamRole,
    UserId,
};

/// The app a caller acts in, and as whom.
///
/// Only authentication ([`crate::auth`]) makes scopes, apart from the command line of whoever runs
/// the installation. Every operation takes one and every query starts from its `app_id`, so code
/// that holds a scope of one app has no way to reach another.
#[derive(Clone, Debug)]
pub struct Scope {
    pub app_id: AppId,
    /// The shard of the log that the app lives in.
    pub shard: i32,
    pub actor: Actor,
    /// What a user's token grants; everything for all others.
    pub permissions: Permissions,
}

/// As whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An end user, holding a user token.
    User(UserId),
    /// The tenant's own server, holding a secret key. It may act on every user and conversation.
    Server { key_id: KeyId, scopes: Vec<KeyScope> },
    /// Somebody of the organisation's team, in the console. They may do what a secret key with
    /// these scopes may.
    Account { account_id: AccountId, role: TeamRole, scopes: Vec<KeyScope> },
    /// Warbler itself: the command line, jobs.
    System,
}

impl Scope {
    /// The user, where only a user can be meant.
    pub fn user(&self) -> Result<&UserId> {
        match &self.actor {
            Actor::User(user_id) => Ok(user_id),
            _ => Err(wrong_credential("this takes a user token")),
        }
    }

    /// The user, if it is one that asks.
    pub fn as_user(&self) -> Option<&UserId> {
        match &self.actor {
            Actor::User(user_id) => Some(user_id),
            _ => None,
        }
    }

    /// Who it is, for logs.
    pub fn principal(&self) -> Principal {
        let (kind, id) = match &self.actor {
            Actor::User(user_id) => (PrincipalKind::User, user_id.to_string()),
            Actor::Server { key_id, .. } => (PrincipalKind::Key, key_id.to_string()),
            Actor::Account { account_id, .. } => (PrincipalKind::Account, account_id.to_string()),
            Actor::System => (PrincipalKind::System, String::new()),
        };
        Principal { kind, id }
    }

    /// The scopes of the credential, where it is of a kind that has some.
    pub(crate) fn granted(&self) -> Option<&[KeyScope]> {
        match &self.actor {
            Actor::Server { scopes, .. } | Actor::Account { scopes, .. } => Some(scopes),
            Actor::User(_) | Actor::System => None,
        }
    }

    /// Refuses users, and who lacks the scope.
    pub fn require(&self, wanted: KeyScope) -> Result<()> {
        match &self.actor {
            Actor::User(_) => Err(wrong_credential("this takes a secret key")),
            _ => self.require_if_server(wanted),
        }
    }

    /// Refuses who has scopes and lacks this one; what users may do is decided by what they are
    /// members of.
    pub fn require_if_server(&self, wanted: KeyScope) -> Result<()> {
        match self.granted() {
            Some(scopes) if !scopes.contains(&wanted) => {
                let name = serde_json::to_value(wanted).unwrap_or_default();
                let detail = format!("the credential lacks the scope {name}");
                Err(Error::Refused(ErrorCode::MissingScope, detail))
            }
            _ => Ok(()),
        }
    }

    /// Refuses users whose token does not grant this. What it grants is still subject to what they
    /// are in the conversation.
    pub fn permit(&self, wanted: Permission) -> Result<()> {
        if self.permissions.contains(wanted) {
            return Ok(());
        }
        let detail = format!("the user token does not grant {}", wanted.as_str());
        Err(Error::Refused(ErrorCode::PermissionDenied, detail))
    }
}

impl Owner for Scope {
    fn owner(&self) -> Uuid {
        self.app_id.0
    }
}

fn wrong_credential(detail: &str) -> Error {
    Error::Refused(ErrorCode::WrongCredential, detail.to_owned())
}

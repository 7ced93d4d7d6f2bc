//! What an app decides for itself: one JSON document in `apps.settings`. What it does not hold has
//! its default.

use super::origins::Origins;
use crate::permissions::Permissions;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warbler_protocol::{RolePermissions, UpdateRolePermissions, UserRole};

/// The settings of an app. Every field has a default, so that older rows and releases agree.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct AppSettings {
    /// What roles may do, where the app decided.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    permissions: BTreeMap<UserRole, Permissions>,
    /// From which pages browsers may speak to it.
    #[serde(default, skip_serializing_if = "Origins::is_empty")]
    pub(super) allowed_origins: Origins,
}

impl AppSettings {
    /// What a token with this role grants: no role may do more than a user.
    pub(crate) fn granted(&self, role: UserRole) -> Permissions {
        self.permissions_of(UserRole::User).and(self.permissions_of(role))
    }

    /// What the roles may do.
    pub(super) fn role_permissions(&self) -> RolePermissions {
        let [user, guest, readonly] = [UserRole::User, UserRole::Guest, UserRole::Readonly]
            .map(|role| self.granted(role).list());
        RolePermissions { user, guest, readonly }
    }

    pub(super) fn change_permissions(&mut self, change: UpdateRolePermissions) {
        let UpdateRolePermissions { user, guest, readonly } = change;
        for (role, granted) in
            [(UserRole::User, user), (UserRole::Guest, guest), (UserRole::Readonly, readonly)]
        {
            if let Some(granted) = granted {
                self.permissions.insert(role, granted.into_iter().collect());
            }
        }
    }

    fn permissions_of(&self, role: UserRole) -> Permissions {
        let decided = self.permissions.get(&role).copied();
        decided.unwrap_or_else(|| Permissions::default_of(role))
    }
}

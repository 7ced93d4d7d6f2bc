//! What users may do, in words: roles that a token names, and permissions that it may be narrowed to.

use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// The word names no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPermission;

macro_rules! permissions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// What a user token may be good for. What it is good for also depends on the user's role
        /// in each conversation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Permission {
            /// Every permission there is, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        impl FromStr for Permission {
            type Err = UnknownPermission;

            fn from_str(name: &str) -> Result<Self, UnknownPermission> {
                match name { $($name => Ok(Self::$variant),)* _ => Err(UnknownPermission) }
            }
        }
    };
}

permissions! {
    /// Read other users, by id.
    UsersRead = "users:read";
    /// Change oneself, and forget own devices.
    UsersUpdateSelf = "users:update_self";
    /// Block other users.
    UsersBlock = "users:block";
    /// See who is online.
    PresenceRead = "presence:read";
    /// Say how one is.
    PresenceSet = "presence:set";
    ConversationsCreateDirect = "conversations:create_direct";
    ConversationsCreateGroup = "conversations:create_group";
    ConversationsCreateChannel = "conversations:create_channel";
    ConversationsCreateSupport = "conversations:create_support";
    ConversationsUpdate = "conversations:update";
    ConversationsDelete = "conversations:delete";
    /// Become a member of a public conversation.
    ConversationsJoin = "conversations:join";
    ConversationsLeave = "conversations:leave";
    /// List the members of a conversation.
    MembersRead = "members:read";
    MembersAdd = "members:add";
    /// Remove others.
    MembersRemove = "members:remove";
    /// Give other members another role.
    MembersUpdate = "members:update";
    /// Ban and silence members.
    MembersBan = "members:ban";
    /// Change what a membership is to oneself: muted, archived, drafts, what is hidden.
    MembersUpdateSelf = "members:update_self";
    MessagesSend = "messages:send";
    MessagesEdit = "messages:edit";
    MessagesRecall = "messages:recall";
    MessagesReact = "messages:react";
    MessagesPin = "messages:pin";
    /// Tell what was received and read, and leave oneself a reminder.
    ReceiptsSend = "receipts:send";
    TypingSend = "typing:send";
    FilesUpload = "files:upload";
    /// Answer customers, as an operator.
    SupportAnswer = "support:answer";
    /// Rate a resolution, as a customer.
    SupportRate = "support:rate";
}

// By hand: the derive does not see names that come through a macro.
impl PartialSchema for Permission {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.iter().map(|permission| permission.as_str());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What a user token may be good for."))
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for Permission {}

/// What a user is to the app. A token names it; without one, it is `user`.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Serialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UserRole {
    #[default]
    User,
    /// Reads and sends where they are a member, creates nothing and lists nobody.
    Guest,
    /// Changes nothing.
    Readonly,
}

/// What each role may do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct RolePermissions {
    pub user: Vec<Permission>,
    pub guest: Vec<Permission>,
    pub readonly: Vec<Permission>,
}

/// What roles may do from now on; those left out stay.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateRolePermissions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Vec<Permission>>,
    /// Never more than a user may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<Vec<Permission>>,
    /// Never more than a user may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readonly: Option<Vec<Permission>>,
}

//! Conversations, as clients make and read them.

use crate::{
    AppId, ConversationId, Draft, Member, MembershipSettings, Message, NewMember, Role, Timestamp,
    UserId, message::is_false, objects, patch::given, web_url::web_url,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

/// What a conversation is for; it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// Exactly two users, one conversation per pair.
    Direct,
    /// Up to 1,000 members.
    Group,
    /// Up to 100,000 members.
    Channel,
    /// A customer with bots and operators.
    Support,
    /// Notes and drafts linked to a support conversation; never seen by customers.
    Internal,
}

/// Who may find and join a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Members alone know that it exists.
    #[default]
    Private,
    /// Every user of the app may look it up and join.
    Public,
}

/// What a member sees of the time before they joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum History {
    All,
    SinceJoin,
}

/// Who may send messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Posting {
    #[default]
    Everyone,
    /// Owners, admins and moderators.
    Admins,
}

/// A conversation to be created.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateConversation {
    pub kind: ConversationKind,
    /// The tenant's own unique name for it; creating it again answers the first.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[validate(length(min = 1, max = 256))]
    #[schema(min_length = 1, max_length = 256)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[validate(length(min = 1, max = 2048))]
    #[schema(min_length = 1, max_length = 2048)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[validate(length(max = 2048), custom(function = "web_url"))]
    #[schema(max_length = 2048, pattern = "^https?://[^\\u0000-\\u0020\\u007f-\\u00a0]+$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(default)]
    pub visibility: Visibility,
    /// `since_join` for groups and `all` for the rest, unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    #[serde(default)]
    pub posting: Posting,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    /// The first members. A user who creates a conversation becomes its owner without being named.
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "objects")]
    pub members: Vec<NewMember>,
}

/// What changes; what is left out stays, `null` takes away, and metadata replaces what was there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateConversation {
    #[validate(length(min = 1, max = 256))]
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 256)]
    pub name: Option<Option<String>>,
    #[validate(length(min = 1, max = 2048))]
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2048)]
    pub description: Option<Option<String>>,
    #[validate(length(max = 2048), custom(function = "web_url"))]
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 2048, pattern = "^https?://[^\\u0000-\\u0020\\u007f-\\u00a0]+$")]
    pub avatar_url: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posting: Option<Posting>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// A conversation, as of entry `as_of_seq`: events with an `n` up to that are part of it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Conversation {
    pub id: ConversationId,
    pub app_id: AppId,
    pub kind: ConversationKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    pub visibility: Visibility,
    pub history: History,
    pub posting: Posting,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    pub member_count: i64,
    pub last_ordinal: i64,
    pub as_of_seq: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The newest message that the reader may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Message>,
    /// The reader's own part in it; absent for secret keys and for those who only look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<Membership>,
    /// Both sides of a direct conversation; asked for by id, all members where there are at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
}

/// One's own part in a conversation.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct Membership {
    pub role: Role,
    pub joined_at: Timestamp,
    pub unread_count: i64,
    pub mention_count: i64,
    pub read_seq: i64,
    pub delivered_seq: i64,
    /// A private reminder; reading anything clears it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub marked_unread: bool,
    #[serde(flatten)]
    pub settings: MembershipSettings,
    /// What the reader was about to write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
}

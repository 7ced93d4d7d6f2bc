//! Who is there. Kept only while somebody is connected; nothing of it is in the log.

use crate::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What a device says of its user. One that says nothing says `online`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    #[default]
    Online,
    Away,
    /// Offline, for everybody but the user, whatever the other devices say.
    Invisible,
}

/// How a user is, over all of their devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    /// A device is connected.
    Online,
    /// All connected devices say that nobody looks.
    Away,
    #[default]
    Offline,
    /// Shown to the user alone; to others it is `offline`.
    Invisible,
}

/// What a device says from now on, for as long as it is connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    pub status: Availability,
    /// A word of the user's own: "in a meeting". None takes the last one back.
    #[validate(length(max = 80))]
    #[schema(max_length = 80)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// How a user is, as the asker may know.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Presence {
    pub user_id: UserId,
    pub status: PresenceStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Of who is offline: when they were last connected, to the minute where a node broke down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Timestamp>,
}

/// Whose presence is asked for.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ListPresence {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub user_ids: Vec<UserId>,
}

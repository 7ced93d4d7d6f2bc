//! Threads: replies to one message, apart from the main timeline.

use crate::{Message, MessageId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a message shows of its thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Thread {
    /// Replies that were not recalled.
    pub reply_count: i64,
    /// The newest reply's place in the thread; recalled ones keep theirs.
    pub last_ordinal: i64,
    pub last_reply_at: Timestamp,
    /// Up to five who replied, the latest first.
    pub participants: Vec<UserId>,
}

/// The `d` of `thread.updated`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ThreadUpdated {
    /// The message that the thread is about.
    pub message_id: MessageId,
    pub thread: Thread,
}

/// One's own part in a thread; also the `d` of `thread_member.updated`, which only oneself is told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ThreadMembership {
    /// The message that the thread is about.
    pub message_id: MessageId,
    pub following: bool,
    /// How far one has read. It only moves forward.
    pub read_ordinal: i64,
}

/// A thread that one follows.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct FollowedThread {
    /// What the thread is about, with the thread.
    pub message: Message,
    pub read_ordinal: i64,
    pub unread_count: i64,
    pub mention_count: i64,
}

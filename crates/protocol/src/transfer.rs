//! Imports and exports under way: how far they are and what they found.

use crate::{ExportId, ImportId, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;
use utoipa::ToSchema;

/// Where an import or export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferStatus {
    Running,
    Done,
    /// Stopped at something that cannot be read or written; `error` says what.
    Failed,
}

/// An import: a file of users, conversations and messages on its way into the app.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Import {
    pub id: ImportId,
    /// What the file is called.
    pub name: String,
    pub status: TransferStatus,
    /// Whether lines that cannot be read are left out, rather than stopping the import.
    pub skip_bad: bool,
    /// Bytes of the file, where that is known, and how many of them were taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    pub offset: i64,
    /// Lines taken.
    pub lines: i64,
    pub tally: Tally,
    /// The first hundred lines that cannot be read, or do not fit to what is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad_lines: Vec<BadLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What an import found: of each kind what is new, and what was there before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct Tally {
    pub users_new: i64,
    pub users_known: i64,
    pub conversations_new: i64,
    pub conversations_known: i64,
    pub members_new: i64,
    pub members_known: i64,
    pub messages_new: i64,
    pub messages_known: i64,
    /// Entries that are neither the start of a conversation nor of a message.
    pub events_new: i64,
    pub events_known: i64,
    pub files_new: i64,
    pub files_known: i64,
    /// Bans, blocks, earlier versions, reactions that are no entries, and parts in threads.
    pub others_new: i64,
    pub others_known: i64,
    /// Lines left out, because they are bad.
    pub skipped: i64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.users_new += other.users_new;
        self.users_known += other.users_known;
        self.conversations_new += other.conversations_new;
        self.conversations_known += other.conversations_known;
        self.members_new += other.members_new;
        self.members_known += other.members_known;
        self.messages_new += other.messages_new;
        self.messages_known += other.messages_known;
        self.events_new += other.events_new;
        self.events_known += other.events_known;
        self.files_new += other.files_new;
        self.files_known += other.files_known;
        self.others_new += other.others_new;
        self.others_known += other.others_known;
        self.skipped += other.skipped;
    }
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct BadLine {
    /// 1 is the first.
    pub line: i64,
    pub reason: String,
}

/// An export: the whole app on its way into a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Export {
    pub id: ExportId,
    pub status: TransferStatus,
    /// Written so far, or in all.
    pub size: i64,
    pub lines: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

//! Files: what is known of them, then their bytes, piece by piece.

use crate::{FileId, ImageSize, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use validator::Validate;

/// A file that messages carry. Its bytes follow.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    pub id: FileId,
    #[validate(length(min = 1, max = 1024))]
    pub name: String,
    /// In bytes.
    #[validate(range(min = 1))]
    pub size: i64,
    /// A hint: what it is, its content says.
    #[validate(length(min = 1, max = 256))]
    pub content_type: String,
    /// Of the content, in hexadecimal digits.
    pub sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_by: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    /// How large its thumbnail is, which is drawn anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<ImageSize>,
    pub created_at: Timestamp,
}

/// A piece of a file: 512 KiB, or what is left.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileBytesRecord {
    pub file_id: FileId,
    pub offset: i64,
    /// In base64.
    pub data: String,
}

//! Files, and what of them a message carries.

use crate::{FileId, Timestamp, UserId, number::whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use validator::Validate;

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileStatus {
    /// Its bytes are on their way.
    Uploading,
    Ready,
}

/// Something that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct File {
    pub id: FileId,
    /// Without a path, and without characters that hide or turn others around.
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// What its content is; until it is ready, what its uploader says it is.
    pub content_type: String,
    pub status: FileStatus,
    /// Of the content, in hexadecimal digits, once it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Absent where the tenant's server uploaded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_by: Option<UserId>,
    /// Of an image, as it is seen; known shortly after it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<ImageSize>,
    pub created_at: Timestamp,
}

/// How large an image is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ImageSize {
    pub width: i32,
    pub height: i32,
}

/// A file, as the message that carries it shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Attachment {
    pub id: FileId,
    pub name: String,
    pub size: i64,
    pub content_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<ImageSize>,
}

/// A file that is going to be uploaded to an address of its own.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateUpload {
    #[validate(length(min = 1, max = 1024))]
    #[schema(min_length = 1, max_length = 1024)]
    pub name: String,
    /// In bytes, exactly.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    #[serde(deserialize_with = "whole")]
    pub size: i64,
    /// A hint. What the content is decides.
    #[validate(length(max = 255))]
    #[schema(max_length = 255)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// Where the bytes of a file are to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct UploadTarget {
    /// `PUT`.
    pub method: String,
    /// Is the permission itself: whoever has it may upload this one file.
    pub url: String,
    /// To be sent along, exactly.
    pub headers: BTreeMap<String, String>,
    pub expires_at: Timestamp,
}

/// A file that waits for its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct CreatedUpload {
    pub file: File,
    pub upload: UploadTarget,
}

/// Where the bytes of a file are to be had.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct DownloadLink {
    /// Is the permission itself: whoever has it may read this one file until it expires.
    pub url: String,
    pub expires_at: Timestamp,
}

/// How much an app has stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct StorageUsage {
    pub files: i64,
    /// Of the files themselves, thumbnails aside.
    pub bytes: i64,
}

//! What is learned of a file while its bytes pass by.

use super::content_type;
use sha2::{Digest as _, Sha256};

/// As many of the first bytes as it takes to recognise a file.
const HEAD: usize = 8 * 1024;

/// Size, digest and first bytes of a file.
#[derive(Default)]
pub(super) struct Inspection {
    size: u64,
    digest: Sha256,
    head: Vec<u8>,
}

impl Inspection {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.digest.update(bytes);
        let missing = HEAD - self.head.len();
        self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// What the content is.
    pub(super) fn content_type(&self, hint: Option<&str>) -> String {
        content_type::recognise(&self.head, self.size > HEAD as u64, hint)
    }

    pub(super) fn sha256(self) -> [u8; 32] {
        self.digest.finalize().into()
    }
}

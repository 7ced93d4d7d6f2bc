//! Whether the files of an index are still those that were written.
//!
//! Files of segments never change once they are there. So one that did was damaged, and is found by
//! its size and times, long before somebody reads nonsense from it.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
    time::SystemTime,
};
use tantivy::{
    SegmentMeta,
    index::SegmentComponent::{
        self, Delete, FastFields, FieldNorms, Positions, Postings, Store, Terms,
    },
};

const COMPONENTS: [SegmentComponent; 7] =
    [Postings, Positions, FastFields, FieldNorms, Terms, Store, Delete];

/// The files of segments as they were when they were first seen.
pub(crate) struct Files {
    directory: PathBuf,
    seen: Mutex<HashMap<PathBuf, Mark>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    size: u64,
    modified: Option<SystemTime>,
}

impl Files {
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), seen: Mutex::default() }
    }

    /// Whether these segments have the files that they had. Those of new segments are noted.
    pub(crate) fn are_as_they_were(&self, segments: &[SegmentMeta]) -> bool {
        let Ok(mut seen) = self.seen.lock() else { return false };
        let mut now = HashMap::new();
        for path in segments.iter().flat_map(files) {
            let mark = self.mark(&path);
            if seen.get(&path).is_some_and(|before| mark != Some(*before)) {
                return false;
            }
            // Segments have not all kinds of files.
            now.extend(mark.map(|mark| (path, mark)));
        }
        *seen = now;
        true
    }

    fn mark(&self, path: &Path) -> Option<Mark> {
        let metadata = fs::metadata(self.directory.join(path)).ok()?;
        Some(Mark { size: metadata.len(), modified: metadata.modified().ok() })
    }
}

fn files(segment: &SegmentMeta) -> impl Iterator<Item = PathBuf> {
    COMPONENTS.into_iter().map(|component| segment.relative_path(component))
}

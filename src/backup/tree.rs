//! Files under a directory: finding, copying and checking them.

use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, DirBuilder, File},
    io::{self, BufRead as _, BufReader, ErrorKind},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

/// How a file gets to its other place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By a second name for the same bytes, where the disk is the same.
    Link,
    Copy,
}

/// Copies what is not there yet. What disappears meanwhile is left out.
pub(super) fn copy(from: &Path, to: &Path, way: Way) -> io::Result<()> {
    for path in files(from)? {
        let target = to.join(&path);
        if target.exists() {
            continue;
        }
        if let Some(parent) = target.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        }
        match copy_file(&from.join(&path), &target, way) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => done?,
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path, way: Way) -> io::Result<()> {
    if way == Way::Link && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

/// The files under a directory, by their paths in it and in their order; none if it is not there.
/// Those with `#` in their names are half-written.
pub(super) fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inside) = open.pop() {
        let entries = match fs::read_dir(directory.join(&inside)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let path = inside.join(entry.file_name());
            let half_written = entry.file_name().to_string_lossy().contains('#');
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && !half_written => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    Ok(found)
}

/// How long a file is, and what its bytes come to.
pub(super) fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut reader = BufReader::with_capacity(64 * 1024, File::open(path)?);
    let (mut size, mut hasher) = (0, Sha256::new());
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok((size, hex::encode(hasher.finalize())));
        }
        hasher.update(bytes);
        let read = bytes.len();
        size += read as u64;
        reader.consume(read);
    }
}

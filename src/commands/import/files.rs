//! What an import reads.

use anyhow::{Context as _, ensure};
use sha2::{Digest as _, Sha256};
use std::{
    fs, io,
    os::fd::AsFd as _,
    path::{Path, PathBuf},
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeekExt as _};

/// A file, or standard input.
pub(super) enum Source {
    File { path: PathBuf, name: String, size: u64 },
    Input,
}

/// The files that a path names: itself, or those in it, in the order of their names.
pub(super) fn list(path: &Path) -> anyhow::Result<Vec<Source>> {
    if path == Path::new("-") {
        return Ok(vec![Source::Input]);
    }
    let cannot = || format!("cannot read {}", path.display());
    let paths = match fs::metadata(path).with_context(cannot)?.is_dir() {
        false => vec![path.to_owned()],
        true => inside(path).with_context(cannot)?,
    };
    ensure!(!paths.is_empty(), "there are no files in {}", path.display());
    paths.into_iter().map(|path| Source::of(path).with_context(cannot)).collect()
}

fn inside(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

impl Source {
    fn of(path: PathBuf) -> io::Result<Self> {
        let size = fs::metadata(&path)?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self::File { path, name, size })
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::File { name, .. } => name,
            Self::Input => "standard input",
        }
    }

    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::File { size, .. } => Some(*size),
            Self::Input => None,
        }
    }

    /// Opens it, from `offset` on.
    pub(super) async fn open(&self, offset: u64) -> io::Result<Box<dyn AsyncRead + Unpin>> {
        match self {
            Self::Input => {
                let input = fs::File::from(io::stdin().as_fd().try_clone_to_owned()?);
                Ok(Box::new(tokio::fs::File::from_std(input)))
            }
            Self::File { path, .. } => {
                let mut file = tokio::fs::File::open(path).await?;
                file.seek(io::SeekFrom::Start(offset)).await?;
                Ok(Box::new(file))
            }
        }
    }

    /// What its first bytes come to; nothing if there are not as many.
    pub(super) async fn digest(&self, length: u64) -> io::Result<Option<Sha256>> {
        if self.size().is_none_or(|size| size < length) {
            return Ok(None);
        }
        let mut beginning = self.open(0).await?.take(length);
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match beginning.read(&mut buffer).await? {
                0 => return Ok(Some(hasher)),
                read => hasher.update(&buffer[..read]),
            }
        }
    }
}

//! Blobs: bytes under a key, on a disk or in an S3-compatible store.
//!
//! `object_store` is the trait; what it leaves open is settled here. Keys begin with the app. A blob
//! is whole or not there: it appears under its key when [`BlobWriter::finish`] answers, and is durable
//! then (on disk, file and directories are flushed). How many blobs may be on their way at once is
//! bounded, because each holds a buffer.

mod place;
mod reader;
mod writer;

pub use object_store::path::Path as Key;
pub use place::{Credentials, S3, Storage};
pub use reader::BlobReader;
pub use writer::BlobWriter;
use writer::Writers;

use crate::{Error, Result};
use futures_util::StreamExt as _;
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt as _,
    aws::AmazonS3,
    local::LocalFileSystem,
    prefix::PrefixStore,
    signer::{HeaderMap, Method, SignedUrlOptions, Signer as _},
};
use std::{
    fmt,
    fs::DirBuilder,
    ops::Range,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use uuid::Uuid;
use warbler_protocol::AppId;

/// Where blobs are kept. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    home: Home,
    writers: Arc<Writers>,
}

#[derive(Clone)]
enum Home {
    Disk(PathBuf),
    /// What signs addresses, and the prefix of keys.
    S3(Arc<AmazonS3>, Key),
}

impl Blobs {
    /// A directory, which is made if it is not there: its owner's alone.
    pub fn on_disk(directory: &Path) -> Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(directory);
        made.map_err(|error| storage(format!("{}: {error}", directory.display())))?;
        let store = LocalFileSystem::new_with_prefix(directory).map_err(storage)?.with_fsync(true);
        Ok(Self::over(Arc::new(store), Home::Disk(directory.to_owned())))
    }

    /// A bucket, or what begins with a prefix in it.
    pub fn in_s3(place: &S3, credentials: Option<&Credentials>) -> Result<Self> {
        let prefix = Key::from(place.prefix.as_str());
        let bucket = place.connect(credentials).map_err(storage)?;
        let signer = Arc::new(place.signer(credentials).map_err(storage)?);
        let store = Arc::new(PrefixStore::new(bucket, prefix.clone()));
        Ok(Self::over(store, Home::S3(signer, prefix)))
    }

    fn over(store: Arc<dyn ObjectStore>, home: Home) -> Self {
        Self { store, home, writers: Arc::default() }
    }

    /// The key of a blob of an app; `noun` is that of the module which owns it.
    pub fn key(app_id: AppId, noun: &str, id: impl fmt::Display) -> Key {
        Key::from(format!("{app_id}/{noun}/{id}"))
    }

    /// Begins a blob. Too many on their way, and it is refused.
    pub fn writer(&self, key: Key) -> Result<BlobWriter> {
        let turn = self.writers.turn(&key)?;
        Ok(BlobWriter::new(Arc::clone(&self.store), key, self.chunk(), turn))
    }

    /// Writes a blob whose bytes are at hand.
    pub async fn put(&self, key: &Key, bytes: Vec<u8>) -> Result<()> {
        self.store.put(key, bytes.into()).await.map(drop).map_err(storage)
    }

    /// Opens a blob, or a range of its bytes. Nothing where there is none.
    pub async fn reader(&self, key: &Key, range: Option<Range<u64>>) -> Result<Option<BlobReader>> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = optional(self.store.get_opts(key, options).await)?;
        Ok(found.map(|found| BlobReader::new(found.into_stream())))
    }

    /// How long a blob is. Nothing where there is none.
    pub async fn size(&self, key: &Key) -> Result<Option<u64>> {
        Ok(optional(self.store.head(key).await)?.map(|meta| meta.size))
    }

    /// Gives a blob another key. False where there is none.
    pub async fn rename(&self, from: &Key, to: &Key) -> Result<bool> {
        Ok(optional(self.store.rename(from, to).await)?.is_some())
    }

    /// Removes a blob, and what a crash left of it half-written. One that is not there is removed.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        optional(self.store.delete(key).await)?;
        if let Home::Disk(directory) = &self.home {
            remove_staged(directory, key).await;
        }
        Ok(())
    }

    /// Removes all blobs whose keys begin with this one and go on with a slash.
    pub async fn delete_all(&self, prefix: &Key) -> Result<()> {
        let mut found = self.store.list(Some(prefix));
        while let Some(blob) = found.next().await {
            self.delete(&blob.map_err(storage)?.location).await?;
        }
        Ok(())
    }

    /// Whether blobs can be written, read and deleted.
    pub async fn check(&self) -> Result<()> {
        let key = Key::from(format!("doctor/{}", Uuid::now_v7().simple()));
        self.put(&key, b"well".to_vec()).await?;
        let read = self.store.get(&key).await.map_err(storage)?.bytes().await.map_err(storage);
        self.delete(&key).await?;
        match read?.as_ref() == b"well" {
            true => Ok(()),
            false => Err(storage("what was written came back as something else")),
        }
    }

    /// An address at which the store itself serves one request for one blob, or nothing where it
    /// cannot: on a disk.
    pub(crate) async fn signed_url(
        &self,
        method: Method,
        key: &Key,
        expires_in: Duration,
        (query, headers): (Vec<(String, String)>, HeaderMap),
    ) -> Result<Option<String>> {
        let Home::S3(signer, prefix) = &self.home else { return Ok(None) };
        let key = Key::from_iter(prefix.parts().chain(key.parts()));
        let mut options = SignedUrlOptions::new().with_query(query);
        options.signed_headers = headers;
        let url = signer.signed_url_opts(method, &key, expires_in, &options).await;
        Ok(Some(url.map_err(storage)?.into()))
    }

    /// How much is handed to the store at once; S3 takes no smaller part of a larger blob.
    fn chunk(&self) -> usize {
        match self.home {
            Home::Disk(_) => 512 * 1024,
            Home::S3(..) => 5 * 1024 * 1024,
        }
    }
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blobs({})", self.store)
    }
}

/// Half-written blobs stand beside their place as `<name>#1`, `<name>#2` …, where the store itself
/// does not look.
async fn remove_staged(directory: &Path, key: &Key) {
    for attempt in 1.. {
        let staged = directory.join(format!("{key}#{attempt}"));
        if tokio::fs::remove_file(staged).await.is_err() {
            return;
        }
    }
}

/// What is there, or nothing where the store says that it is not.
fn optional<T>(answer: object_store::Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(storage(error)),
    }
}

fn storage(error: impl fmt::Display) -> Error {
    Error::Storage(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt as _};

    fn store() -> (tempfile::TempDir, Blobs) {
        let directory = tempfile::TempDir::new().unwrap();
        let blobs = Blobs::on_disk(&directory.path().join("files")).unwrap();
        (directory, blobs)
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_blob_is_whole_or_not_there() {
        let (directory, blobs) = store();
        let root = directory.path().join("files");
        assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
        let key = Key::from("app/files/a");
        let mut writer = blobs.writer(key.clone()).unwrap();
        for _ in 0..20 {
            writer.write(vec![7; 100_000].into()).await.unwrap();
            assert_eq!(blobs.size(&key).await.unwrap(), None);
        }
        writer.finish().await.unwrap();
        assert_eq!(blobs.size(&key).await.unwrap(), Some(2_000_000));
        let mut part = blobs.reader(&key, Some(1_999_990..2_000_000)).await.unwrap().unwrap();
        assert_eq!(part.next().await.unwrap().unwrap().len(), 10);

        let mut writer = blobs.writer(Key::from("app/files/b")).unwrap();
        writer.write(vec![7; 1_000_000].into()).await.unwrap();
        writer.abort().await.unwrap();
        assert_eq!(names(&root.join("app/files")), ["a"]);
    }

    #[tokio::test]
    async fn deleting_takes_what_a_crash_left() {
        let (directory, blobs) = store();
        let place = directory.path().join("files/app/files");
        fs::create_dir_all(&place).unwrap();
        for name in ["a#1", "a#2", "b#1"] {
            fs::write(place.join(name), "half").unwrap();
        }
        blobs.delete(&Key::from("app/files/a")).await.unwrap();
        assert_eq!(names(&place), ["b#1"]);
    }
}

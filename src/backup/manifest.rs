//! What a copy holds.

use super::tree;
use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    path::Path,
};
use warbler_protocol::Timestamp;

/// What the parts of a copy are called.
pub(super) const DATABASE: &str = "warbler.sqlite";
pub(super) const FILES: &str = "files";
pub(super) const KEY: &str = "master.key";
const MANIFEST: &str = "manifest.json";

/// The form of a copy. One with another number is refused.
const FORMAT: u32 = 1;

/// What is in a copy, and how to tell that it still is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Manifest {
    pub format: u32,
    /// Of the program that made it.
    pub version: String,
    pub created_at: Timestamp,
    /// The migrations that the database has seen, oldest first.
    pub schema: Vec<String>,
    pub entries: Vec<Entry>,
}

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Entry {
    /// In the copy.
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

impl Manifest {
    /// Of what is in a directory.
    pub(super) fn of(
        directory: &Path,
        created_at: Timestamp,
        schema: Vec<String>,
    ) -> anyhow::Result<Self> {
        let mut entries = Vec::new();
        for path in tree::files(directory)? {
            let (size, sha256) = tree::digest(&directory.join(&path))?;
            let path = path.to_str().context("a file's name is not UTF-8")?.to_owned();
            entries.push(Entry { path, size, sha256 });
        }
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Self { format: FORMAT, version, created_at, schema, entries })
    }

    /// Makes the copy one.
    pub(super) fn write(self, directory: &Path) -> anyhow::Result<Self> {
        let unfinished = directory.join("manifest.json#1");
        fs::write(&unfinished, serde_json::to_string_pretty(&self)?)?;
        File::open(&unfinished)?.sync_all()?;
        fs::rename(&unfinished, directory.join(MANIFEST))?;
        File::open(directory)?.sync_all()?;
        Ok(self)
    }

    /// Reads a copy's manifest, and checks that everything it names is as it was.
    pub(super) fn verify(directory: &Path) -> anyhow::Result<Self> {
        let shown = directory.display();
        let text = fs::read_to_string(directory.join(MANIFEST))
            .with_context(|| format!("{shown} is no backup, or was not finished"))?;
        let manifest: Self =
            serde_json::from_str(&text).with_context(|| format!("{MANIFEST} cannot be read"))?;
        let Self { format, version, .. } = &manifest;
        ensure!(*format == FORMAT, "the backup is of format {format}, made by {version}");
        ensure!(manifest.holds(DATABASE), "the backup has no database");
        for entry in &manifest.entries {
            let inside = Path::new(&entry.path).components();
            let within = |part| matches!(part, std::path::Component::Normal(_));
            ensure!(inside.clone().all(within), "{} is not in the backup", entry.path);
            let (size, sha256) = tree::digest(&directory.join(&entry.path))
                .with_context(|| format!("{} is missing from the backup", entry.path))?;
            let same = size == entry.size && sha256 == entry.sha256;
            ensure!(same, "{} is not what it was when the backup was made", entry.path);
        }
        Ok(manifest)
    }

    /// Whether something is in the copy.
    pub fn holds(&self, path: &str) -> bool {
        self.entries.iter().any(|entry| entry.path == path)
    }

    /// Whether whoever has the copy can read the secrets in it.
    pub fn has_master_key(&self) -> bool {
        self.holds(KEY)
    }

    /// Bytes of everything in it.
    pub fn size(&self) -> u64 {
        self.entries.iter().map(|entry| entry.size).sum()
    }
}

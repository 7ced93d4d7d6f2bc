//! The key that encrypts secrets at rest. An embedded installation makes its own.

use super::{Config, values};
use anyhow::{Context, anyhow};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

impl Config {
    /// The key of the configuration, or that of the data directory, where one is made when there
    /// is none yet. Without this key, the secrets in the database are lost.
    pub fn master_key(&self) -> anyhow::Result<SecretString> {
        if let Some(key) = &self.master_key {
            return Ok(key.clone());
        }
        let path = self.data_dir.join("master.key");
        match fs::read_to_string(&path) {
            Ok(text) => parse(&path, &text),
            Err(error) if error.kind() == ErrorKind::NotFound => make(&self.data_dir, &path),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}

fn parse(path: &Path, text: &str) -> anyhow::Result<SecretString> {
    values::master_key(text.trim())
        .ok_or_else(|| anyhow!("{} does not hold 64 hexadecimal digits", path.display()))
}

/// Linking the finished file into place means that of two processes which start at once, both use
/// the key of one, and that nobody ever reads half a key.
fn make(directory: &Path, path: &Path) -> anyhow::Result<SecretString> {
    let unfinished = directory.join(format!("master.key.{}", std::process::id()));
    let key: SecretString = hex::encode(rand::random::<[u8; 32]>()).into();
    fs::create_dir_all(directory)
        .and_then(|()| write(&unfinished, &key))
        .with_context(|| format!("cannot write {}", unfinished.display()))?;
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    match linked {
        Ok(()) => File::open(directory)?.sync_all()?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => {
            return Err(error).with_context(|| format!("cannot write {}", path.display()));
        }
    }
    parse(path, &fs::read_to_string(path)?)
}

fn write(path: &Path, key: &SecretString) -> std::io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{}", key.expose_secret())?;
    file.sync_all()
}

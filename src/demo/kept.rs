//! Secrets that a second start needs again, in files that nobody else may read.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// What was kept under this name.
pub(super) fn read(data_dir: &Path, name: &str) -> Option<String> {
    fs::read_to_string(data_dir.join(name)).ok().map(|text| text.trim().to_owned())
}

pub(super) fn write(data_dir: &Path, name: &str, secret: &str) -> anyhow::Result<()> {
    fs::create_dir_all(data_dir)?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    writeln!(options.open(data_dir.join(name))?, "{secret}")?;
    Ok(())
}

//! Copies of an embedded installation, made while it runs, and put back elsewhere.
//!
//! A copy is a directory: the database, the files, a manifest with the checksum of each, and the
//! master key where that was asked for. The database is copied as of one moment, between two rounds
//! over the files: what it knows was there in one of them. Files never change, so on the same disk
//! they are linked rather than copied. The manifest is written last: a copy without one is none.

mod manifest;
mod restore;
mod tree;

pub use manifest::Manifest;
pub use restore::restore;

use crate::config::{Config, Database as Kind};
use anyhow::{Context, bail, ensure};
use manifest::{DATABASE, FILES, KEY};
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait as _;
use secrecy::ExposeSecret as _;
use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;
use warbler_core::{blobs::Storage, database::Database};
use warbler_migrations::Migrator;

/// Copies an installation into a new directory, and says what is in it.
pub async fn take(
    config: &Config,
    target: &Path,
    with_master_key: bool,
) -> anyhow::Result<Manifest> {
    if config.database == Kind::Postgres {
        bail!("a PostgreSQL database is backed up with `pg_dump`: see docs/operations.md");
    }
    require_empty(target)?;
    make(target)?;
    let files = target.join(FILES);
    if let Storage::Disk(directory) = &config.storage {
        copy(directory.clone(), files.clone()).await?;
    }
    copy_database(config, &target.join(DATABASE)).await?;
    if let Storage::Disk(directory) = &config.storage {
        copy(directory.clone(), files).await?;
    }
    if with_master_key {
        write_key(&target.join(KEY), config.master_key()?.expose_secret())?;
    }
    let created_at = crate::process::clock()();
    let target = target.to_owned();
    spawn_blocking(move || Manifest::of(&target, created_at, migrations())?.write(&target)).await?
}

/// The migrations that this program knows, oldest first.
fn migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Refuses a directory that has something in it.
fn require_empty(directory: &Path) -> anyhow::Result<()> {
    let shown = directory.display();
    match directory.read_dir() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        entries => {
            let mut entries = entries.with_context(|| format!("cannot read {shown}"))?;
            ensure!(entries.next().is_none(), "{shown} is not empty");
            Ok(())
        }
    }
}

/// Makes a directory that is its owner's alone.
fn make(directory: &Path) -> anyhow::Result<()> {
    let cannot = || format!("cannot make the directory {}", directory.display());
    DirBuilder::new().recursive(true).mode(0o700).create(directory).with_context(cannot)
}

async fn copy(from: PathBuf, to: PathBuf) -> anyhow::Result<()> {
    spawn_blocking(move || {
        let cannot = || format!("cannot copy {}", from.display());
        tree::copy(&from, &to, tree::Way::Link).with_context(cannot)
    })
    .await?
}

/// Everything that was committed when this begins, and nothing half.
async fn copy_database(config: &Config, to: &Path) -> anyhow::Result<()> {
    crate::process::require_schema(config).await?;
    let database = Database::connect_alone(config.database_url.expose_secret()).await?;
    let path = to.to_str().context("the path is not UTF-8")?;
    let sql = format!("vacuum into '{}'", path.replace('\'', "''"));
    database.execute_unprepared(&sql).await.context("cannot copy the database")?;
    database.close().await?;
    Ok(File::open(to)?.sync_all()?)
}

fn write_key(path: &Path, key: &str) -> anyhow::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{key}")?;
    Ok(file.sync_all()?)
}

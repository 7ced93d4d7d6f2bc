//! Putting a copy back, into an installation that is none yet.

use super::{
    make,
    manifest::{DATABASE, FILES, KEY, Manifest},
    migrations, require_empty, tree,
    tree::Way,
};
use crate::config::Config;
use anyhow::{Context as _, ensure};
use sea_orm::{ConnectionTrait as _, Statement};
use secrecy::ExposeSecret as _;
use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};
use tokio::task::spawn_blocking;
use warbler_core::{blobs::Storage, database::Database};

/// Checks a copy and puts it into the data directory, which must be empty. Answers what it held.
pub async fn restore(config: &Config, source: &Path) -> anyhow::Result<Manifest> {
    let embedded = Database::embedded_url(&config.data_dir);
    ensure!(
        config.database_url.expose_secret() == embedded,
        "a backup is put into the data directory: leave WARBLER_DATABASE_URL unset"
    );
    let Storage::Disk(files) = config.storage.clone() else {
        anyhow::bail!("a backup's files are put on disk: leave WARBLER_STORAGE_URL unset");
    };
    require_empty(&config.data_dir)?;
    require_empty(&files)?;
    let (data_dir, source) = (config.data_dir.clone(), source.to_owned());
    let manifest = spawn_blocking(move || put_back(&source, &data_dir, &files)).await??;
    check_database(&embedded).await?;
    Ok(manifest)
}

fn put_back(source: &Path, data_dir: &Path, files: &Path) -> anyhow::Result<Manifest> {
    let manifest = Manifest::verify(source)?;
    let known = migrations();
    let newer = manifest.schema.iter().any(|name| !known.contains(name));
    ensure!(!newer, "the backup was made by {}, which is newer than this", manifest.version);
    make(data_dir)?;
    make(files)?;
    tree::copy(&source.join(FILES), files, Way::Copy).context("cannot copy the files")?;
    if manifest.has_master_key() {
        let key = data_dir.join(KEY);
        fs::copy(source.join(KEY), &key)?;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
    }
    fs::copy(source.join(DATABASE), data_dir.join(DATABASE)).context("cannot copy the database")?;
    File::open(data_dir.join(DATABASE))?.sync_all()?;
    File::open(data_dir)?.sync_all()?;
    Ok(manifest)
}

async fn check_database(url: &str) -> anyhow::Result<()> {
    let database = Database::connect_alone(url).await?;
    let check = Statement::from_string(database.get_database_backend(), "pragma integrity_check");
    let row = database.query_one_raw(check).await?.context("the database cannot be checked")?;
    let found: String = row.try_get_by_index(0)?;
    ensure!(found == "ok", "the database is damaged: {found}");
    Ok(database.close().await?)
}

//! `warbler backup` and `warbler restore`: a copy of an embedded installation, and back.

use crate::{
    backup::{self, Manifest},
    cli,
    config::{Config, Sources},
    logging,
};
use std::{
    io::{self, Write as _},
    process::ExitCode,
};

const NO_KEY: &str = "\
The master key is NOT in it. Without that key nobody can read the signing keys and other secrets in
the database, and every client has to start afresh: keep WARBLER_MASTER_KEY, or master.key of the data
directory, somewhere else. With --with-master-key the copy holds it.";
const WITH_KEY: &str = "\
The master key IS in it: whoever has this copy can act as anybody in it. Keep it as you keep the key.";

pub(super) async fn run(sources: Sources, options: cli::Backup) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    let copied = backup::take(&config, &options.directory, options.with_master_key).await?;
    let key = if copied.has_master_key() { WITH_KEY } else { NO_KEY };
    writeln!(io::stdout(), "{}\n{key}", described(&copied))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(sources: Sources, options: cli::Restore) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    let copied = backup::restore(&config, &options.directory).await?;
    writeln!(io::stdout(), "{}, put into {}", described(&copied), config.data_dir.display())?;
    if !copied.has_master_key() {
        writeln!(
            io::stdout(),
            "The master key is not in it: put that of the original into master.key there, or set\n\
             WARBLER_MASTER_KEY, BEFORE the first start, which makes a new one otherwise."
        )?;
    }
    writeln!(io::stdout(), "Next: `warbler doctor`, then `warbler serve`.")?;
    Ok(ExitCode::SUCCESS)
}

fn described(copied: &Manifest) -> String {
    let (files, size) = (copied.entries.len(), copied.size());
    let (at, version) = (copied.created_at, &copied.version);
    format!("{files} files, {size} bytes, of {at} by version {version}")
}

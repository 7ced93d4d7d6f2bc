//! `warbler migrate`: brings the database up to date.

use crate::{
    config::{Config, Sources},
    logging, process,
};
use std::process::ExitCode;

pub(super) async fn run(sources: Sources) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    process::migrate(&config).await?;
    tracing::info!("the database is up to date");
    Ok(ExitCode::SUCCESS)
}

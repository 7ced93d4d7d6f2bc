//! `warbler serve`: starts what the roles of this process need, says where it is, and stops in
//! order.

use crate::{
    config::{Config, Sources},
    logging,
    metrics::Metrics,
    server, shutdown,
};
use std::process::ExitCode;

pub(super) async fn run(sources: Sources) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    let metrics = Metrics::install()?;
    let stop = shutdown::on_signal()?;
    let upkeep = tokio::spawn(metrics.clone().keep_up());
    let (server, address) = server::bind(&config, metrics, stop, |_| {})?;
    tracing::info!(%address, public_url = %config.public_url, roles = ?config.roles, "serving");
    server.await?;
    upkeep.abort();
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

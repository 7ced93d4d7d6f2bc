//! `warbler serve`: starts what the roles of this process need, says where it is, and stops in
//! order.

use crate::{
    cli,
    config::{Config, Sources},
    demo, logging,
    metrics::Metrics,
    process, server, shutdown,
};
use actix_web::web::{Data, ServiceConfig};
use std::{
    io::{self, Write},
    process::ExitCode,
};

pub(super) async fn run(sources: Sources, options: cli::Serve) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    let metrics = Metrics::install()?;
    let stop = shutdown::on_signal()?;
    process::migrate(&config).await?;
    let ctx = process::context(&config).await?;
    let (facts, demo) = match options.demo {
        true => Some(demo::ensure(&ctx, &config).await?).unzip(),
        false => (None, None),
    };
    let demo = demo.map(Data::new);
    let upkeep = tokio::spawn(metrics.clone().keep_up());
    let routes = move |app: &mut ServiceConfig| {
        if let Some(demo) = &demo {
            app.app_data(demo.clone());
        }
    };
    let (server, address) = server::bind(&config, metrics, stop, routes)?;
    tracing::info!(%address, public_url = %config.public_url, roles = ?config.roles, "serving");
    if let Some(facts) = facts {
        writeln!(io::stdout(), "{}", demo::banner(&facts))?;
    }
    server.await?;
    upkeep.abort();
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

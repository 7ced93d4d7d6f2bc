//! `warbler serve`: starts what the roles of this process need, says where it is, and stops in
//! order: clients are sent away and answers finished before the work behind them ends.

use crate::{
    cli,
    config::{Config, Role, Sources},
    demo, logging,
    metrics::Metrics,
    process, search, server, shutdown, upkeep,
};
use actix_web::web::{self, Data, ServiceConfig};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use warbler_core::Context;
use warbler_realtime::Node;

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
    let node = Data::new(Node::new(ctx.clone(), config.heartbeat));
    let routes = routes(&config, &ctx, &node, demo.map(Data::new));
    let (server, address) = server::bind(&config, metrics.clone(), stop.clone(), routes)?;
    let (mut tasks, work_done) = (JoinSet::new(), CancellationToken::new());
    tasks.spawn(metrics.keep_up());
    tasks.spawn(upkeep::run(ctx.clone()));
    if config.has(Role::Worker) {
        let mailer = process::mailer(&config)?;
        tasks.spawn(warbler_worker::run(ctx.clone(), mailer, work_done.clone()));
    }
    if config.has(Role::Search) {
        tasks.spawn(warbler_worker::search(ctx.clone(), work_done.clone()));
    }
    tasks.spawn(async move {
        stop.cancelled().await;
        node.drain();
    });
    tracing::info!(%address, public_url = %config.public_url, roles = ?config.roles, "serving");
    if let Some(facts) = facts {
        writeln!(io::stdout(), "{}", demo::banner(&facts))?;
    }
    server.await?;
    work_done.cancel();
    upkeep::finish(&ctx).await;
    tasks.shutdown().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// The routes that the roles of this process serve.
pub fn routes(
    config: &Config,
    ctx: &Context,
    node: &Data<Node>,
    demo: Option<Data<crate::page::demo::Demo>>,
) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let (ctx, node) = (ctx.clone(), node.clone());
    let (api, realtime) = (config.has(Role::Api), config.has(Role::Realtime));
    let searches = config.has(Role::Search);
    move |app: &mut ServiceConfig| {
        app.app_data(Data::new(ctx.clone())).route("/readyz", web::get().to(upkeep::readiness));
        if let Some(demo) = &demo {
            app.app_data(demo.clone());
        }
        if searches {
            app.configure(search::configure);
        }
        if realtime {
            app.configure(warbler_realtime::configure(node.clone()));
        }
        if api {
            app.configure(warbler_api::configure(ctx.clone()));
        }
    }
}

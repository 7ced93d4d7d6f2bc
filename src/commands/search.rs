//! `warbler search rebuild`: indexes built anew from the log, by the nodes that have them, or here
//! where none is running.

use crate::{cli, config::Config, config::Sources, logging, process};
use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};
use warbler_core::{
    Context, apps,
    search::{Ask, Indexes, LocalIndexes, Nodes, Reader},
};

/// How often nodes are asked how far they are.
const OFTEN: Duration = Duration::from_millis(300);
/// How often a line is written where there is no terminal.
const SELDOM: Duration = Duration::from_secs(5);
/// What a bar has for one index.
const WHOLE: f64 = 1000.0;

pub(super) async fn run(sources: Sources, command: cli::Search) -> anyhow::Result<ExitCode> {
    let cli::Search::Rebuild { app } = command;
    let config = Config::load(sources)?;
    logging::start(&config)?;
    process::require_schema(&config).await?;
    let ctx = process::context(&config).await?;
    let shards = match app {
        Some(app_id) => vec![apps::system_scope(&ctx, app_id).await?.shard],
        None => apps::shards(&ctx).await?,
    };
    let ctx = ctx.searching(running(&config)?);
    let started = Instant::now();
    match ctx.indexes.ask(&ctx, shards[0], Ask::State).await {
        Ok(_) => {
            ask(&ctx, &shards, app).await?;
            wait(&ctx, &shards).await?;
        }
        Err(_) if config.search_nodes.is_empty() => {
            let local = LocalIndexes::new(config.search_dir.clone(), config.search_memory);
            let ctx = ctx.searching(Indexes::new(Some(local), None));
            ask(&ctx, &shards, app).await?;
            rebuild(&ctx, &shards).await?;
        }
        Err(error) => return Err(error).context("a node that searches cannot be reached"),
    }
    let (count, seconds) = (shards.len(), started.elapsed().as_secs_f64());
    writeln!(io::stdout(), "indexes built anew: {count}, in {seconds:.1} s")?;
    Ok(ExitCode::SUCCESS)
}

/// The nodes that share the indexes, or the server that may be running here.
fn running(config: &Config) -> anyhow::Result<Indexes> {
    let urls = match config.search_nodes.as_slice() {
        [] => vec![config.own_url()],
        nodes => nodes.to_vec(),
    };
    Ok(Indexes::new(None, Some(Nodes::new(urls, None)?)))
}

async fn ask(
    ctx: &Context,
    shards: &[i32],
    app: Option<warbler_protocol::AppId>,
) -> anyhow::Result<()> {
    for shard in shards {
        ctx.indexes.ask(ctx, *shard, Ask::Rebuild(app)).await?;
    }
    Ok(())
}

/// Does it in this process.
async fn rebuild(ctx: &Context, shards: &[i32]) -> anyhow::Result<()> {
    let mut readers = JoinSet::new();
    for shard in shards {
        let indexes = ctx.indexes.of_this_node(*shard).context("there are no indexes here")?;
        let mut reader = Reader::new(ctx.clone(), Arc::clone(indexes), *shard);
        readers.spawn(async move { reader.catch_up().await });
    }
    let done = async {
        while let Some(done) = readers.join_next().await {
            done??;
        }
        Ok(())
    };
    tokio::select! {
        done = done => done,
        shown = wait(ctx, shards) => shown,
    }
}

/// Shows how far it is, until it is done.
async fn wait(ctx: &Context, shards: &[i32]) -> anyhow::Result<()> {
    let bar = match io::stderr().is_terminal() {
        true => ProgressBar::new(shards.len() as u64 * WHOLE as u64),
        false => ProgressBar::hidden(),
    };
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent} %, {eta} to go")?);
    let mut told = Instant::now();
    loop {
        let mut progress = 0.0;
        for shard in shards {
            let answer = ctx.indexes.ask(ctx, *shard, Ask::State).await?;
            progress += answer.building.unwrap_or(1.0);
        }
        bar.set_position((progress * WHOLE) as u64);
        if bar.is_hidden() && told.elapsed() >= SELDOM {
            told = Instant::now();
            writeln!(io::stderr(), "{:.0} %", progress / shards.len() as f64 * 100.0)?;
        }
        if progress >= shards.len() as f64 {
            bar.finish_and_clear();
            return Ok(());
        }
        sleep(OFTEN).await;
    }
}

//! `warbler demo`: makes the demo's data where there is none, and prints how to use it.

use crate::{
    cli,
    config::{Config, Sources},
    demo, logging, process,
};
use std::{
    io::{self, Write},
    process::ExitCode,
};

pub(super) async fn run(sources: Sources, options: cli::Demo) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    process::migrate(&config).await?;
    let ctx = process::context(&config).await?;
    let (facts, _) = demo::ensure(&ctx, &config).await?;
    let text = if options.json { serde_json::to_string(&facts)? } else { demo::banner(&facts) };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

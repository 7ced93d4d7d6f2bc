//! `warbler jobs`: looks at jobs that failed for good, and runs them again.

use crate::{
    cli::{Jobs, Which},
    config::Sources,
};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler_core::{Context, Scope, apps, jobs};

pub(super) async fn run(sources: Sources, command: Jobs) -> anyhow::Result<ExitCode> {
    let ctx = super::context(sources).await?;
    match command {
        Jobs::Dead { app } => list(&ctx, &apps::system_scope(&ctx, app).await?).await?,
        Jobs::Replay(replay) => {
            let scope = apps::system_scope(&ctx, replay.app).await?;
            let count = run_again(&ctx, &scope, replay.which).await?;
            writeln!(io::stdout(), "{count} jobs run again")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(ctx: &Context, scope: &Scope) -> anyhow::Result<()> {
    for job in jobs::dead_letters(ctx, scope).await? {
        let (id, at, kind, attempts) = (job.id, job.died_at, job.kind, job.attempts);
        writeln!(io::stdout(), "{id}  {at}  {kind}  after {attempts} attempts: {}", job.error)?;
    }
    Ok(())
}

/// The named ones, or all there are; those come in pages, which end because what runs again is no
/// dead letter any more.
async fn run_again(ctx: &Context, scope: &Scope, which: Which) -> anyhow::Result<usize> {
    let mut count = 0;
    let mut ids = which.ids;
    loop {
        if which.all {
            ids = jobs::dead_letters(ctx, scope).await?.into_iter().map(|job| job.id).collect();
        }
        for id in &ids {
            jobs::replay(ctx, scope, *id).await?;
        }
        count += ids.len();
        if !which.all || ids.is_empty() {
            return Ok(count);
        }
    }
}

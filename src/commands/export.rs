//! `warbler export`: an app as JSON Lines, page by page. A file appears under its name only when it
//! is complete.

use crate::{cli, config::Sources};
use anyhow::Context as _;
use std::{
    io::{self, Write as _},
    os::fd::AsFd as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::{
    fs,
    io::{AsyncWrite, AsyncWriteExt as _},
};
use warbler_core::{Context, Scope, apps, exports};

pub(super) async fn run(sources: Sources, options: cli::Export) -> anyhow::Result<ExitCode> {
    let ctx = super::context(sources).await?;
    let scope = apps::system_scope(&ctx, options.app).await?;
    let lines = match &options.out {
        None => {
            let out = std::fs::File::from(io::stdout().as_fd().try_clone_to_owned()?);
            write(&ctx, &scope, fs::File::from_std(out)).await?
        }
        Some(path) => {
            let unfinished = unfinished(path);
            let cannot = || format!("cannot write {}", unfinished.display());
            let file = fs::File::create(&unfinished).await.with_context(cannot)?;
            let lines = write(&ctx, &scope, file.try_clone().await?).await?;
            file.sync_all().await?;
            fs::rename(&unfinished, path).await?;
            lines
        }
    };
    writeln!(io::stderr(), "{lines} lines")?;
    Ok(ExitCode::SUCCESS)
}

/// Writes everything, and answers how many lines that is.
async fn write(
    ctx: &Context,
    scope: &Scope,
    mut out: impl AsyncWrite + Unpin,
) -> anyhow::Result<usize> {
    let mut lines = 0;
    let mut opening = exports::open(ctx, scope).await?;
    while let Some(text) = opening.next().await? {
        lines += text.lines().count();
        out.write_all(text.as_bytes()).await?;
    }
    let mut progress = Some(opening.close().await?);
    while let Some(at) = progress {
        let (text, next) = exports::next(ctx, scope, at).await?;
        lines += text.lines().count();
        out.write_all(text.as_bytes()).await?;
        progress = next;
    }
    out.flush().await?;
    Ok(lines)
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

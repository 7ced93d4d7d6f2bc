//! One file per command: read the configuration, do it, print the outcome.

mod doctor;
mod serve;

use crate::{
    cli::{Cli, Command},
    config::Sources,
};
use std::{future::Future, process::ExitCode};

/// Does what the command line asks for. Configuration problems come back as
/// [`Problems`](crate::config::Problems).
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Doctor => block_on(doctor::run(Sources::of_process(cli.config, None))),
        Command::Serve(options) => {
            block_on(serve::run(Sources::of_process(cli.config, options.roles)))
        }
        other => anyhow::bail!("{other:?} is not part of this build"),
    }
}

fn block_on(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

//! One file per command: read the configuration, do it, print the outcome.

mod accounts;
mod apps;
mod backup;
mod demo;
mod doctor;
mod export;
mod import;
mod jobs;
mod keys;
mod listen;
mod migrate;
mod openapi;
mod search;
mod serve;

pub use serve::routes;

use crate::{
    cli::{Cli, Command},
    config::{Config, Sources},
    logging, process,
};
use std::{future::Future, process::ExitCode};
use warbler_core::{
    Context, Error,
    audit::{self, By, Intent},
};
use warbler_protocol::{AppId, OrganizationId};

/// Does what the command line asks for. Configuration problems come back as
/// [`Problems`](crate::config::Problems).
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let sources = |roles| Sources::of_process(cli.config, roles);
    match cli.command {
        Command::Serve(options) => block_on(serve::run(sources(options.roles.clone()), options)),
        Command::Migrate => block_on(migrate::run(sources(None))),
        Command::Demo(options) => block_on(demo::run(sources(None), options)),
        Command::Doctor => block_on(doctor::run(sources(None))),
        Command::Accounts(command) => block_on(accounts::run(sources(None), command)),
        Command::Apps(command) => block_on(apps::run(sources(None), command)),
        Command::Keys(command) => block_on(keys::run(sources(None), command)),
        Command::Jobs(command) => block_on(jobs::run(sources(None), command)),
        Command::Import(options) => block_on(import::run(sources(None), options)),
        Command::Export(options) => block_on(export::run(sources(None), options)),
        Command::Listen(options) => block_on(listen::run(options)),
        Command::Backup(options) => block_on(backup::run(sources(None), options)),
        Command::Restore(options) => block_on(backup::restore(sources(None), options)),
        Command::Search(command) => block_on(search::run(sources(None), command)),
        Command::Openapi => openapi::run(),
    }
}

fn block_on(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

/// What commands that look after data start with.
async fn context(sources: Sources) -> anyhow::Result<Context> {
    let config = Config::load(sources)?;
    logging::start(&config)?;
    process::require_schema(&config).await?;
    process::context(&config).await
}

/// Runs a command that changes something, written down before and after.
async fn audited<T>(
    ctx: &Context,
    operation: &str,
    (organization_id, app_id): (Option<OrganizationId>, Option<AppId>),
    work: impl Future<Output = warbler_core::Result<T>>,
) -> anyhow::Result<T> {
    let intent = Intent {
        by: By::System,
        address: None,
        request_id: None,
        organization_id,
        app_id,
        operation: operation.to_owned(),
        target: Default::default(),
        fields: Vec::new(),
    };
    let begun = audit::begin(ctx, intent).await?;
    let done = work.await;
    let status = done.as_ref().map_or_else(|error| error.code().status(), |_| 200);
    audit::complete(ctx, begun, status).await?;
    done.map_err(explained)
}

/// The error, with what is wrong where.
fn explained(error: Error) -> anyhow::Error {
    let Error::Invalid(fields) = &error else { return error.into() };
    let wrong = fields.iter().map(|field| {
        let name = field.pointer.trim_start_matches('/');
        format!("{name}: {}", field.detail)
    });
    anyhow::anyhow!(wrong.collect::<Vec<_>>().join("; "))
}

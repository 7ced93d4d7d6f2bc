//! `warbler keys`: prints a new key's secret and nothing else, so that a script can keep it.

use crate::{cli::Keys, config::Sources};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler_core::{apps, keys};
use warbler_protocol::CreateKey;

pub(super) async fn run(sources: Sources, command: Keys) -> anyhow::Result<ExitCode> {
    let Keys::Create(new) = command;
    let ctx = super::context(sources).await?;
    let scope = apps::system_scope(&ctx, new.app).await?;
    let scopes = Some(new.scopes).filter(|scopes| !scopes.is_empty());
    let about = (apps::organization(&ctx, new.app).await?, Some(new.app));
    let input = CreateKey { name: new.name, scopes, ..CreateKey::default() };
    let create = keys::create(&ctx, &scope, input);
    let created = super::audited(&ctx, "warbler keys create", about, create).await?;
    writeln!(io::stdout(), "{}", created.secret)?;
    Ok(ExitCode::SUCCESS)
}

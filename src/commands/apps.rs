//! `warbler apps`: one line per app, its id first.

use crate::{cli::Apps, config::Sources};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler_core::{apps, organizations};
use warbler_protocol::App;

pub(super) async fn run(sources: Sources, command: Apps) -> anyhow::Result<ExitCode> {
    let ctx = super::context(sources).await?;
    let listed = match command {
        Apps::List => apps::list(&ctx).await?,
        Apps::Create(new) => {
            let organization = organizations::ensure(&ctx, &new.organization).await?;
            let create = apps::create(&ctx, organization, &new.name, new.mode);
            let about = (Some(organization), None);
            vec![super::audited(&ctx, "warbler apps create", about, create).await?]
        }
    };
    listed.iter().try_for_each(print)?;
    Ok(ExitCode::SUCCESS)
}

fn print(app: &App) -> io::Result<()> {
    let mode = format!("{:?}", app.mode).to_lowercase();
    writeln!(io::stdout(), "{}  {mode}  {}", app.id, app.name)
}

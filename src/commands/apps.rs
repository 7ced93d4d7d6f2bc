//! `warbler apps`: one line per app, its id first.

use crate::{cli::Apps, config::Sources};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler_core::{
    apps::{self, QuotaChange},
    organizations,
    rate_limits::Quotas,
};
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
        Apps::Limit(limit) => {
            let change =
                QuotaChange { key: limit.per_key, user: limit.per_user, app: limit.per_app };
            let about = (apps::organization(&ctx, limit.app).await?, Some(limit.app));
            let set = apps::set_quotas(&ctx, limit.app, change);
            let set = super::audited(&ctx, "warbler apps limit", about, set).await?;
            let Quotas { key, user, app, .. } = set;
            writeln!(io::stdout(), "{}  key {key}  user {user}  app {app}", limit.app)?;
            vec![]
        }
    };
    listed.iter().try_for_each(print)?;
    Ok(ExitCode::SUCCESS)
}

fn print(app: &App) -> io::Result<()> {
    let mode = format!("{:?}", app.mode).to_lowercase();
    writeln!(io::stdout(), "{}  {mode}  {}", app.id, app.name)
}

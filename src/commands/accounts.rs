//! `warbler accounts`: makes accounts of the console and mends them, without mail. Prints a password
//! that it made and nothing else, so that a script can keep it.

use crate::{
    cli::{Accounts, PasswordSource},
    config::Sources,
};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler_core::{
    Context,
    accounts::{self, NewAccount},
};
use warbler_protocol::Password;

pub(super) async fn run(sources: Sources, command: Accounts) -> anyhow::Result<ExitCode> {
    let ctx = super::context(sources).await?;
    match command {
        Accounts::Create(new) => {
            let (password, made) = password(&new.password)?;
            let (email, name, organization) = (new.email, new.name, new.organization);
            let new = NewAccount { email, name, password, organization };
            audited(&ctx, "create", accounts::create(&ctx, new)).await?;
            show(made)
        }
        Accounts::ResetPassword(reset) => {
            let (password, made) = password(&reset.password)?;
            let set = accounts::set_password(&ctx, &reset.email, password);
            audited(&ctx, "reset-password", set).await?;
            show(made)
        }
    }
}

async fn audited<T>(
    ctx: &Context,
    what: &str,
    work: impl Future<Output = warbler_core::Result<T>>,
) -> anyhow::Result<T> {
    super::audited(ctx, &format!("warbler accounts {what}"), (None, None), work).await
}

/// The password, and again as text if it was made here.
fn password(source: &PasswordSource) -> anyhow::Result<(Password, Option<String>)> {
    if !source.stdin {
        let made = accounts::generate_password();
        return Ok((Password::new(&made), Some(made)));
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok((Password::new(line.trim_end_matches(['\r', '\n'])), None))
}

fn show(made: Option<String>) -> anyhow::Result<ExitCode> {
    if let Some(password) = made {
        writeln!(io::stdout(), "{password}")?;
    }
    Ok(ExitCode::SUCCESS)
}

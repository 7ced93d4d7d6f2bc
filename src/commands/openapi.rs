//! `warbler openapi`: prints the contract of the REST API, as openapi.yaml has it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

pub(super) fn run() -> anyhow::Result<ExitCode> {
    write!(io::stdout(), "{}", warbler_api::openapi::document().to_yaml()?)?;
    Ok(ExitCode::SUCCESS)
}

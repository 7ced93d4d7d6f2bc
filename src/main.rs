//! The binary. Everything is in the library beside it, where tests reach it.

use clap::Parser;
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler::{cli::Cli, commands, config::Problems};

/// Wrong use or configuration; clap leaves with the same code.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    match commands::run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => report(&error),
    }
}

/// One line for what failed and why, and configuration problems as they are.
fn report(error: &anyhow::Error) -> ExitCode {
    let (text, code) = match error.downcast_ref::<Problems>() {
        Some(problems) => (problems.to_string(), ExitCode::from(WRONG_USE)),
        None => (format!("warbler: {error:#}"), ExitCode::FAILURE),
    };
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "{text}");
    code
}

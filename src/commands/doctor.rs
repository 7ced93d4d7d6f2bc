//! `warbler doctor`: one line per check, and failure when one of them failed.

use crate::{
    config::{Config, Problems, Sources},
    doctor::{self, Finding, Level},
};
use sea_orm_migration::MigratorTrait;
use std::{
    io::{self, Write},
    process::ExitCode,
};
use warbler_migrations::Migrator;

pub(super) async fn run(sources: Sources) -> anyhow::Result<ExitCode> {
    let findings = match Config::load(sources) {
        Ok(config) => doctor::examine(&config, &migrations()).await,
        Err(problems) => misconfigured(&problems),
    };
    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let failed = findings.iter().any(|finding| finding.level == Level::Fail);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn misconfigured(problems: &Problems) -> Vec<Finding> {
    let fix = "see docs/configuration.md";
    problems.lines().iter().map(|line| Finding::fail("configuration", line, fix)).collect()
}

fn migrations() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

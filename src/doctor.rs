//! Finds out why an installation would not work, and says how to mend it.
//!
//! A check is a function that looks and answers findings; none of them changes anything, and none
//! waits longer than [`PATIENCE`]. They run in the order in which the things build on each other.

mod bus;
mod certificate;
mod clock;
mod database;
mod files;
mod limits;
mod postgres;
mod schema;
mod search;
mod storage;

use crate::{config::Config, process};
use std::{fmt, time::Duration};

/// How long anything outside this process may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Ok,
    /// It works, but not as it should in production.
    Warn,
    /// The server would not start, or would break its promises.
    Fail,
}

/// What one check saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    /// What was looked at.
    pub subject: &'static str,
    pub text: String,
    /// How to mend it; empty where nothing is wrong.
    pub fix: String,
}

impl Finding {
    pub fn ok(subject: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Ok, subject, text: text.into(), fix: String::new() }
    }

    pub fn warn(subject: &'static str, text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { level: Level::Warn, subject, text: text.into(), fix: fix.into() }
    }

    pub fn fail(subject: &'static str, text: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { level: Level::Fail, subject, text: text.into(), fix: fix.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "fail",
        };
        write!(f, "{level:<5} {}: {}", self.subject, self.text)?;
        if self.fix.is_empty() { Ok(()) } else { write!(f, " -> {}", self.fix) }
    }
}

/// Looks at everything the configuration points at. `migrations` are the names of those this
/// program knows, oldest first.
pub async fn examine(config: &Config, migrations: &[String]) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("configuration", "complete")];
    findings.extend(storage::check(config));
    findings.push(files::check(config).await);
    let (database, seen) = database::connect(config).await;
    findings.extend(seen);
    if let Some(database) = &database {
        findings.extend(postgres::check(database).await);
        findings.push(schema::check(database, migrations).await);
    }
    findings.push(bus::check(config).await);
    findings.extend(search::check(config).await);
    if let Some(database) = &database {
        findings.push(clock::check(database).await);
    }
    findings.extend(certificate::check(config, process::clock()().seconds()));
    findings.push(limits::check());
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    #[test]
    fn a_finding_is_one_line() {
        assert_eq!(Finding::ok("bus", "in this process").to_string(), "ok    bus: in this process");
        let line = Finding::fail("bus", "no answer", "start Redis").to_string();
        assert_eq!(line, "fail  bus: no answer -> start Redis");
    }

    #[tokio::test]
    async fn an_installation_that_was_never_started_is_well() {
        let directory = tempfile::TempDir::new().unwrap();
        let data_dir = directory.path().join("data").to_string_lossy().into_owned();
        let environment = [("WARBLER_DATA_DIR".to_owned(), data_dir)].into();
        let config = Config::load(Sources { environment, ..Sources::default() }).unwrap();
        let findings = examine(&config, &[]).await;
        assert!(findings.iter().all(|finding| finding.level < Level::Fail), "{findings:#?}");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "nothing was changed");
    }
}

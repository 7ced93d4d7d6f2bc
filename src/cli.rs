//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde_json::Value;
use std::path::PathBuf;
use url::Url;
use warbler_protocol::{AppId, EventSelector, JobId, KeyScope, Mode, Quota};

/// An instant-messaging cloud in one program.
///
/// Settings come from WARBLER_* variables or a TOML file; see docs/configuration.md.
/// Exit codes: 0 done, 1 failed, 2 wrong use or configuration.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Cli {
    /// A TOML file of settings (also `WARBLER_CONFIG`).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Serve),
    /// Bring the database up to date.
    Migrate,
    /// Create the demo organization, where there is none yet, and print how to use it.
    Demo(Demo),
    /// Check configuration, database, bus, disk and clock, and say how to fix what is wrong.
    Doctor,
    /// Look after accounts of the console.
    #[command(subcommand)]
    Accounts(Accounts),
    /// Look after apps.
    #[command(subcommand)]
    Apps(Apps),
    /// Look after secret keys.
    #[command(subcommand)]
    Keys(Keys),
    /// Look after jobs that failed for good.
    #[command(subcommand)]
    Jobs(Jobs),
    /// Import users, conversations and messages into an app; again and further, nothing doubles.
    Import(Import),
    /// Write everything of an app as JSON Lines, which `import` takes.
    Export(Export),
    /// Print what happens in an app as it happens, and hand it to a server on this machine.
    Listen(Listen),
    /// Copy an embedded installation, database and files, while it runs.
    Backup(Backup),
    /// Put such a copy into an empty data directory.
    Restore(Restore),
    /// Look after the indexes that searches read.
    #[command(subcommand)]
    Search(Search),
    /// Print the contract of the REST API.
    Openapi,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Do only this part of the work: api, realtime, worker, search, or several with commas.
    #[arg(long)]
    pub roles: Option<String>,
    /// Serve demo data to try things out, and hand out tokens of its users to everybody.
    #[arg(long)]
    pub demo: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Print JSON, for scripts.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Accounts {
    /// Create an account that owns an organization.
    Create(CreateAccount),
    /// Give an account another password and end its sessions.
    ResetPassword(ResetPassword),
}

#[derive(Debug, Args)]
pub struct CreateAccount {
    #[arg(long)]
    pub email: String,
    #[arg(long)]
    pub name: String,
    /// The organization's name; a new one named like the account if left out.
    #[arg(long)]
    pub organization: Option<String>,
    #[command(flatten)]
    pub password: PasswordSource,
}

#[derive(Debug, Args)]
pub struct ResetPassword {
    #[arg(long)]
    pub email: String,
    #[command(flatten)]
    pub password: PasswordSource,
}

#[derive(Debug, Args)]
pub struct PasswordSource {
    /// Read the password, one line, from standard input; otherwise one is made and printed.
    #[arg(long = "password-stdin")]
    pub stdin: bool,
}

#[derive(Debug, Subcommand)]
pub enum Apps {
    /// Create an app, and its organization where that is new.
    Create(CreateApp),
    /// List all apps.
    List,
    /// Give an app rate limits of its own, and print them; what is left out is as configured.
    Limit(LimitApp),
}

#[derive(Debug, Args)]
pub struct LimitApp {
    /// The app's id.
    pub app: AppId,
    /// Requests a second of one secret key and how many at once, as in 1000/2000.
    #[arg(long, value_name = "RATE/BURST")]
    pub per_key: Option<Quota>,
    /// The same for one user.
    #[arg(long, value_name = "RATE/BURST")]
    pub per_user: Option<Quota>,
    /// The same for all callers of the app together.
    #[arg(long, value_name = "RATE/BURST")]
    pub per_app: Option<Quota>,
}

#[derive(Debug, Args)]
pub struct CreateApp {
    pub name: String,
    /// The organization's name.
    #[arg(long)]
    pub organization: String,
    /// test, or live for real users.
    #[arg(long, default_value = "test", value_parser = word::<Mode>)]
    pub mode: Mode,
}

#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Create a secret key and print it, this once.
    Create(CreateKey),
}

#[derive(Debug, Args)]
pub struct CreateKey {
    /// The app's id.
    #[arg(long)]
    pub app: AppId,
    #[arg(long)]
    pub name: String,
    /// What the key may do (users:read …); several with commas. Everything if left out.
    #[arg(long, value_delimiter = ',', value_parser = word::<KeyScope>)]
    pub scopes: Vec<KeyScope>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// The app's id.
    #[arg(long)]
    pub app: AppId,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Leave out lines that cannot be read, and tell them at the end.
    #[arg(long)]
    pub skip_bad: bool,
    /// A file, a directory of files, or - for standard input (JSON Lines only).
    #[arg(value_name = "FILE|DIR|-")]
    pub path: PathBuf,
}

/// What a file to be imported is made of; see docs/import-export.md.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// JSON Lines, as `export` writes them.
    #[default]
    Jsonl,
    /// IRC logs with one file a day.
    Irc,
    /// IRC logs that name channel and date in every line.
    IrcSupport,
    /// Dialogues of the CrossWOZ corpus.
    Crosswoz,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The app's id.
    #[arg(long)]
    pub app: AppId,
    /// Where to; standard output if left out.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Listen {
    /// A secret key of the app with the scope `webhooks:read`.
    #[arg(long)]
    pub key: String,
    /// Where Warbler is.
    #[arg(long, default_value = "http://localhost:8080", value_name = "URL")]
    pub server: Url,
    /// Where to send each event, signed as a webhook is.
    #[arg(long, value_name = "URL")]
    pub forward: Option<Url>,
    /// Only these events (`message.created`, `message.*`); several with commas.
    #[arg(long, value_delimiter = ',')]
    pub events: Vec<EventSelector>,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// Where to: a directory that is empty, or not there yet.
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Put the master key into it, which makes the copy worth as much as the key.
    #[arg(long)]
    pub with_master_key: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// What `backup` wrote.
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Jobs {
    /// List the dead letters of an app, oldest first.
    Dead {
        /// The app's id.
        #[arg(long)]
        app: AppId,
    },
    /// Run dead letters again.
    Replay(ReplayJobs),
}

#[derive(Debug, Args)]
pub struct ReplayJobs {
    /// The app's id.
    #[arg(long)]
    pub app: AppId,
    #[command(flatten)]
    pub which: Which,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Which {
    /// The jobs' ids.
    pub ids: Vec<JobId>,
    /// All of the app's.
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Subcommand)]
pub enum Search {
    /// Build indexes anew from the log, while searches go on.
    Rebuild {
        /// The messages of this app alone; all of them if left out.
        #[arg(long)]
        app: Option<AppId>,
    },
}

/// One of the words that an enum of the protocol has on the wire.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_config_file_may_stand_anywhere() {
        let cli = Cli::try_parse_from(["warbler", "serve", "--roles", "api", "--config", "a.toml"])
            .unwrap();
        assert_eq!(cli.config, Some(PathBuf::from("a.toml")));
        assert!(Cli::try_parse_from(["warbler", "jobs", "replay"]).is_err());
    }
}

//! Where settings come from: the command line, the environment, a file.

use config::{Config as Layers, ConfigError, Environment, File, FileFormat, Source, Value};
use std::{collections::HashMap, env, path::PathBuf};

/// Before the name of a setting in the environment.
const PREFIX: &str = "WARBLER_";
/// Variables of ours that are no settings: the file to read, and what only tests look at.
const FILE: &str = "WARBLER_CONFIG";
const TESTS: &str = "WARBLER_TEST_";

/// Where a value stands, unless it is a file.
pub(super) const ENVIRONMENT: &str = "the environment";
pub(super) const COMMAND_LINE: &str = "the command line";

/// What was said, not yet read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub file: Option<PathBuf>,
    /// Names in capitals, with the prefix.
    pub environment: HashMap<String, String>,
    /// The command line's word on `roles`.
    pub roles: Option<String>,
}

impl Sources {
    /// The environment of this process, and what its command line says.
    pub fn of_process(file: Option<PathBuf>, roles: Option<String>) -> Self {
        let mut environment: HashMap<String, String> = env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into(), value.to_string_lossy().into()))
            .filter(|(name, _): &(String, String)| name.starts_with(PREFIX))
            .filter(|(name, _)| !name.starts_with(TESTS))
            .collect();
        let named = environment.remove(FILE).filter(|path| !path.is_empty());
        Self { file: file.or_else(|| named.map(PathBuf::from)), environment, roles }
    }

    /// The layers laid over each other. Every value tells its origin but for tables of a file.
    pub(super) fn merge(self) -> Result<HashMap<String, Value>, ConfigError> {
        let mut layers = Layers::builder();
        if let Some(path) = self.file {
            layers = layers.add_source(File::from(path).format(FileFormat::Toml));
        }
        let environment = Environment::with_prefix(PREFIX.trim_end_matches('_'))
            .prefix_separator("_")
            .ignore_empty(true)
            .source(Some(self.environment));
        let roles = self.roles.map(|roles| Value::new(Some(&COMMAND_LINE.to_owned()), roles));
        layers.add_source(environment).set_override_option("roles", roles)?.build()?.collect()
    }
}

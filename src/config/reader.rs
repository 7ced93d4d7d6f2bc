//! Takes settings one by one and keeps count of what is wrong.
//!
//! Asking for a setting is what makes its name known, so there is no second list of names.

use super::sources::{COMMAND_LINE, ENVIRONMENT, Sources};
use config::{Value, ValueKind};
use secrecy::SecretString;
use std::{collections::HashMap, fmt, ops::RangeInclusive, str::FromStr};

/// Further away than this, a name is not taken for a slip.
const NEAR: usize = 3;

/// Everything that is wrong with the configuration, one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(Vec<String>);

impl Problems {
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Problems {}

pub(super) struct Reader {
    values: HashMap<String, Value>,
    names: Vec<&'static str>,
    problems: Vec<String>,
}

impl Reader {
    pub(super) fn new(sources: Sources) -> Self {
        let (values, problems) = match sources.merge() {
            Ok(values) => (values, Vec::new()),
            Err(error) => (HashMap::new(), vec![format!("configuration: {}", one_line(&error))]),
        };
        Self { values, names: Vec::new(), problems }
    }

    pub(super) fn problem(&mut self, line: impl Into<String>) {
        self.problems.push(line.into());
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The setting as `parse` understands it; what it does not understand is a problem.
    pub(super) fn parse<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let (place, text) = self.take(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.problem(format!("{place}: expected {expected}, not `{}`", text.escape_debug()));
        }
        value
    }

    /// The same for what must not be repeated in a message.
    pub(super) fn secret(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<SecretString>,
    ) -> Option<SecretString> {
        let (place, text) = self.take(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.problem(format!("{place}: expected {expected}"));
        }
        value
    }

    pub(super) fn optional<T: FromStr>(&mut self, name: &'static str, expected: &str) -> Option<T> {
        self.parse(name, expected, |text| text.parse().ok())
    }

    pub(super) fn or<T: FromStr>(&mut self, name: &'static str, expected: &str, default: T) -> T {
        self.optional(name, expected).unwrap_or(default)
    }

    pub(super) fn number<T>(
        &mut self,
        name: &'static str,
        range: RangeInclusive<T>,
        default: T,
    ) -> T
    where
        T: FromStr + PartialOrd + fmt::Display,
    {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        self.parse(name, &expected, |text| text.parse().ok().filter(|n| range.contains(n)))
            .unwrap_or(default)
    }

    /// Every name that was asked for.
    #[cfg(test)]
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// Fails when anything was wrong, names that nobody asked for included.
    pub(super) fn finish(mut self) -> Result<(), Problems> {
        let mut unknown: Vec<String> = self
            .values
            .iter()
            .filter(|(name, _)| !self.names.contains(&name.as_str()))
            .map(|(name, value)| self.unknown(name, value))
            .collect();
        unknown.sort();
        self.problems.append(&mut unknown);
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }

    /// The setting as text, and where it stands.
    fn take(&mut self, name: &'static str) -> Option<(String, String)> {
        self.names.push(name);
        let value = self.values.get(name)?.clone();
        let place = place(name, &value);
        let text = as_text(value);
        if text.is_none() {
            self.problem(format!("{place}: expected a single value, not a table"));
        }
        text.map(|text| (place, text))
    }

    fn unknown(&self, name: &str, value: &Value) -> String {
        let distance = |known: &&'static str| strsim::damerau_levenshtein(known, name);
        let nearest = self.names.iter().copied().min_by_key(distance);
        let place = place(name, value);
        match nearest.filter(|known| distance(known) <= NEAR) {
            Some(known) => {
                format!("{place}: no such setting; did you mean {}?", written(known, value))
            }
            None => format!("{place}: no such setting"),
        }
    }
}

/// A name as it is written where `value` stands.
fn written(name: &str, value: &Value) -> String {
    match value.origin() {
        Some(ENVIRONMENT) => format!("WARBLER_{}", name.to_uppercase()),
        Some(COMMAND_LINE) => format!("--{name}"),
        _ => name.to_owned(),
    }
}

fn place(name: &str, value: &Value) -> String {
    match value.origin() {
        Some(ENVIRONMENT | COMMAND_LINE) => written(name, value),
        Some(file) => format!("{name} in {file}"),
        None => format!("{name} in the file"),
    }
}

/// Lists may be written as such or with commas.
fn as_text(value: Value) -> Option<String> {
    match value.kind {
        ValueKind::Array(items) => {
            let items: Option<Vec<String>> = items.into_iter().map(as_text).collect();
            items.map(|items| items.join(","))
        }
        ValueKind::Table(_) => None,
        _ => value.into_string().ok(),
    }
}

fn one_line(error: &dyn fmt::Display) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

//! Rules that every request goes through before anything is written.

use crate::{Error, Result};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};
use warbler_protocol::FieldError;

/// Longest text of a message, in bytes.
pub(crate) const MAX_TEXT: usize = 32 * 1024;
/// Longest metadata, in bytes of JSON.
pub(crate) const MAX_METADATA: usize = 16 * 1024;

/// Applies the rules that the type itself declares.
pub(crate) fn rules(input: &impl Validate) -> Result<()> {
    input.validate().map_err(|errors| {
        let mut found = Vec::new();
        collect(&errors, "", &mut found);
        Error::Invalid(found)
    })
}

/// Refuses what PostgreSQL cannot store, in both databases alike.
pub(crate) fn no_nul(pointer: &str, text: Option<&str>) -> Result<()> {
    match text {
        Some(text) if text.contains('\0') => {
            Err(Error::field(pointer, "nul", "must not contain the NUL character"))
        }
        _ => Ok(()),
    }
}

/// Refuses control characters, line ends included: the text goes into mails.
pub(crate) fn plain(pointer: &str, text: Option<&str>) -> Result<()> {
    match text {
        Some(text) if text.chars().any(char::is_control) => {
            Err(Error::field(pointer, "control", "must not contain control characters"))
        }
        _ => Ok(()),
    }
}

/// Metadata as it is stored, or why it cannot be.
pub(crate) fn metadata(
    pointer: &str,
    metadata: &serde_json::Map<String, serde_json::Value>,
) -> Result<String> {
    let json = encode(metadata)?;
    if json.len() > MAX_METADATA {
        return Err(Error::field(pointer, "length", "is longer than 16 KiB as JSON"));
    }
    Ok(json)
}

/// JSON of a value of ours.
pub(crate) fn encode(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Corrupt(error.to_string()))
}

/// A value of ours from its JSON.
pub(crate) fn decode<'a, T: serde::Deserialize<'a>>(json: &'a str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| Error::Corrupt(error.to_string()))
}

/// An enumeration of the protocol as the one word that stands for it in the database.
pub(crate) fn word(value: &impl serde::Serialize) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(Error::Corrupt(format!("not a word: {other:?}"))),
    }
}

/// The enumeration that a word in the database stands for.
pub(crate) fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(serde_json::Value::from(word))
        .map_err(|error| Error::Corrupt(error.to_string()))
}

fn collect(errors: &ValidationErrors, path: &str, found: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{path}/{field}");
        match kind {
            ValidationErrorsKind::Field(failures) => {
                found.extend(failures.iter().map(|failure| FieldError {
                    pointer: pointer.clone(),
                    code: failure.code.to_string(),
                    detail: describe(failure),
                }));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), found);
                }
            }
        }
    }
}

fn describe(failure: &validator::ValidationError) -> String {
    let mut bounds: Vec<String> = failure
        .params
        .iter()
        .filter(|(name, _)| *name != "value")
        .map(|(name, bound)| format!("{name} {bound}"))
        .collect();
    bounds.sort();
    match bounds.is_empty() {
        true => format!("must be a valid {}", failure.code),
        false => format!("{} must be: {}", failure.code, bounds.join(", ")),
    }
}

/// As many bytes as that, from hexadecimal digits.
pub(crate) fn unhex(hex: &str, length: usize) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks_exact(2).map(std::str::from_utf8);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| u8::from_str_radix(pair.ok()?, 16).ok()).collect();
    bytes.filter(|bytes| bytes.len() == length && hex.len() == length * 2)
}

//! What `validator` checks, the contract says: both stand beside the same field.
#![allow(
    clippy::unwrap_used,
    reason = "clippy knows tests by their functions, and not what these call"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_rule_is_in_the_schema() {
    let mut rules = 0;
    for source in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(source).unwrap();
        // Types that only the server reads are not in the contract.
        for (item, fields) in text.split("#[derive(").filter_map(|item| item.split_once("{\n")) {
            if item.contains("ToSchema") {
                rules += fields.split("#[validate(").skip(1).map(check).count();
            }
        }
    }
    assert!(rules > 30, "the rules were found: {rules}");
}

/// Finds what the rule at the start of the text bounds in the schema of its field.
fn check(text: &str) {
    let field = text.split("    pub ").next().unwrap_or(text);
    let (rule, attributes) = field.split_once(")]").unwrap_or((field, ""));
    let schema = attributes.split_once("#[schema(").map_or("", |(_, schema)| schema);
    let bounds = rule.split(['(', ')', ',']).filter_map(|part| part.trim().split_once(" = "));
    for (name, bound) in bounds.filter(|(name, _)| matches!(*name, "min" | "max")) {
        let said = ["_length", "_items", "imum"].iter().any(|ending| {
            let wanted = format!("{name}{ending} = {bound}");
            schema.split([',', ')']).any(|part| part.trim() == wanted)
        });
        assert!(said, "{name} = {bound} is not in the schema of: {field}");
    }
    for (named, said) in [("email", "format = \"email\""), ("custom(", "pattern = ")] {
        assert!(!rule.contains(named) || schema.contains(said), "{said} is missing: {field}");
    }
}

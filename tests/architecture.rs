//! Who may depend on whom: `text <- search`, `{protocol, search, text} <- core <- {api, realtime, worker} <- warbler`. The three in the
//! middle meet in the database and on the bus, never in code.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use serde_json::Value;
use std::{collections::BTreeSet, process::Command};

/// Each crate of ours and which others it may be built from.
const ALLOWED: &[(&str, &[&str])] = &[
    ("warbler-protocol", &[]),
    ("warbler-migrations", &[]),
    ("warbler-text", &[]),
    ("warbler-search", &["warbler-text"]),
    ("warbler-core", &["warbler-protocol", "warbler-search", "warbler-text"]),
    ("warbler-api", &["warbler-core", "warbler-protocol"]),
    ("warbler-realtime", &["warbler-core", "warbler-protocol"]),
    ("warbler-worker", &["warbler-core", "warbler-protocol"]),
];

/// What only front ends may know. (Calling out is another thing: the egress guard does it for all.)
const NOT_IN_CORE: &[&str] = &["actix-web", "actix-ws", "actix-http", "utoipa"];

fn packages() -> Vec<Value> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// What a crate is built from, its tests aside.
fn dependencies(package: &str) -> BTreeSet<String> {
    let packages = packages();
    let package = packages.iter().find(|it| it["name"] == package).unwrap();
    let dependencies = package["dependencies"].as_array().unwrap();
    let built = dependencies.iter().filter(|it| it["kind"] != "dev");
    built.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn crates_depend_in_one_direction() {
    for (package, allowed) in ALLOWED {
        let ours = dependencies(package).into_iter().filter(|name| name.starts_with("warbler"));
        for name in ours {
            assert!(allowed.contains(&name.as_str()), "{package} must not depend on {name}");
        }
    }
}

#[test]
fn core_knows_no_front_end() {
    for name in dependencies("warbler-core") {
        assert!(!NOT_IN_CORE.contains(&name.as_str()), "core must not depend on {name}");
    }
}

//! docs/errors.md says what the code says.

use std::{env, fs};
use warbler_protocol::ErrorCode;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
const BEGIN: &str = "<!-- codes -->\n";
const END: &str = "<!-- /codes -->\n";

fn table() -> String {
    let row = |code: &ErrorCode| {
        let retryable = if code.retryable() { "yes" } else { "" };
        let (name, status, title) = (code.as_str(), code.status(), code.title());
        format!("| <a id=\"{name}\"></a>`{name}` | {status} | {retryable} | {title} |\n")
    };
    let rows: String = ErrorCode::ALL.iter().map(row).collect();
    format!("| `code` | status | retryable | title |\n|---|---|---|---|\n{rows}")
}

/// `UPDATE=1 cargo test -p warbler-protocol --test errors` accepts a change.
#[test]
fn the_page_lists_every_code() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    let table = table();
    if env::var_os("UPDATE").is_some() {
        fs::write(PAGE, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert!(listed == table, "docs/errors.md is out of date: run this test with UPDATE=1");
    }
}

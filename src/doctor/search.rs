//! Searching: may the indexes be written, or do the nodes that have them answer?

use super::{Finding, PATIENCE};
use crate::config::{Config, Role};
use rustix::fs::{Access, access};
use std::path::Path;
use tokio::{net::TcpStream, time::timeout};
use url::Url;

const SUBJECT: &str = "search";

pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if config.has(Role::Search) {
        findings.push(directory(&config.search_dir));
    } else if config.search_nodes.is_empty() && config.has(Role::Api) {
        let fix = "set WARBLER_SEARCH_NODES, or give this process the role search";
        findings.push(Finding::warn(SUBJECT, "no node is known that searches", fix));
    }
    let others = config.search_nodes.iter();
    for node in others.filter(|node| Some(*node) != config.search_node.as_ref()) {
        findings.push(reach(node).await);
    }
    findings
}

/// The directory, or what it would be created in.
fn directory(directory: &Path) -> Finding {
    let existing = directory.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."));
    match access(existing, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) => Finding::ok(SUBJECT, format!("indexes are kept in {}", directory.display())),
        Err(error) => {
            let text = format!("{} is not writable ({error})", existing.display());
            let fix = "give it to the user who runs warbler, or set WARBLER_SEARCH_DIR";
            Finding::fail(SUBJECT, text, fix)
        }
    }
}

async fn reach(node: &Url) -> Finding {
    let address = (node.host_str().unwrap_or_default(), node.port_or_known_default().unwrap_or(80));
    match timeout(PATIENCE, TcpStream::connect(address)).await {
        Ok(Ok(_)) => Finding::ok(SUBJECT, format!("{node} answers")),
        _ => Finding::warn(
            SUBJECT,
            format!("{node} does not answer"),
            "start it, or correct WARBLER_SEARCH_NODES; its apps cannot search meanwhile",
        ),
    }
}

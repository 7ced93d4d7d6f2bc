//! Load, faults, and the question whether the server kept its promises.
//!
//! The server is a black box: the binary `warbler` in a process of its own, spoken to over REST
//! and WebSocket. [`bench`] measures how fast it is, [`chaos`] breaks it while clients use it and
//! hands what they saw to the [`checker`].

pub mod bench;
pub mod chaos;
pub mod checker;
pub mod frames;
pub mod http;
pub mod proxy;
pub mod server;
pub mod services;
pub mod socket;
pub mod tenant;
pub mod token;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The server's binary: the given one, or the one that was built beside this.
fn server_binary(given: Option<&Path>) -> Result<PathBuf> {
    match given {
        Some(given) => Ok(given.to_owned()),
        None => {
            let own = std::env::current_exe()?;
            Ok(own.parent().context("this binary has no directory")?.join("warbler"))
        }
    }
}

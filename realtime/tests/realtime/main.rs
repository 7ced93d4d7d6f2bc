//! The socket, as clients meet it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod admission;
mod catching_up;
mod chat;
mod erasure;
mod frames;
mod handshake;
mod large;
mod membership;
mod nodes;
mod revocation;
mod serial;
mod snapshots;

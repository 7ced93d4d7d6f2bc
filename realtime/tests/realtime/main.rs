//! The socket, as clients meet it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod access;
mod catching_up;
mod chat;
mod erasure;
mod frames;
mod handshake;
mod imports;
mod large;
mod membership;
mod nodes;
mod serial;
mod snapshots;

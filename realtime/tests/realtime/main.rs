//! The socket, as clients meet it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod admission;
mod catching_up;
mod chat;
mod erasure;
mod events;
mod files;
mod frames;
mod handshake;
mod hooks;
mod imports;
mod large;
mod membership;
mod nodes;
mod polling;
mod presence;
mod private;
mod protocol;
mod reactions;
mod revocation;

mod serial;
mod snapshots;
mod state;
mod threads;

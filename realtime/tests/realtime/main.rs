//! The socket, as clients meet it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod access;
mod catching_up;
mod chat;
mod erasure;
mod events;
mod frames;
mod handshake;
mod large;
mod membership;
mod nodes;
mod polling;
mod presence;
mod protocol;

mod serial;
mod snapshots;

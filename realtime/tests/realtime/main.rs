//! The socket, as clients meet it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod handshake;

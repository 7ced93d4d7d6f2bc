//! The one door through which addresses are called that a tenant chose.
//!
//! 1. Only `https` and `http`, without user and password, on ports that serve the web.
//! 2. Only public addresses, and the ranges that whoever runs the installation allows. `http` goes
//!    to those ranges alone.
//! 3. The connection goes to the address that was checked: names are looked up once, by us, and
//!    literal addresses are checked before anything else, in whatever notation.
//! 4. No redirects, no proxy from the environment, no cookies; time and size have limits.

mod address;
mod client;
mod resolver;
mod target;
#[cfg(test)]
mod tests;

pub use client::{Client, Request, Response, Timing};

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the URL is refused: {0}")]
    Url(&'static str),

    /// The host, as it was written: where it leads inside a network is nobody's business.
    #[error("{0} does not lead to an address that may be called")]
    Address(String),

    #[error("no answer in time")]
    Timeout,

    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),

    #[error("no connection: {0}")]
    Unreachable(String),
}

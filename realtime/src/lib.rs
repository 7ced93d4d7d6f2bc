//! The gateway: keeps clients connected and hands them events.
//!
//! A node follows the log of each shard it has connections in ([`delivery`]) and knows which of its
//! connected users are in which conversations ([`hub`]); handing an event on asks no database. One
//! task serves one connection ([`connection`]), be it a socket or a stream of server-sent events, and
//! nothing waits for a client ([`outbox`]). Who can have neither polls ([`poll`]). Who is there is
//! told by one task ([`presence`]).

mod client;
mod connection;
mod delivery;
mod hub;
mod node;
mod outbox;
mod poll;
mod presence;
mod routes;
mod visitor;

pub use connection::{Goodbye, Socket};
pub use node::Node;
pub use routes::configure;

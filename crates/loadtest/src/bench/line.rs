//! One authenticated connection of the load generator.

use crate::{frames::Frame, socket::Socket};
use anyhow::{Result, bail};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The connections of one loopback address, well below the number of its ports.
const PER_ADDRESS: usize = 4000;

/// Who connects, and where.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) server: SocketAddr,
    pub(super) path: String,
    /// `None` where nobody asks, as at the bare relay.
    pub(super) token: Option<String>,
    pub(super) conversation: String,
    /// Its number among the connections of a measure; the sender in the texts.
    pub(super) index: usize,
}

/// A seat that is taken.
pub(super) struct Line {
    pub(super) socket: Socket,
    pub(super) seat: Seat,
}

impl Line {
    pub(super) async fn connect(seat: Seat) -> Result<Self> {
        let mut socket = Socket::connect(seat.server, Some(source(seat.index)), &seat.path).await?;
        if let Some(token) = &seat.token {
            authenticate(&mut socket, token, None).await?;
        }
        Ok(Self { socket, seat })
    }

    /// Connects them all, a few at a time and in their order.
    pub(super) async fn connect_all(seats: Vec<Seat>) -> Result<Vec<Self>> {
        use futures_util::{StreamExt, TryStreamExt, stream};
        stream::iter(seats).map(Self::connect).buffered(64).try_collect().await
    }
}

/// The loopback address to connect from.
pub(super) fn source(index: usize) -> IpAddr {
    let last = u8::try_from(2 + index / PER_ADDRESS % 200).unwrap_or(2);
    Ipv4Addr::new(127, 0, 0, last).into()
}

/// Says who it is, and gives the reply.
pub(super) async fn authenticate(
    socket: &mut Socket,
    token: &str,
    cursor: Option<&str>,
) -> Result<String> {
    socket.next().await?; // hello
    let mut auth = json!({"i": 1, "t": "auth", "d": {"token": token}});
    if let Some(cursor) = cursor {
        auth["d"]["cursor"] = cursor.into();
    }
    socket.send(auth.to_string()).await?;
    let reply = socket.next().await?;
    if Frame::read(&reply) != (Frame::Reply { r: 1, ok: true }) {
        bail!("auth was answered {reply}");
    }
    Ok(reply.to_string())
}

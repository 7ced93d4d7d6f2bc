//! The client's end of a WebSocket: text frames in and out, nothing parsed.

use anyhow::{Result, bail};
use futures_util::{SinkExt, StreamExt};
use std::net::{IpAddr, SocketAddr};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig},
};

/// A connected WebSocket. Cheap enough to hold ten thousand.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Connects to a path of the server, from one of the loopback addresses if told to: one
    /// address has too few ports for all the connections of a large run.
    pub async fn connect(server: SocketAddr, from: Option<IpAddr>, path: &str) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(from) = from {
            socket.bind(SocketAddr::new(from, 0))?;
        }
        let tcp = socket.connect(server).await?;
        tcp.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let address = format!("ws://{server}{path}");
        let (stream, _) = Box::pin(client_async_with_config(address, tcp, Some(config))).await?;
        Ok(Self { stream })
    }

    pub async fn send(&mut self, text: impl Into<Utf8Bytes>) -> Result<()> {
        Ok(self.stream.send(Message::Text(text.into())).await?)
    }

    /// The next text frame. Safe to be dropped while it waits.
    pub async fn next(&mut self) -> Result<Utf8Bytes> {
        while let Some(message) = self.stream.next().await {
            match message? {
                Message::Text(text) => return Ok(text),
                Message::Close(frame) => bail!("closed: {frame:?}"),
                _ => {}
            }
        }
        bail!("the connection ended")
    }
}

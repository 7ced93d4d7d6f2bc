//! A TCP proxy that can cut what it carries.
//!
//! While it is cut, connections end at once and new ones end before a byte went through.

use anyhow::Result;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// A proxy on a free loopback port. Dropping it ends it and all it carries.
pub struct Proxy {
    pub address: SocketAddr,
    cut: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub async fn start(upstream: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (cut, is_cut) = watch::channel(false);
        let task = tokio::spawn(accept(listener, upstream, is_cut));
        Ok(Self { address, cut, task })
    }

    /// Ends every connection, and every new one until [`Self::heal`].
    pub fn cut(&self) {
        self.cut.send_replace(true);
    }

    pub fn heal(&self) {
        self.cut.send_replace(false);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // What it carries sees that the sender is gone.
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, upstream: SocketAddr, is_cut: watch::Receiver<bool>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(carry(client, upstream, is_cut.clone()));
    }
}

/// Carries one connection until an end hangs up or the proxy is cut.
async fn carry(mut client: TcpStream, upstream: SocketAddr, mut is_cut: watch::Receiver<bool>) {
    let relay = async {
        let mut server = TcpStream::connect(upstream).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        copy_bidirectional(&mut client, &mut server).await
    };
    tokio::select! {
        biased;
        _cut_or_gone = is_cut.wait_for(|cut| *cut) => {}
        _ended = relay => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn carries_until_it_is_cut_and_again_once_healed() {
        let echo = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::start(echo.local_addr().unwrap()).await.unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = echo.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = stream.split();
                    tokio::io::copy(&mut read, &mut write).await
                });
            }
        });
        let mut byte = [0];
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        stream.write_all(b"a").await.unwrap();
        stream.read_exact(&mut byte).await.unwrap();
        proxy.cut();
        assert!(!matches!(stream.read(&mut byte).await, Ok(1..)));
        let mut refused = TcpStream::connect(proxy.address).await.unwrap();
        assert!(!matches!(refused.read(&mut byte).await, Ok(1..)));
        proxy.heal();
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        stream.write_all(b"b").await.unwrap();
        stream.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"b");
    }
}

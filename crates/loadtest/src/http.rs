//! A small HTTP/1.1 client over one kept connection: as cheap as a load generator needs it.
//!
//! Answers carry a `content-length`, which the server under test always sends.

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One connection, made when first needed and again after a failure.
pub struct Http {
    server: SocketAddr,
    bearer: String,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// What the server said.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Http {
    pub fn new(server: SocketAddr, bearer: impl Into<String>) -> Self {
        Self { server, bearer: bearer.into(), stream: None, buffer: Vec::new() }
    }

    /// One request. An error says nothing about whether it was carried out.
    pub async fn call(&mut self, method: &str, path: &str, body: &str) -> Result<Reply> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.server).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.server,
            self.bearer,
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let reply = read_reply(&mut stream, &mut self.buffer).await?;
        self.stream = Some(stream);
        Ok(reply)
    }

    /// A request that must succeed, and its answer.
    pub async fn json<T: DeserializeOwned>(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<T> {
        let reply = self.call(method, path, body).await?;
        let text = String::from_utf8_lossy(&reply.body);
        if !reply.is_success() {
            bail!("{method} {path} answered {}: {text}", reply.status);
        }
        serde_json::from_slice(&reply.body)
            .with_context(|| format!("{method} {path} answered {text}"))
    }
}

impl Reply {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

async fn read_reply(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Reply> {
    buffer.clear();
    let head = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        fill(stream, buffer).await?;
    };
    let (status, length) = parse_head(&buffer[..head])?;
    while buffer.len() < head + length {
        fill(stream, buffer).await?;
    }
    Ok(Reply { status, body: buffer[head..head + length].to_vec() })
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    if stream.read_buf(buffer).await? == 0 {
        bail!("the connection ended");
    }
    Ok(())
}

fn parse_head(head: &[u8]) -> Result<(u16, usize)> {
    let head = std::str::from_utf8(head)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Ok(0), |(_, value)| value.trim().parse());
    Ok((status.parse()?, length?))
}

#[cfg(test)]
mod tests {
    use super::parse_head;

    #[test]
    fn heads_have_a_status_and_a_length() {
        let head = b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\nx: y\r\n\r\n";
        assert_eq!(parse_head(head).unwrap(), (201, 12));
        assert_eq!(parse_head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), (204, 0));
        assert!(parse_head(b"\r\n\r\n").is_err());
    }
}

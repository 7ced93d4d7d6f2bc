//! A tenant's server that takes webhooks: as little of HTTP as that needs, over connections that are
//! kept.

use anyhow::Result;
use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

const TAKEN: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
const LATER: &[u8] = b"HTTP/1.1 503 Later\r\nretry-after: 10\r\ncontent-length: 0\r\n\r\n";

/// Takes what comes, unless it is told to hang or to put it off.
pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    state: Arc<State>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    hangs: bool,
    puts_off: AtomicBool,
    /// When each text was taken first.
    taken: Mutex<HashMap<String, Instant>>,
}

impl Receiver {
    /// One that puts everything off at first.
    pub(super) async fn busy() -> Result<Self> {
        Self::start(State { puts_off: true.into(), ..State::default() }).await
    }

    /// One that never answers.
    pub(super) async fn hanging() -> Result<Self> {
        Self::start(State { hangs: true, ..State::default() }).await
    }

    async fn start(state: State) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (address, state) = (listener.local_addr()?, Arc::new(state));
        let shared = Arc::clone(&state);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Ok(Self { address, state, server })
    }

    pub(super) fn take_from_now_on(&self) {
        self.state.puts_off.store(false, Relaxed);
    }

    pub(super) fn taken(&self) -> usize {
        self.state.taken.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// When each text was taken, by text.
    pub(super) fn times(&self) -> HashMap<String, Instant> {
        std::mem::take(&mut self.state.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// How long the first of these came before the last.
pub(super) fn span(times: &HashMap<String, Instant>) -> Duration {
    let first = times.values().min();
    first.zip(times.values().max()).map_or(Duration::ZERO, |(first, last)| *last - *first)
}

/// Until the sender hangs up.
async fn serve(mut stream: TcpStream, state: Arc<State>) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = end_of_request(&buffer) {
                break end;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        if state.hangs {
            stream.read_buf(&mut buffer).await?;
            return Ok(());
        }
        let request = String::from_utf8_lossy(&buffer[..end]).into_owned();
        buffer.drain(..end);
        if state.puts_off.load(Relaxed) {
            stream.write_all(LATER).await?;
            continue;
        }
        if let Some((_, rest)) = request.split_once(r#""text":""#) {
            let text = rest.split('"').next().unwrap_or_default().to_owned();
            let mut taken = state.taken.lock().unwrap_or_else(PoisonError::into_inner);
            taken.entry(text).or_insert_with(Instant::now);
        }
        stream.write_all(TAKEN).await?;
    }
}

/// Where the first request ends, if it is whole.
fn end_of_request(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(buffer.get(..head)?).ok()?;
    let length = text.lines().filter_map(|line| line.split_once(':'));
    let length = length.clone().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(Some(0), |(_, value)| value.trim().parse().ok())?;
    (buffer.len() >= head + length).then_some(head + length)
}

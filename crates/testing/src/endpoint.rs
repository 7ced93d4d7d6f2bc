//! A server of the tenant's, which Warbler calls.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Answers every request as it was told last. Stops when it is dropped.
pub struct TestEndpoint {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// Nothing: requests stay without an answer.
    answer: Option<String>,
    requests: Vec<String>,
}

impl TestEndpoint {
    /// One that does not answer yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, state) = (listener.local_addr().unwrap(), Arc::default());
        let shared = Arc::clone(&state);
        let server = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state, server }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers this from now on; `headers` are lines, each with its end.
    pub fn answer(&self, status: u16, headers: &str, body: &str) {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} as told\r\n{headers}content-length: {length}\r\n\
            connection: close\r\n\r\n{body}"
        );
        self.state.lock().unwrap().answer = Some(answer);
    }

    /// Leaves requests without an answer from now on.
    pub fn hang(&self) {
        self.state.lock().unwrap().answer = None;
    }

    /// What was asked for, each request as it came.
    pub fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }
}

impl Drop for TestEndpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&chunk[..read]),
        }
    }
    let answer = {
        let mut state = state.lock().unwrap();
        state.requests.push(String::from_utf8_lossy(&request).into_owned());
        state.answer.clone()
    };
    match answer {
        Some(answer) => drop(stream.write_all(answer.as_bytes()).await),
        None => drop(stream.read(&mut [0; 1]).await),
    }
}

/// Whether the head is there, and as much of a body as it announces.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().unwrap())
    });
    request.len() >= head.len() + 4 + length.unwrap_or(0)
}

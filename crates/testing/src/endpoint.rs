//! A server of the tenant's, which Warbler calls.

use serde_json::Value;
use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A request as it came, with the names of its headers in lower case.
#[derive(Clone, Debug)]
pub struct Received {
    pub headers: BTreeMap<String, String>,
    pub text: String,
    pub body: Value,
}

impl Received {
    fn read(request: &str) -> Self {
        let (head, text) = request.split_once("\r\n\r\n").unwrap();
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
        let body = serde_json::from_str(text).unwrap_or_default();
        Self { headers: headers.collect(), text: text.to_owned(), body }
    }
}

/// Answers every request as it was told last. Stops when it is dropped.
pub struct TestEndpoint {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// What the next requests are answered before all others; nothing where they hang.
    script: VecDeque<Option<String>>,
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
        self.state.lock().unwrap().answer = Some(response(status, headers, body));
    }

    /// Answers the next requests with these statuses, one each; 0 leaves one without an answer.
    pub fn script(&self, statuses: &[u16]) {
        let answers = statuses.iter().map(|status| match status {
            0 => None,
            status => Some(response(*status, "", "as scripted")),
        });
        self.state.lock().unwrap().script.extend(answers);
    }

    /// Leaves requests without an answer from now on.
    pub fn hang(&self) {
        self.state.lock().unwrap().answer = None;
    }

    /// What was asked for, taken apart.
    pub fn received(&self) -> Vec<Received> {
        self.requests().iter().map(|request| Received::read(request)).collect()
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
        let scripted = state.script.pop_front();
        scripted.unwrap_or_else(|| state.answer.clone())
    };
    match answer {
        Some(answer) => drop(stream.write_all(answer.as_bytes()).await),
        None => drop(stream.read(&mut [0; 1]).await),
    }
}

fn response(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} as told\r\n{headers}content-length: {length}\r\n\
        connection: close\r\n\r\n{body}"
    )
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

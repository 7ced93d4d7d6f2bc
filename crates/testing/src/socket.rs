//! A WebSocket client that expects things.

use crate::PATIENCE;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{collections::VecDeque, net::SocketAddr};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Message, client::IntoClientRequest as _, handshake::client::Request, protocol::CloseFrame,
    },
};
use warbler_protocol::ConversationId;

pub struct TestSocket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Events that came while something else was waited for.
    events: VecDeque<Value>,
    commands: u64,
    /// The newest cursor that was seen.
    pub cursor: String,
}

fn request(address: SocketAddr) -> Request {
    format!("ws://{address}/v1/ws").into_client_request().unwrap()
}

impl TestSocket {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self::open_with(request(address)).await
    }

    pub(crate) async fn open_from(address: SocketAddr, origin: &str) -> Self {
        let mut request = request(address);
        request.headers_mut().insert("origin", origin.parse().unwrap());
        Self::open_with(request).await
    }

    async fn open_with(request: Request) -> Self {
        let (stream, _) = connect_async(request).await.unwrap();
        let mut socket =
            Self { stream, events: VecDeque::new(), commands: 0, cursor: String::new() };
        let hello = socket.read().await;
        assert_eq!(hello["t"], "hello");
        socket
    }

    /// Says who it is, and expects to be welcome.
    pub async fn authenticate(&mut self, token: &str, cursor: Option<&str>) -> Value {
        let mut d = json!({ "token": token, "device": { "id": "test", "platform": "test" } });
        if let Some(cursor) = cursor {
            d["cursor"] = cursor.into();
        }
        let ready = self.ask("auth", d).await;
        self.cursor = ready["cursor"].as_str().unwrap().to_owned();
        ready
    }

    /// A command that is expected to succeed; answers its reply.
    pub async fn ask(&mut self, command: &str, d: Value) -> Value {
        let reply = self.command(command, d).await;
        assert_eq!(reply["ok"], true, "{reply}");
        reply["d"].clone()
    }

    /// A command that is expected to be refused; answers the code.
    pub async fn refused(&mut self, command: &str, d: Value) -> String {
        let reply = self.command(command, d).await;
        assert_eq!(reply["ok"], false, "{reply}");
        reply["e"]["code"].as_str().unwrap().to_owned()
    }

    async fn command(&mut self, command: &str, d: Value) -> Value {
        let id = self.begin(command, d).await;
        self.reply(id).await
    }

    /// Sends a command and does not wait for its reply.
    pub async fn begin(&mut self, command: &str, d: Value) -> u64 {
        self.commands += 1;
        let frame = json!({ "i": self.commands, "t": command, "d": d });
        self.say(&frame.to_string()).await;
        self.commands
    }

    /// Waits for the reply to a command.
    pub async fn reply(&mut self, id: u64) -> Value {
        loop {
            let frame = self.read().await;
            match frame["r"] == id {
                true => return frame,
                false => self.events.push_back(frame),
            }
        }
    }

    /// Waits for the reply to a command, or for the server to hang up instead.
    pub async fn reply_or_close(&mut self, id: u64) -> Result<Value, u16> {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a frame in time");
            let frame: Value = match message {
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Close(Some(CloseFrame { code, .. })))) => return Err(code.into()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                other => panic!("unexpected: {other:?}"),
            };
            match frame["r"] == id {
                true => return Ok(frame),
                false => self.events.push_back(frame),
            }
        }
    }

    pub async fn send(&mut self, conversation: ConversationId, text: &str) -> Value {
        self.ask("message.send", json!({ "conversation_id": conversation, "text": text })).await
    }

    /// Sends any text at all.
    pub async fn say(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    pub async fn say_binary(&mut self, bytes: Vec<u8>) {
        self.stream.send(Message::binary(bytes)).await.unwrap();
    }

    /// The next frame that is no reply.
    pub async fn next(&mut self) -> Value {
        match self.events.pop_front() {
            Some(event) => event,
            None => self.read().await,
        }
    }

    /// The next event, which must be of this kind; answers its `d`.
    #[track_caller]
    pub fn expect(&mut self, kind: &str) -> impl Future<Output = Value> {
        let at = std::panic::Location::caller();
        async move {
            let event = self.next().await;
            assert_eq!(event["t"], kind, "{event} at {at}");
            event["d"].clone()
        }
    }

    /// What came while something else was waited for.
    pub fn waiting(&mut self) -> Vec<Value> {
        self.events.drain(..).collect()
    }

    /// Nothing is on the way to this client: what was committed before is not for it.
    pub async fn expect_silence(&mut self) {
        // The pong comes after whatever was handed to the connection before.
        let pong = self.ask("ping", json!({})).await;
        assert!(pong["cursor"].is_string());
        assert_eq!(self.events, VecDeque::<Value>::new());
    }

    /// Waits until the server hangs up, and answers why.
    pub async fn closed(&mut self) -> u16 {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a close frame");
            match message {
                Some(Ok(Message::Close(Some(CloseFrame { code, .. })))) => return code.into(),
                Some(Ok(_)) => {}
                other => panic!("no close frame: {other:?}"),
            }
        }
    }

    pub async fn close(mut self) {
        self.stream.close(None).await.unwrap();
    }

    async fn read(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a frame in time");
            match message.expect("an open socket").unwrap() {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if let Some(cursor) = frame["s"].as_str() {
                        cursor.clone_into(&mut self.cursor);
                    }
                    return frame;
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected: {other:?}"),
            }
        }
    }
}

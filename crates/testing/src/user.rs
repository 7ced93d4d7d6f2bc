//! Somebody with a token.

use crate::{TestApp, TestEvents, TestNode, TestResponse, TestSocket};
use reqwest::Method;
use serde_json::{Value, json};
use warbler_protocol::{
    Conversation, ConversationId, DownloadLink, Event, File, FileId, Message, Page, UserId,
};

pub struct TestUser<'a> {
    pub app: &'a TestApp,
    pub id: UserId,
    pub token: String,
}

impl TestUser<'_> {
    pub async fn get(&self, path: &str) -> TestResponse {
        self.app.call(Method::GET, path, Some(&self.token), None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> TestResponse {
        self.app.call(Method::POST, path, Some(&self.token), Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> TestResponse {
        self.app.call(Method::PATCH, path, Some(&self.token), Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> TestResponse {
        self.app.call(Method::PUT, path, Some(&self.token), Some(body)).await
    }

    /// A request to put something where it may be already: it has no body.
    pub async fn put_empty(&self, path: &str) -> TestResponse {
        self.app.call(Method::PUT, path, Some(&self.token), None).await
    }

    pub async fn delete(&self, path: &str) -> TestResponse {
        self.app.call(Method::DELETE, path, Some(&self.token), None).await
    }

    /// Sends a message that is expected to go through.
    pub async fn send(&self, conversation: ConversationId, text: &str) -> Message {
        self.say(conversation, &json!({ "text": text })).await.json(201)
    }

    /// Sends a reply in the thread about a message.
    pub async fn reply(&self, root: &Message, text: &str) -> Message {
        let body = json!({ "text": text, "thread_id": root.id });
        self.say(root.conversation_id, &body).await.json(201)
    }

    /// A message as this user sees it.
    pub async fn read(&self, message: &Message) -> Message {
        self.get(&path_of(message)).await.json(200)
    }

    /// Tries to send a message, whatever comes of it.
    pub async fn say(&self, conversation: ConversationId, body: &Value) -> TestResponse {
        self.post(&format!("/v1/conversations/{conversation}/messages"), body).await
    }

    /// Uploads a file that is expected to be taken.
    pub async fn upload(&self, name: &str, bytes: impl Into<Vec<u8>>) -> File {
        self.app.upload(&self.token, name, bytes.into()).await.json(201)
    }

    /// Sends a message that carries files.
    pub async fn attach(&self, conversation: ConversationId, files: &[FileId]) -> Message {
        self.say(conversation, &json!({ "attachments": files })).await.json(201)
    }

    /// An address of a file's bytes; `query` begins with `?` or is empty.
    pub async fn link(&self, file: FileId, query: &str) -> DownloadLink {
        self.get(&format!("/v1/files/{file}/download{query}")).await.json(200)
    }

    /// The same through another node.
    pub async fn say_to(
        &self,
        node: &TestNode,
        conversation: ConversationId,
        body: &Value,
    ) -> TestResponse {
        let url = node.url(&format!("/v1/conversations/{conversation}/messages"));
        let request = self.app.http().post(url).bearer_auth(&self.token).json(body);
        TestResponse::read(request.send().await.unwrap()).await
    }

    /// A page of history; `query` begins with `?` or is empty.
    pub async fn history(&self, conversation: ConversationId, query: &str) -> Page<Message> {
        self.get(&format!("/v1/conversations/{conversation}/messages{query}")).await.json(200)
    }

    /// A conversation as this user sees it.
    pub async fn see(&self, conversation: ConversationId) -> Conversation {
        self.get(&format!("/v1/conversations/{conversation}")).await.json(200)
    }

    /// The newest messages of a conversation as texts.
    pub async fn texts(&self, conversation: ConversationId) -> Vec<String> {
        self.history(conversation, "").await.data.into_iter().map(|message| message.text).collect()
    }

    /// All entries of a conversation, page by page.
    pub async fn entries(&self, conversation: ConversationId) -> Vec<Event> {
        let mut entries: Vec<Event> = Vec::new();
        loop {
            let after = entries.last().and_then(|event| event.n).unwrap_or_default();
            let path =
                format!("/v1/conversations/{conversation}/entries?after_seq={after}&limit=100");
            let page: Page<Event> = self.get(&path).await.json(200);
            entries.extend(page.data);
            if !page.has_more {
                return entries;
            }
        }
    }

    /// A socket that is through with the handshake.
    pub async fn connect(&self) -> TestSocket {
        self.connect_to(&self.app.node).await
    }

    pub async fn connect_to(&self, node: &TestNode) -> TestSocket {
        let mut socket = TestSocket::open(node.address).await;
        socket.authenticate(&self.token, None).await;
        // Commands are read once live events flow: from here on, not even typing is missed.
        socket.ask("ping", json!({})).await;
        socket
    }

    /// A stream of events; `query` begins with `?` or is empty.
    pub async fn listen(&self, query: &str) -> TestEvents {
        self.listen_to(&self.app.node, query).await
    }

    /// The same at another node.
    pub async fn listen_to(&self, node: &TestNode, query: &str) -> TestEvents {
        let url = node.url(&format!("/v1/events{query}"));
        TestEvents::open(self.app.http().get(url).bearer_auth(&self.token)).await
    }

    /// A long poll; `query` begins with `?` or is empty.
    pub async fn poll(&self, query: &str) -> TestResponse {
        self.get(&format!("/v1/events/poll{query}")).await
    }

    /// A socket that goes on where another one was, and what it was told on the way.
    pub async fn resume(&self, cursor: &str) -> (TestSocket, Vec<Value>) {
        let mut socket = self.app.socket().await;
        socket.authenticate(&self.token, Some(cursor)).await;
        let mut missed = Vec::new();
        loop {
            let frame = socket.next().await;
            if frame["t"] == "resumed" {
                return (socket, missed);
            }
            missed.push(frame);
        }
    }
}

/// Where a message is found over HTTP.
pub fn path_of(message: &Message) -> String {
    format!("/v1/conversations/{}/messages/{}", message.conversation_id, message.id)
}

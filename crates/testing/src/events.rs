//! A reader of server-sent events that expects things.

use crate::PATIENCE;
use reqwest::{RequestBuilder, Response, header::HeaderMap};
use serde_json::Value;
use tokio::time::timeout;

/// A stream of events.
pub struct TestEvents {
    response: Response,
    /// What came and is not a whole event yet.
    text: String,
    /// The newest id that was seen.
    pub cursor: String,
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct TestEvent {
    pub kind: String,
    pub id: Option<String>,
    pub data: Value,
}

impl TestEvents {
    /// Opens a stream, which must begin as one should.
    pub async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let mut events = Self { response, text: String::new(), cursor: String::new() };
        assert_eq!(events.next().await["t"], "hello");
        events
    }

    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The next event, or nothing at the end.
    pub async fn event(&mut self) -> Option<TestEvent> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let event = TestEvent::read(block);
                self.text = rest.to_owned();
                if let Some(event) = event {
                    if let Some(id) = &event.id {
                        self.cursor.clone_from(id);
                    }
                    return Some(event);
                }
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("an event in time");
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()?).unwrap());
        }
    }

    /// The next frame.
    pub async fn next(&mut self) -> Value {
        let event = self.event().await.expect("an open stream");
        assert_eq!(event.kind, "message", "{event:?}");
        event.data
    }

    /// The next frame, which must be of this kind; answers its `d`.
    #[track_caller]
    pub fn expect(&mut self, kind: &str) -> impl Future<Output = Value> {
        let at = std::panic::Location::caller();
        async move {
            let frame = self.next().await;
            assert_eq!(frame["t"], kind, "{frame} at {at}");
            frame["d"].clone()
        }
    }

    /// Waits until the server hangs up, and answers why.
    pub async fn closed(&mut self) -> Value {
        let mut last = None;
        while let Some(event) = self.event().await {
            last = Some(event);
        }
        let last = last.expect("an event at the end");
        assert_eq!(last.kind, "close");
        last.data
    }
}

impl TestEvent {
    /// Nothing where there is no data: a comment, or advice for a browser.
    fn read(block: &str) -> Option<Self> {
        let field =
            |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        let data = field("data: ")?;
        Some(Self {
            kind: field("event: ").unwrap_or_else(|| "message".to_owned()),
            id: field("id: "),
            data: serde_json::from_str(&data).unwrap(),
        })
    }
}

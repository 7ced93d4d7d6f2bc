//! What came back.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use warbler_protocol::{ErrorCode, Problem};

#[must_use = "say what the response should have been"]
#[derive(Debug)]
pub struct TestResponse {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl TestResponse {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let kind = headers.get("content-type").map(|kind| kind.as_bytes());
        // A stream of events does not end.
        let body = match kind {
            Some(b"text/event-stream") => Vec::new(),
            _ => response.bytes().await.unwrap().to_vec(),
        };
        Self { status, headers, body }
    }

    /// The body, which must have come with this status.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Nothing, as it should be.
    #[track_caller]
    pub fn empty(&self, status: u16) {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        assert!(self.body.is_empty());
    }

    /// A problem document, which must be a proper one, with this code.
    #[track_caller]
    pub fn problem(&self, code: ErrorCode) -> Problem {
        let problem = self.any_problem();
        assert_eq!(problem.code, code, "{problem:?}");
        problem
    }

    /// A proper problem document, whatever its code.
    #[track_caller]
    pub fn any_problem(&self) -> Problem {
        let text = String::from_utf8_lossy(&self.body);
        let kind = self.headers.get("content-type").map(|kind| kind.as_bytes());
        assert_eq!(kind, Some(&b"application/problem+json"[..]), "{} {text}", self.status);
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status);
        assert_eq!(problem.code.status(), self.status);
        let id = self.headers.get("x-request-id").and_then(|id| id.to_str().ok());
        assert_eq!(id, Some(problem.request_id.as_str()));
        assert!(!problem.detail.is_empty() && problem.instance.is_some());
        problem
    }

    /// The body without what differs between two requests.
    pub fn comparable(&self) -> (u16, Value) {
        let mut body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        for member in ["request_id", "instance"] {
            if let Some(object) = body.as_object_mut() {
                object.remove(member);
            }
        }
        (self.status, body)
    }
}

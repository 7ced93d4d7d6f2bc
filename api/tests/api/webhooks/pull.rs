//! Events for whoever asks.

use serde_json::Value;
use warbler_protocol::{AppEvents, ErrorCode};
use warbler_testing::TestApp;

async fn pull(app: &TestApp, query: &str) -> AppEvents {
    app.get(&format!("/v1/app_events{query}")).await.json(200)
}

fn texts(events: &AppEvents) -> Vec<Value> {
    let data = events.data.iter().map(|event| serde_json::from_str(event.data.get()).unwrap());
    data.map(|data: Value| data["text"].clone()).collect()
}

#[tokio::test]
async fn events_are_pulled_from_cursor_to_cursor() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let (alice, mallory) = (app.user("alice").await, neighbour.user("mallory").await);
    let group = app.group(&[&alice]).await;
    let theirs = neighbour.group(&[&mallory]).await;
    let start = pull(&app, "").await;
    assert!(start.data.is_empty() && !start.has_more);
    for text in ["1", "2", "3"] {
        mallory.send(theirs, "not yours").await;
        alice.send(group, text).await;
    }
    let first = pull(&app, &format!("?limit=2&cursor={}", start.next_cursor)).await;
    assert_eq!(texts(&first), ["1", "2"]);
    assert!(first.has_more);
    let rest = pull(&app, &format!("?limit=2&cursor={}", first.next_cursor)).await;
    assert_eq!(texts(&rest), ["3"]);
    assert!(!rest.has_more);
    // The same as webhooks say, id included.
    let again = pull(&app, &format!("?cursor={}", start.next_cursor)).await;
    assert_eq!(again.data[0].id, first.data[0].id);
    assert_eq!(again.data[0].kind, "message.created");
}

#[tokio::test]
async fn whoever_waits_hears_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let start = pull(&app, "").await;
    let path = format!("?wait=20&cursor={}", start.next_cursor);
    let (events, ()) = tokio::join!(pull(&app, &path), async {
        alice.send(group, "hello").await;
    });
    assert_eq!(texts(&events), ["hello"]);
}

#[tokio::test]
async fn cursors_of_others_and_long_waits_are_refused() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let cursor = pull(&neighbour, "").await.next_cursor;
    let foreign = format!("/v1/app_events?cursor={cursor}");
    app.get(&foreign).await.problem(ErrorCode::InvalidCursor);
    for query in ["wait=26", "wait=-1", "limit=0", "limit=101", "unknown=1"] {
        let path = format!("/v1/app_events?{query}");
        app.get(&path).await.problem(ErrorCode::InvalidParameter);
    }
}

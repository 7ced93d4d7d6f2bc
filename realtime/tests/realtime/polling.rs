//! Long polling: nothing is lost between two polls, and nothing is asked while one waits.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use warbler_core::Limits;
use warbler_protocol::{ErrorCode, SyncResponse};
use warbler_testing::{TestApp, TestUser};

async fn poll(user: &TestUser<'_>, cursor: &str, wait: u64) -> SyncResponse {
    user.poll(&format!("?cursor={cursor}&wait_seconds={wait}")).await.json(200)
}

async fn newest(user: &TestUser<'_>) -> String {
    let answer: SyncResponse = user.poll("?wait_seconds=30").await.json(200);
    assert!(!answer.has_news());
    answer.cursor
}

fn numbers(page: &SyncResponse) -> Vec<i64> {
    page.events.iter().filter_map(|event| event.n).collect()
}

#[tokio::test]
async fn what_is_there_comes_at_once_and_what_is_not_is_waited_for() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let cursor = newest(&bob).await;
    assert!(!poll(&bob, &cursor, 0).await.has_news());
    alice.send(group, "one").await;
    let page = poll(&bob, &cursor, 30).await;
    assert_eq!(numbers(&page), [2]);

    let began = Instant::now();
    let (page, _) = tokio::join!(poll(&bob, &page.cursor, 30), alice.send(group, "two"));
    assert_eq!(numbers(&page), [3]);
    assert!(began.elapsed() < Duration::from_secs(10));
    // Nor is the end of the world waited for: a removal is news.
    let remove = format!("/v1/conversations/{group}/members/bob");
    let (page, _) = tokio::join!(poll(&bob, &page.cursor, 30), alice.delete(&remove));
    assert_eq!(page.removed, [group]);
    assert!(!poll(&bob, &page.cursor, 1).await.has_news());
}

#[tokio::test]
async fn nothing_falls_between_two_polls() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut cursor = newest(&bob).await;
    let mut hers = alice.connect().await;
    let sending = async {
        for n in 0..100 {
            hers.send(group, &n.to_string()).await;
        }
    };
    let (mut heard, mut polls) = (Vec::new(), 0);
    let polling = async {
        while heard.last() != Some(&101) {
            let page = poll(&bob, &cursor, 30).await;
            heard.extend(numbers(&page));
            cursor = page.cursor;
            polls += 1;
        }
    };
    tokio::join!(sending, polling);
    assert_eq!(heard, (2..=101).collect::<Vec<_>>());
    assert!(polls < 100, "a burst comes in one answer");
}

#[tokio::test]
async fn typing_wakes_nobody() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let cursor = newest(&bob).await;
    let mut hers = alice.connect().await;
    let talking = async {
        hers.ask("typing", json!({ "conversation_id": group })).await;
        hers.send(group, "hi").await;
    };
    let (page, ()) = tokio::join!(poll(&bob, &cursor, 30), talking);
    assert_eq!(numbers(&page), [2]);
}

#[tokio::test]
async fn a_poll_is_a_connection() {
    let limits = Limits { max_connections_per_user: 1, ..TestApp::limits() };
    let app = TestApp::start_with(limits).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let cursor = newest(&bob).await;
    let his = bob.connect().await;
    let query = format!("?cursor={cursor}&wait_seconds=30");
    bob.poll(&query).await.problem(ErrorCode::LimitReached);
    drop(his);
    // Whoever polls is there, and still is between two polls.
    let presence = "/v1/users/bob/presence";
    alice.send(group, "hi").await;
    warbler_testing::eventually("a place", async || {
        (bob.poll(&query).await.status == 200).then_some(())
    })
    .await;
    assert_eq!(alice.get(presence).await.json::<Value>(200)["status"], "online");
}

#[tokio::test]
async fn a_poll_ends_with_its_user_and_with_its_node() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let cursor = newest(&bob).await;
    let query = format!("?cursor={cursor}&wait_seconds=30");
    let began = Instant::now();
    let erasing = async {
        warbler_testing::eventually("the poll to begin", async || {
            let presence: Value = app.get("/v1/users/bob/presence").await.json(200);
            (presence["status"] == "online").then_some(())
        })
        .await;
        app.delete("/v1/users/bob").await.empty(204);
    };
    let (answer, ()) = tokio::join!(bob.poll(&query), erasing);
    answer.problem(ErrorCode::UserDeactivated);

    let node = app.another_node().await;
    let query = format!("?cursor={}&wait_seconds=30", newest(&alice).await);
    let asking = app.request(&node, &format!("/v1/events/poll{query}")).bearer_auth(&alice.token);
    let stopping = async {
        warbler_testing::eventually("the poll to begin", async || {
            let presence: Value = app.get("/v1/users/alice/presence").await.json(200);
            (presence["status"] == "online").then_some(())
        })
        .await;
        node.stop().await;
    };
    let polling = async {
        let answer = asking.send().await.unwrap();
        answer.json::<SyncResponse>().await.unwrap()
    };
    let (answer, ()) = tokio::join!(polling, stopping);
    assert!(!answer.has_news());
    assert!(began.elapsed() < Duration::from_secs(25));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for query in ["?wait_seconds=31", "?wait_seconds=-1", "?wait_seconds=x", "?unknown=1"] {
        alice.poll(query).await.problem(ErrorCode::InvalidParameter);
    }
    alice.poll("?cursor=nonsense").await.problem(ErrorCode::InvalidCursor);
    let anonymous = app.call(reqwest::Method::GET, "/v1/events/poll", None, None).await;
    anonymous.problem(ErrorCode::Unauthenticated);
}

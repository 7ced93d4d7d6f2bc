//! Catching up: whole, in order, and only what one may see.

mod far_behind;

use serde_json::{Value, json};
use std::collections::HashMap;
use warbler_protocol::{Conversation, ConversationId, ErrorCode, EventKind, SyncResponse};
use warbler_testing::{TestApp, TestUser};

/// The newest cursor.
async fn cursor(user: &TestUser<'_>) -> String {
    let head: SyncResponse = user.post("/v1/sync", &json!({})).await.json(200);
    assert!(head.events.is_empty() && !head.has_more);
    head.cursor
}

async fn page(user: &TestUser<'_>, cursor: &str) -> SyncResponse {
    user.post("/v1/sync", &json!({ "cursor": cursor })).await.json(200)
}

/// What a client knows of each conversation that it follows.
#[derive(Default)]
struct Map {
    seqs: HashMap<ConversationId, Vec<i64>>,
    behind: Vec<Conversation>,
    removed: Vec<ConversationId>,
    pages: usize,
}

/// All pages since a cursor.
async fn catch_up(user: &TestUser<'_>, cursor: &str) -> Map {
    let (mut map, mut cursor) = (Map::default(), cursor.to_owned());
    loop {
        let page = page(user, &cursor).await;
        for event in page.events {
            map.seqs.entry(event.c).or_default().extend(event.n);
        }
        map.behind.extend(page.behind);
        map.removed.extend(page.removed);
        map.pages += 1;
        cursor = page.cursor;
        if !page.has_more {
            return map;
        }
    }
}

#[tokio::test]
async fn nothing_new_is_nothing() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice]).await;
    let since = cursor(&alice).await;
    // What happens in other conversations moves the log and concerns nobody here.
    let other = app.group(&[&bob]).await;
    bob.send(other, "hi").await;
    let map = catch_up(&alice, &since).await;
    assert!(map.seqs.is_empty() && map.behind.is_empty() && map.removed.is_empty());
}

#[tokio::test]
async fn what_was_missed_comes_in_order_and_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, quiet) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    bob.send(group, "known").await;
    let since = cursor(&alice).await;
    bob.send(group, "one").await;
    let new = app.group(&[&bob, &alice]).await;
    bob.send(group, "two").await;

    let missed = page(&alice, &since).await;

    let entries = missed.events.iter().filter_map(|event| Some((event.c, event.n?)));
    let events: Vec<_> = entries.collect();
    assert_eq!(events.len(), 3);
    let of = |id| events.iter().filter(|(c, _)| *c == id).map(|(_, n)| *n).collect::<Vec<_>>();
    assert_eq!((of(group), of(new), of(quiet)), (vec![3, 4], vec![1], vec![]));
    assert!(page(&alice, &missed.cursor).await.events.is_empty());
    // They come conversation by conversation: only the page knows where to go on.
    assert!(missed.events.iter().all(|event| event.s.is_none()));
}

#[tokio::test]
async fn receipts_are_news_without_a_place() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "one").await;
    let since = cursor(&alice).await;
    bob.post(&format!("/v1/conversations/{group}/read"), &json!({})).await.json::<Value>(200);
    let missed = page(&alice, &since).await;
    assert_eq!(missed.events.len(), 1);
    let event = &missed.events[0];
    assert_eq!((event.t, event.c, event.n), (EventKind::ReceiptUpdated, group, None));
    let data: Value = serde_json::from_str(event.d.get()).unwrap();
    assert_eq!(data, json!({ "user_id": "bob", "read_seq": 2, "delivered_seq": 2 }));
}

#[tokio::test]
async fn what_one_was_removed_from_is_named_and_not_shown() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (left, gone, kept) = (
        app.group(&[&alice, &bob]).await,
        app.group(&[&alice, &bob]).await,
        app.group(&[&alice, &bob]).await,
    );
    let since = cursor(&bob).await;
    alice.send(left, "secret").await;
    alice.delete(&format!("/v1/conversations/{left}/members/bob")).await.json::<Value>(200);
    alice.send(left, "secret").await;
    alice.delete(&format!("/v1/conversations/{gone}")).await.empty(204);
    alice.send(kept, "hi").await;

    let answer = bob.post("/v1/sync", &json!({ "cursor": since })).await;

    assert!(!String::from_utf8(answer.body.clone()).unwrap().contains("secret"));
    let missed: SyncResponse = answer.json(200);
    assert_eq!(missed.removed, [left, gone]);
    assert!(missed.events.iter().all(|event| event.c == kept));
    let after = page(&bob, &missed.cursor).await;
    assert!(after.removed.is_empty(), "they are named once");
}

#[tokio::test]
async fn who_comes_back_is_told_what_they_may_see() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let since = cursor(&bob).await;
    let member = format!("/v1/conversations/{group}/members");
    alice.delete(&format!("{member}/bob")).await.json::<Value>(200);
    alice.send(group, "secret").await;
    let again = json!({ "members": [{ "user_id": "bob" }] });
    alice.post(&member, &again).await.json::<Value>(200);
    alice.send(group, "hi").await;

    let missed = page(&bob, &since).await;

    let entries = missed.events.iter().filter_map(|event| Some((event.n?, event.t)));
    let kinds: Vec<_> = entries.collect();
    let expected = [
        (2, EventKind::MemberRemoved),
        (3, EventKind::Hidden),
        (4, EventKind::MemberAdded),
        (5, EventKind::MessageCreated),
    ];
    assert_eq!(kinds, expected);
    assert!(missed.removed.is_empty());
}

#[tokio::test]
async fn cursors_are_sealed_for_their_app() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let neighbour = app.neighbour().await;
    let theirs = cursor(&neighbour.user("alice").await).await;
    for cursor in [theirs.as_str(), "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let answer = alice.post("/v1/sync", &json!({ "cursor": cursor })).await;
        answer.problem(ErrorCode::InvalidCursor);
    }
}

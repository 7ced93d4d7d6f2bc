//! Reactions.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use warbler_protocol::{ErrorCode, EventKind, Message, Page, Reaction, ReactionChanged};
use warbler_testing::{TestApp, TestUser, path_of};

async fn react(user: &TestUser<'_>, message: &Message, key: &str) -> ReactionChanged {
    user.put_empty(&format!("{}/reactions/{key}", path_of(message))).await.json(200)
}

async fn take_back(user: &TestUser<'_>, message: &Message, key: &str) -> ReactionChanged {
    user.delete(&format!("{}/reactions/{key}", path_of(message))).await.json(200)
}

/// Counts by key, and whether one's own is among them.
async fn counts(user: &TestUser<'_>, message: &Message) -> BTreeMap<String, (i64, bool)> {
    let reactions = user.read(message).await.reactions;
    reactions.into_iter().map(|it| (it.key, (it.count, it.mine))).collect()
}

#[tokio::test]
async fn a_reaction_counts_once_and_is_taken_back_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sent = alice.send(group, "hi").await;

    assert_eq!(react(&alice, &sent, "👍").await.count, 1);
    assert_eq!(react(&alice, &sent, "👍").await.count, 1);
    assert_eq!(react(&bob, &sent, "👍").await.count, 2);
    assert_eq!(react(&bob, &sent, "a%2Fb").await.key, "a/b");
    assert_eq!(alice.entries(group).await.len(), 5);
    let expected = [("a/b".to_owned(), (1, false)), ("👍".to_owned(), (2, true))];
    assert_eq!(counts(&alice, &sent).await, BTreeMap::from(expected));
    let history = alice.history(group, "").await.data;
    assert_eq!(history[0].reactions, alice.read(&sent).await.reactions);
    assert_eq!(alice.see(group).await.last_message.unwrap(), history[0]);

    assert_eq!(take_back(&alice, &sent, "👍").await.count, 1);
    assert_eq!(take_back(&alice, &sent, "👍").await.count, 1);
    assert_eq!(take_back(&bob, &sent, "👍").await.count, 0);
    assert_eq!(counts(&alice, &sent).await, BTreeMap::from([("a/b".to_owned(), (1, false))]));
    assert_eq!(react(&alice, &sent, "👍").await.count, 1);
    let kinds: Vec<_> = alice.entries(group).await[2..].iter().map(|entry| entry.t).collect();
    // Of what one user says about one message with one key, the last word stays.
    let expected = [
        EventKind::Hidden,
        EventKind::Hidden,
        EventKind::ReactionAdded,
        EventKind::Hidden,
        EventKind::ReactionRemoved,
        EventKind::ReactionAdded,
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn who_reacted_is_listed_in_pages() {
    let app = TestApp::start().await;
    let users = [app.user("a").await, app.user("b").await, app.user("c").await];
    let group = app.group(&users.each_ref()).await;
    let sent = users[0].send(group, "hi").await;
    for user in &users {
        react(user, &sent, "x").await;
    }
    react(&users[1], &sent, "y").await;
    let path = format!("{}/reactions", path_of(&sent));
    let page: Page<Reaction> = app.get(&format!("{path}?limit=2")).await.json(200);
    let cursor = page.next_cursor.unwrap();
    let rest: Page<Reaction> = app.get(&format!("{path}?cursor={cursor}")).await.json(200);
    let all = page.data.into_iter().chain(rest.data);
    let all: Vec<_> = all.map(|it| format!("{}{}", it.key, it.user_id)).collect();
    assert_eq!(all, ["xa", "xb", "xc", "yb"]);
    let of_key: Page<Reaction> = users[0].get(&format!("{path}?key=y")).await.json(200);
    assert_eq!((of_key.data.len(), of_key.has_more), (1, false));
}

#[tokio::test]
async fn keys_and_kinds_are_limited() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let sent = alice.send(group, "hi").await;
    for key in ["%00", "a%0A", "%20", "%FF", &"x".repeat(33)] {
        let path = format!("{}/reactions/{key}", path_of(&sent));
        alice.put_empty(&path).await.problem(ErrorCode::ValidationFailed);
        alice.delete(&path).await.problem(ErrorCode::ValidationFailed);
    }
    let nul = format!("{}/reactions?key=%00", path_of(&sent));
    alice.get(&nul).await.problem(ErrorCode::ValidationFailed);
    for n in 0..20 {
        react(&alice, &sent, &n.to_string()).await;
    }
    let more = format!("{}/reactions/more", path_of(&sent));
    alice.put_empty(&more).await.problem(ErrorCode::LimitReached);
    take_back(&alice, &sent, "3").await;
    react(&alice, &sent, "more").await;
    let guest = app.user("guest").await;
    let body = json!({ "members": [{ "user_id": "guest", "role": "guest" }] });
    app.post(&format!("/v1/conversations/{group}/members"), &body).await.json::<Value>(200);
    let later = alice.send(group, "ho").await;
    guest
        .put_empty(&format!("{}/reactions/x", path_of(&later)))
        .await
        .problem(ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_recalled_message_loses_its_reactions() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let sent = alice.send(group, "hi").await;
    react(&alice, &sent, "canary").await;
    let left: Message = alice.delete(&path_of(&sent)).await.json(200);
    assert!(left.reactions.is_empty());
    assert!(alice.read(&sent).await.reactions.is_empty());
    alice.put_empty(&format!("{}/reactions/x", path_of(&sent))).await.problem(ErrorCode::Conflict);
    assert_eq!(take_back(&alice, &sent, "canary").await.count, 0);
    let path = format!("{}/reactions", path_of(&sent));
    assert!(alice.get(&path).await.json::<Page<Reaction>>(200).data.is_empty());
    assert!(!json!(alice.entries(group).await).to_string().contains("canary"));
}

#[tokio::test]
async fn an_erased_user_takes_their_reactions_along() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sent = alice.send(group, "hi").await;
    for key in ["x", "canary"] {
        react(&bob, &sent, key).await;
    }
    react(&bob, &sent, "canary-2").await;
    take_back(&bob, &sent, "canary-2").await;
    react(&alice, &sent, "x").await;
    let mut socket = alice.connect().await;

    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;

    assert_eq!(counts(&alice, &sent).await, BTreeMap::from([("x".to_owned(), (1, true))]));
    let told = socket.expect("reaction.updated").await;
    assert_eq!(told, json!({ "message_id": sent.id, "reactions": [{ "key": "x", "count": 1 }] }));
    let entries = json!(alice.entries(group).await);
    assert!(!entries.to_string().contains("canary"), "{entries}");
    assert_eq!((&entries[5]["t"], &entries[6]["t"]), (&json!("hidden"), &json!("reaction.added")));
    assert_eq!(entries[7]["d"], told);
}

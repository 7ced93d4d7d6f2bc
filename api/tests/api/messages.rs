//! Saying things, and what is left of them.

mod forwards;
mod idempotency;
mod order;
mod revising;
mod system;
mod versions;

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, Message};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_message_has_a_text_or_metadata_within_limits() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    for body in [
        json!({}),
        json!({ "text": " \n " }),
        json!({ "text": "x".repeat(32 * 1024 + 1) }),
        json!({ "text": "x", "metadata": { "x": "x".repeat(16 * 1024) } }),
        json!({ "text": "x", "client_id": "x".repeat(65) }),
        json!({ "text": "x", "client_id": "" }),
        json!({ "text": "x", "mentions": vec!["alice"; 101] }),
    ] {
        let problem = alice.say(group, &body).await.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors.len(), 1, "{problem:?}");
    }
    for body in [
        json!({ "text": "x".repeat(32 * 1024) }),
        json!({ "metadata": { "only": "this" } }),
        json!({ "text": "x", "metadata": { "x": "x".repeat(16 * 1024 - 8) } }),
        json!({ "text": "x", "client_id": "é".repeat(64) }),
    ] {
        alice.say(group, &body).await.json::<Message>(201);
    }
}

#[tokio::test]
async fn a_message_comes_back_as_it_was_sent() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let first = bob.send(group, "first").await;
    let body = json!({
        "client_id": "c-1", "text": "你好 👋 \"quoted\"", "metadata": { "a": [1, { "b": null }] },
        "mentions": ["bob"], "mention_all": true, "reply_to": first.id,
    });

    let sent: Value = alice.say(group, &body).await.json(201);

    for (member, value) in body.as_object().unwrap() {
        assert_eq!(sent[member], *value);
    }
    assert_eq!(sent["sender_id"], "alice");
    let path = format!("/v1/conversations/{group}/messages/{}", sent["id"].as_str().unwrap());
    assert_eq!(bob.get(&path).await.json::<Value>(200), sent);
    assert_eq!(json!(bob.see(group).await.last_message), sent);
    assert_eq!(json!(bob.history(group, "").await.data[1]), sent);
}

#[tokio::test]
async fn mentions_and_replies_stay_inside_the_conversation() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.user("carol").await;
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice]).await);
    let elsewhere = alice.send(other, "elsewhere").await;

    for (body, pointer) in [
        (json!({ "text": "hi", "mentions": ["carol"] }), "/mentions"),
        (json!({ "text": "hi", "mentions": ["nobody"] }), "/mentions"),
        (json!({ "text": "hi", "reply_to": elsewhere.id }), "/reply_to"),
    ] {
        let problem = alice.say(group, &body).await.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
}

#[tokio::test]
async fn nobody_speaks_for_another_but_the_tenants_server() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/messages");
    let as_bob = json!({ "text": "hi", "sender_id": "bob" });

    alice.post(&path, &as_bob).await.problem(ErrorCode::ValidationFailed);
    bob.post(&path, &as_bob).await.problem(ErrorCode::NotFound);
    let sent: Message = app.post(&path, &as_bob).await.json(201);
    assert_eq!(sent.sender_id, Some(bob.id.clone()));
    let system: Message = app.post(&path, &json!({ "text": "hi" })).await.json(201);
    assert_eq!(system.sender_id, None);
    let ghost = json!({ "text": "hi", "sender_id": "ghost" });
    app.post(&path, &ghost).await.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn guests_read_and_announcements_are_for_moderators() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob]).await;
    let guest = json!({ "members": [{ "user_id": "carol", "role": "guest" }] });
    app.post(&format!("/v1/conversations/{group}/members"), &guest).await.json::<Value>(200);
    let hello = json!({ "text": "hello" });

    carol.say(group, &hello).await.problem(ErrorCode::Forbidden);
    bob.say(group, &hello).await.json::<Message>(201);
    assert_eq!(carol.texts(group).await, ["hello"]);
    let posting = json!({ "posting": "admins" });
    alice.patch(&format!("/v1/conversations/{group}"), &posting).await.json::<Value>(200);
    bob.say(group, &hello).await.problem(ErrorCode::Forbidden);
    alice.say(group, &hello).await.json::<Message>(201);
}

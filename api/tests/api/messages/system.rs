//! Messages of the system: shown in their place, counted nowhere.

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, Message, MessageKind};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_message_of_the_system_has_a_place_and_no_number() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let path = format!("/v1/conversations/{group}/messages");
    let first = alice.send(group, "first").await;
    let body = json!({ "kind": "system", "text": "Alice changed the topic", "client_id": "1" });
    let system: Message = app.post(&path, &body).await.json(201);
    let raw: Value = app.post(&path, &body).await.json(200);

    assert_eq!((system.seq, system.kind), (3, Some(MessageKind::System)));
    assert!(raw.get("ordinal").is_none() && raw.get("sender_id").is_none());
    let seen = bob.see(group).await;
    assert_eq!((seen.last_ordinal, seen.last_message.unwrap().id), (1, first.id));
    assert_eq!(seen.membership.unwrap().unread_count, 1);
    let second = alice.send(group, "second").await;
    assert_eq!(second.ordinal, 2);
    let texts = ["first", "Alice changed the topic", "second"];
    assert_eq!(bob.texts(group).await, texts);
    let page = bob.history(group, "?after_seq=2&limit=1").await;
    assert_eq!((page.data[0].id, page.has_more), (system.id, true));
    let page = bob.history(group, "?before_seq=4&limit=1").await;
    assert_eq!((page.data[0].id, page.has_more), (system.id, true));
}

#[tokio::test]
async fn only_the_server_speaks_as_the_system_and_alerts_nobody() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/messages");
    let root = alice.send(group, "root").await;
    let system = json!({ "kind": "system", "text": "hi" });
    alice.say(group, &system).await.problem(ErrorCode::ValidationFailed);
    for (member, value) in [
        ("sender_id", json!("alice")),
        ("thread_id", json!(root.id)),
        ("mentions", json!(["alice"])),
        ("mention_all", json!(true)),
    ] {
        let mut body = system.clone();
        body[member] = value;
        let problem = app.post(&path, &body).await.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "/kind", "{member}");
    }
    app.post(&path, &json!({ "kind": "news", "text": "hi" })).await.problem(ErrorCode::InvalidBody);
    // Without the kind, what nobody said is a message like any other.
    let plain: Message = app.post(&path, &json!({ "text": "hi" })).await.json(201);
    assert_eq!((plain.ordinal, plain.kind), (2, None));
}

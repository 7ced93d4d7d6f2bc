//! Presence over REST. How it comes about is in the tests of the socket.

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, KeyScope};
use warbler_testing::TestApp;

#[tokio::test]
async fn many_are_asked_for_at_once_and_strangers_left_out() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let stranger = app.user("stranger").await;
    app.group(&[&alice, &bob]).await;
    let (_his, _theirs) = (bob.connect().await, stranger.connect().await);
    let everybody = json!({ "user_ids": ["stranger", "bob", "alice", "nobody", "bob"] });
    let seen: Value = alice.post("/v1/presence", &everybody).await.json(200);
    let expected = json!([
        { "user_id": "bob", "status": "online" },
        { "user_id": "alice", "status": "offline" },
    ]);
    assert_eq!(seen, expected);
    let all: Value = app.post("/v1/presence", &everybody).await.json(200);
    assert_eq!(all.as_array().unwrap().len(), 3);
    alice.get("/v1/users/stranger/presence").await.problem(ErrorCode::NotFound);
    app.get("/v1/users/nobody/presence").await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn large_conversations_tell_nobody_how_their_members_are() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let path = format!("/v1/conversations/{group}/members");
    for batch in 0..5 {
        let users: Vec<_> = (0..100).map(|n| json!({ "id": format!("u{batch}-{n}") })).collect();
        app.post("/v1/users/batch", &json!({ "users": users })).await.json::<Value>(201);
        // The last one makes them 501.
        let most = if batch == 4 { 99 } else { 100 };
        let ids = (0..most).map(|n| json!({ "user_id": format!("u{batch}-{n}") }));
        let members = json!({ "members": ids.collect::<Vec<_>>() });
        app.post(&path, &members).await.json::<Value>(200);
    }
    // 501: with 498 others it would have been allowed.
    alice.get("/v1/users/bob/presence").await.problem(ErrorCode::NotFound);
    let last = json!({ "conversation_id": group, "presence": true });
    assert_eq!(alice.connect().await.refused("subscribe", last).await, "limit_reached");
    app.delete(&format!("{path}/u0-0")).await.json::<Value>(200);
    alice.get("/v1/users/bob/presence").await.json::<Value>(200);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let many: Vec<_> = (0..101).map(|n| format!("u{n}")).collect();
    for (body, code) in [
        (json!({ "user_ids": [] }), ErrorCode::ValidationFailed),
        (json!({ "user_ids": many }), ErrorCode::ValidationFailed),
        (json!({ "user_ids": ["\0"] }), ErrorCode::InvalidBody),
        (json!({ "user_ids": "bob" }), ErrorCode::InvalidBody),
        (json!({}), ErrorCode::InvalidBody),
    ] {
        alice.post("/v1/presence", &body).await.problem(code);
    }
    let narrow = app.key(&[KeyScope::UsersRead]).await;
    let path = "/v1/users/alice/presence";
    let answer = app.call(reqwest::Method::GET, path, Some(&narrow), None).await;
    assert_eq!(answer.json::<Value>(200)["status"], "offline");
}

//! Who gets in, and why others do not.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::Limits;
use warbler_protocol::Token;
use warbler_testing::TestApp;

#[tokio::test]
async fn who_authenticates_is_told_who_they_are_and_what_is_unread() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    bob.send(group, "hi").await;
    let mut socket = app.socket().await;
    let ready = socket.authenticate(&alice.token, None).await;
    assert_eq!(ready["me"]["id"], "alice");
    assert_eq!(ready["unread"], json!({ "conversations": 1, "messages": 1, "mentions": 0 }));
    socket.expect_silence().await;
}

#[tokio::test]
async fn a_token_that_is_not_valid_ends_it() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let foreign = neighbour.user("alice").await.token;
    let foreign = format!("{}x", foreign.strip_suffix(|_| true).unwrap());
    for token in ["", "nonsense", "a.b.c", app.secret_key.as_str(), foreign.as_str()] {
        let mut socket = app.socket().await;
        let code = socket.refused("auth", json!({ "token": token })).await;
        assert!(code.starts_with("token_"), "{code}");
        assert_eq!(socket.closed().await, 4501);
    }
}

#[tokio::test]
async fn an_expired_token_wants_a_new_one() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.advance(Duration::from_secs(24 * 3600));
    let mut socket = app.socket().await;
    let code = socket.refused("auth", json!({ "token": alice.token })).await;
    assert_eq!((code.as_str(), socket.closed().await), ("token_expired", 4003));
}

#[tokio::test]
async fn the_first_command_is_auth() {
    let app = TestApp::start().await;
    for (command, d, code) in [
        ("ping", json!({}), "unauthenticated"),
        ("message.send", json!({ "text": "hi" }), "unauthenticated"),
        ("auth", json!({}), "invalid_body"),
        ("auth", json!([]), "invalid_body"),
        ("nothing", json!({}), "unknown_command"),
    ] {
        let mut socket = app.socket().await;
        assert_eq!(socket.refused(command, d).await, code);
        assert_eq!(socket.closed().await, 4501);
    }
}

#[tokio::test]
async fn who_says_nothing_for_ten_seconds_is_sent_away() {
    let app = TestApp::start().await;
    let mut socket = app.socket().await;
    assert_eq!(socket.closed().await, 4501);
}

#[tokio::test]
async fn a_device_that_cannot_be_noted_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for device in [
        json!({ "id": "a b" }),
        json!({ "id": "a", "platform": "x".repeat(33) }),
        json!({ "id": "a", "name": "\0" }),
    ] {
        let mut socket = app.socket().await;
        let d = json!({ "token": alice.token, "device": device });
        let code = socket.refused("auth", d).await;
        assert!(["invalid_body", "validation_failed"].contains(&code.as_str()), "{code}");
        assert_eq!(socket.closed().await, 4501);
    }
}

#[tokio::test]
async fn a_cursor_of_another_app_is_refused() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let alice = app.user("alice").await;
    let theirs = neighbour.user("alice").await.connect().await.cursor.clone();
    for cursor in ["", "nonsense", theirs.as_str()] {
        let mut socket = app.socket().await;
        let d = json!({ "token": alice.token, "cursor": cursor });
        assert_eq!(socket.refused("auth", d).await, "invalid_cursor");
        socket.closed().await;
    }
}

#[tokio::test]
async fn nobody_authenticates_twice() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut socket = alice.connect().await;
    for token in [&alice.token, &bob.token] {
        assert_eq!(socket.refused("auth", json!({ "token": token })).await, "conflict");
    }
    let group = app.group(&[&alice]).await;
    socket.expect("conversation.created").await;
    assert_eq!(socket.send(group, "still here").await["sender_id"], "alice");
}

#[tokio::test]
async fn a_token_is_refreshed_by_one_of_the_same_user() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut socket = alice.connect().await;
    socket.ask("auth.refresh", json!({ "token": alice.token })).await;
    let theirs = json!({ "token": bob.token });
    assert_eq!(socket.refused("auth.refresh", theirs).await, "unauthenticated");
    let nonsense = json!({ "token": "nonsense" });
    assert_eq!(socket.refused("auth.refresh", nonsense).await, "token_malformed");
    socket.expect_silence().await;
}

#[tokio::test]
async fn a_token_that_ends_is_announced_and_ends_the_connection() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let life = json!({ "expires_in": 2 });
    let short: Token = app.post("/v1/users/alice/tokens", &life).await.json(201);
    let mut socket = app.socket().await;
    socket.authenticate(&short.token, None).await;
    let expiring: Value = socket.expect("auth.expiring").await;
    assert!(expiring["in_ms"].as_u64().unwrap() <= 2000);
    assert_eq!(socket.closed().await, 4003);
}

#[tokio::test]
async fn a_user_has_so_many_connections() {
    let limits = Limits { max_connections_per_user: 2, ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (first, _second) = (alice.connect().await, alice.connect().await);
    let mut third = app.socket().await;
    assert_eq!(third.refused("auth", json!({ "token": alice.token })).await, "limit_reached");
    assert_eq!(third.closed().await, 4503);
    bob.connect().await;

    first.close().await;
    warbler_testing::eventually("a place for another connection", async || {
        let mut socket = app.socket().await;
        let id = socket.begin("auth", json!({ "token": alice.token })).await;
        (socket.reply(id).await["ok"] == true).then_some(())
    })
    .await;
}

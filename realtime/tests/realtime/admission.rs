//! Who may open how many sockets from where, and what an app may send over them.

use reqwest::Method;
use serde_json::{Value, json};
use warbler_core::rate_limits::Quotas;
use warbler_protocol::{ErrorCode, Quota};
use warbler_testing::{TestApp, TestUser};

/// Opens sockets until one is refused; answers how many were not.
async fn exhaust(user: &TestUser<'_>) -> u32 {
    for opened in 0..200 {
        let mut socket = user.app.socket().await;
        let id = socket.begin("auth", json!({ "token": user.token })).await;
        let reply: Value = socket.reply(id).await;
        if reply["ok"] == false {
            assert_eq!(reply["e"]["code"], "rate_limited");
            assert_eq!(socket.closed().await, 4029);
            return opened;
        }
    }
    panic!("never refused");
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let origins = json!({ "allowed_origins": ["https://*.example.com"] });
    app.patch("/v1/app", &origins).await.json::<Value>(200);
    for foreign in ["https://example.org", "null"] {
        let mut socket = app.socket_from(foreign).await;
        let code = socket.refused("auth", json!({ "token": alice.token })).await;
        assert_eq!((code.as_str(), socket.closed().await), ("origin_not_allowed", 4501));
    }
    app.socket_from("https://app.example.com").await.authenticate(&alice.token, None).await;
    alice.connect().await;
}

#[tokio::test]
async fn a_user_who_reconnects_all_the_time_is_told_to_wait() {
    let quotas = Quotas { user: Quota::new(1, 3), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let opened = exhaust(&alice).await;
    assert!((3..20).contains(&opened), "{opened}");
    bob.connect().await;
}

#[tokio::test]
async fn sockets_of_strangers_are_counted_by_their_address() {
    let quotas = Quotas { address: Quota::new(1, 3), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let alice = app.user("alice").await;
    // Whoever shows who they are is no stranger.
    for _ in 0..10 {
        alice.connect().await.close().await;
    }
    for _ in 0..200 {
        let answer = app.call(Method::GET, "/v1/ws", None, None).await;
        if answer.status == 429 {
            answer.problem(ErrorCode::RateLimited);
            assert_eq!(answer.headers["retry-after"], "1");
            return;
        }
    }
    panic!("never refused");
}

#[tokio::test]
async fn an_app_sends_so_many_messages_and_keeps_its_sockets() {
    let quotas = Quotas { app: Quota::new(1, 12), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let neighbour = app.neighbour().await;
    let (alice, bob) = (app.user("alice").await, neighbour.user("bob").await);
    let (ours, theirs) = (app.group(&[&alice]).await, neighbour.group(&[&bob]).await);
    let (mut socket, mut other) = (alice.connect().await, bob.connect().await);
    let mut refused = Value::Null;
    for _ in 0..200 {
        let d = json!({ "conversation_id": ours, "text": "hi" });
        let id = socket.begin("message.send", d).await;
        let reply = socket.reply(id).await;
        if reply["ok"] == false {
            refused = reply["e"]["code"].clone();
            break;
        }
    }
    assert_eq!(refused, "rate_limited");
    socket.ask("ping", json!({})).await;
    assert!(socket.waiting().iter().any(|frame| {
        frame["t"] == "rate_limited" && frame["d"]["retry_after_ms"].as_u64() > Some(0)
    }));
    other.send(theirs, "not slowed").await;
}

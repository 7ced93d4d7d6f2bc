//! What comes in, and how much of it.

use serde_json::json;
use warbler_core::Limits;
use warbler_testing::TestApp;

#[tokio::test]
async fn what_is_no_envelope_ends_the_connection() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for frame in [
        "",
        "hello",
        "{",
        "[]",
        "null",
        "{}",
        r#"[1,"ping"]"#,
        r#"{"i":1}"#,
        r#"{"t":"ping"}"#,
        r#"{"i":-1,"t":"ping"}"#,
        r#"{"i":1,"t":"ping","x":1}"#,
        r#"{"i":1,"t":"\ud800"}"#,
    ] {
        let mut socket = alice.connect().await;
        socket.say(frame).await;
        assert_eq!(socket.closed().await, 4500, "{frame}");
        let mut stranger = app.socket().await;
        stranger.say(frame).await;
        assert_eq!(stranger.closed().await, 4500, "{frame}");
    }
}

#[tokio::test]
async fn binary_frames_end_the_connection() {
    let app = TestApp::start().await;
    let mut socket = app.user("alice").await.connect().await;
    socket.say_binary(br#"{"i":1,"t":"ping"}"#.to_vec()).await;
    assert_eq!(socket.closed().await, 4500);
}

#[tokio::test]
async fn frames_above_64_kib_end_the_connection() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let mut socket = alice.connect().await;
    let padded = |length: usize| {
        let empty = r#"{"i":1,"t":"ping","d":{"x":""}}"#.len();
        format!(r#"{{"i":1,"t":"ping","d":{{"x":"{}"}}}}"#, "x".repeat(length - empty))
    };
    socket.say(&padded(64 * 1024)).await;
    assert_eq!(socket.reply(1).await["ok"], true);
    socket.say(&padded(70 * 1024)).await;
    assert_eq!(socket.closed().await, 1009);
}

#[tokio::test]
async fn a_command_that_cannot_be_read_is_refused_and_the_connection_stays() {
    let app = TestApp::start().await;
    let mut socket = app.user("alice").await.connect().await;
    for (command, d, code) in [
        ("nothing", json!({}), "unknown_command"),
        ("", json!({}), "unknown_command"),
        ("read", json!({}), "invalid_body"),
        ("read", json!({ "conversation_id": "con_7" }), "invalid_body"),
        ("read", json!(7), "invalid_body"),
        ("subscribe", json!(["con_0"]), "invalid_body"),
        ("typing", json!({ "conversation_id": null }), "invalid_body"),
        ("message.send", json!({ "text": "hi" }), "invalid_body"),
        ("message.send", json!({ "text": 7 }), "invalid_body"),
        ("message.send", json!({ "text": "hi", "to": { "user_id": "a b" } }), "invalid_body"),
        ("message.send", json!({ "text": "hi", "to": { "user_id": "x" } }), "validation_failed"),
        ("sync", json!({ "cursor": "nonsense" }), "invalid_cursor"),
    ] {
        assert_eq!(socket.refused(command, d.clone()).await, code, "{command} {d}");
    }
    socket.expect_silence().await;
}

#[tokio::test]
async fn unknown_members_are_refused_everywhere() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let mut socket = alice.connect().await;
    for command in ["message.send", "read", "delivered", "typing", "subscribe", "unsubscribe"] {
        let d = json!({ "conversation_id": group, "text": "hi", "unknown": 1 });
        assert_eq!(socket.refused(command, d).await, "invalid_body", "{command}");
    }
}

#[tokio::test]
async fn nul_characters_are_refused_and_harm_nobody() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let mut socket = alice.connect().await;
    let bad = json!({ "conversation_id": group, "text": "a\0b" });
    let good = json!({ "conversation_id": group, "text": "fine" });
    let bad = socket.begin("message.send", bad).await;
    let good = socket.begin("message.send", good).await;
    assert_eq!(socket.reply(bad).await["e"]["code"], "validation_failed");
    assert_eq!(socket.reply(good).await["ok"], true);
}

#[tokio::test]
async fn who_is_too_fast_is_warned_and_then_sent_away() {
    let limits = Limits { frame_rate: 5, frame_burst: 5, ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    let mut socket = app.user("alice").await.connect().await;
    let mut limited = 0;
    let code = loop {
        // Paced by the answers, faster than allowed.
        let id = socket.begin("ping", json!({})).await;
        match socket.reply_or_close(id).await {
            Ok(reply) if reply["ok"] == true => {}
            Ok(reply) => {
                assert_eq!(reply["e"]["code"], "rate_limited");
                limited += 1;
            }
            Err(code) => break code,
        }
    };
    assert_eq!(code, 4029);
    assert!(limited > 1, "a warning comes before");
}

#[tokio::test]
async fn a_burst_is_warned_of_and_no_more() {
    let limits = Limits { frame_rate: 50, frame_burst: 2, ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    let mut socket = app.user("alice").await.connect().await;
    let mut begun = Vec::new();
    for _ in 0..5 {
        begun.push(socket.begin("ping", json!({})).await);
    }
    let mut refused = 0;
    for id in begun {
        refused += usize::from(socket.reply(id).await["ok"] == false);
    }
    assert!(refused > 0);
    let warning = socket.expect("rate_limited").await;
    assert!(warning["retry_after_ms"].as_u64().unwrap() <= 20);
}

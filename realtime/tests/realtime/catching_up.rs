//! Coming back: contiguous, once, in order, whatever happens meanwhile.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use warbler_testing::{TestApp, TestSocket};

/// The `n` of a frame, where it has one.
fn number(frame: &Value) -> Option<i64> {
    frame["n"].as_i64()
}

async fn hear(socket: &mut TestSocket, until: i64) -> Vec<i64> {
    let mut heard = Vec::new();
    while heard.last() != Some(&until) {
        heard.extend(number(&socket.next().await));
    }
    heard
}

#[tokio::test]
async fn what_was_missed_comes_before_what_is_new() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let his = bob.connect().await;
    let cursor = his.cursor.clone();
    his.close().await;
    for n in 0..5 {
        alice.send(group, &n.to_string()).await;
    }
    let (mut his, missed) = bob.resume(&cursor).await;
    assert_eq!(missed.iter().filter_map(number).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    assert!(missed.iter().all(|frame| frame.get("s").is_none()));
    alice.send(group, "new").await;
    assert_eq!(his.expect("message.created").await["text"], "new");
    assert_ne!(his.cursor, cursor);
}

#[tokio::test]
async fn a_replay_has_no_gap_and_nothing_twice_while_others_go_on() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut hers = alice.connect().await;
    let cursor = bob.connect().await.cursor.clone();
    let enough = AtomicBool::new(false);
    let sending = async {
        let mut last = 0;
        while !enough.load(Ordering::Relaxed) {
            last = hers.send(group, "more").await["seq"].as_i64().unwrap();
        }
        last
    };
    let coming_back = async {
        let mut sessions = Vec::new();
        for _ in 0..10 {
            let (socket, missed) = bob.resume(&cursor).await;
            let seen: Vec<_> = missed.iter().filter_map(number).collect();
            sessions.push((socket, seen));
        }
        enough.store(true, Ordering::Relaxed);
        sessions
    };
    let (last, sessions) = tokio::join!(sending, coming_back);
    for (mut socket, mut seen) in sessions {
        seen.extend(hear(&mut socket, last).await);
        assert_eq!(seen, (2..=last).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_one_is_no_longer_in_is_named() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (left, kept) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    let cursor = bob.connect().await.cursor.clone();
    alice.delete(&format!("/v1/conversations/{left}/members/bob")).await.json::<Value>(200);
    alice.send(left, "secret").await;
    alice.send(kept, "hi").await;
    let (mut his, missed) = bob.resume(&cursor).await;
    assert!(missed.contains(&json!({ "t": "removed", "d": { "conversation_id": left } })));
    assert!(!json!(missed).to_string().contains("secret"));
    assert_eq!(missed.iter().filter(|frame| number(frame).is_some()).count(), 1);
    alice.send(left, "secret").await;
    his.expect_silence().await;
}

#[tokio::test]
async fn a_conversation_far_behind_is_left_to_paging() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let cursor = bob.connect().await.cursor.clone();
    let mut hers = alice.connect().await;
    let mut begun = Vec::new();
    for _ in 0..501 {
        let d = json!({ "conversation_id": group, "text": "hi" });
        begun.push(hers.begin("message.send", d).await);
    }
    for id in begun {
        assert_eq!(hers.reply(id).await["ok"], true);
    }
    let (mut his, missed) = bob.resume(&cursor).await;
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0]["t"], "behind");
    let conversation = &missed[0]["d"]["conversation"];
    assert_eq!((&conversation["id"], &conversation["as_of_seq"]), (&json!(group), &json!(502)));
    assert_eq!(bob.entries(group).await.len(), 502);
    alice.send(group, "new").await;
    assert_eq!(hear(&mut his, 503).await, [503]);
}

#[tokio::test]
async fn a_live_client_can_ask_too() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let mut socket = alice.connect().await;
    let cursor = socket.cursor.clone();
    alice.send(group, "hi").await;
    let missed = socket.ask("sync", json!({ "cursor": cursor })).await;
    assert_eq!((&missed["events"][0]["n"], &missed["has_more"]), (&json!(2), &json!(false)));
    let rest = socket.ask("sync", json!({ "cursor": missed["cursor"] })).await;
    assert_eq!(rest["events"], json!([]));
}

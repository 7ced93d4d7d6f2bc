//! Replies and pins on the socket.

use serde_json::{Value, json};
use warbler_testing::{TestApp, path_of};

#[tokio::test]
async fn a_reply_tells_how_its_thread_stands() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let root = alice.send(group, "root").await;
    let mut hers = alice.connect().await;
    let away = hers.cursor.clone();
    let mut his = bob.connect().await;
    let mut begun = Vec::new();
    for text in ["one", "two", "three"] {
        let d = json!({ "conversation_id": group, "thread_id": root.id, "text": text });
        begun.push(his.begin("message.send", d).await);
    }
    for id in begun {
        assert_eq!(his.reply(id).await["ok"], true);
    }
    let mut last = Value::Null;
    for n in 1..=3 {
        last = hers.expect("message.created").await;
        assert_eq!((&last["ordinal"], &last["thread"]["reply_count"]), (&json!(n), &json!(n)));
    }
    let d = json!({ "conversation_id": group, "message_id": last["id"] });
    his.ask("message.recall", d).await;
    let recalled = hers.expect("message.recalled").await;
    assert_eq!(recalled["thread"]["reply_count"], 2);
    assert_eq!(recalled["thread"]["last_ordinal"], 3);
    let (_, missed) = alice.resume(&away).await;
    assert_eq!(missed.len(), 4);
    assert!(missed.iter().all(|event| event["d"]["thread"] == recalled["thread"]));
}

/// Those who cannot see what a thread is about hear that something happened, and no more.
#[tokio::test]
async fn replies_stay_hidden_from_who_came_after_the_root() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let root = alice.send(group, "root").await;
    let body = json!({ "members": [{ "user_id": "bob" }] });
    app.post(&format!("/v1/conversations/{group}/members"), &body).await.json::<Value>(200);
    let node = app.deaf_node().await;
    let (mut his, mut repaired) = (bob.connect().await, bob.connect_to(&node).await);
    let away = his.cursor.clone();
    let reply = alice.reply(&root, "secret").await;
    alice.put_empty(&format!("{}/reactions/x", path_of(&reply))).await.json::<Value>(200);
    alice.put_empty(&format!("{}/pin", path_of(&root))).await.json::<Value>(200);
    for socket in [&mut his, &mut repaired] {
        for n in 4..=6 {
            let event = socket.next().await;
            assert_eq!((&event["t"], &event["n"]), (&json!("hidden"), &json!(n)));
        }
    }
    let (_, missed) = bob.resume(&away).await;
    assert_eq!(missed.len(), 3);
    assert!(missed.iter().all(|event| event["t"] == "hidden"));
}

/// Who has deleted a reply for themselves still sees how its thread stands.
#[tokio::test]
async fn a_reply_that_one_has_hidden_still_counts() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let root = alice.send(group, "root").await;
    let node = app.deaf_node().await;
    let (mut his, mut repaired) = (bob.connect().await, bob.connect_to(&node).await);
    let away = his.cursor.clone();
    let reply = alice.reply(&root, "canary").await;
    bob.post(&format!("{}/hide", path_of(&reply)), &json!({})).await.json::<Value>(200);
    alice.delete(&path_of(&reply)).await.json::<Value>(200);
    let thread = json!(bob.read(&root).await.thread);
    assert_eq!((&thread["reply_count"], &thread["last_ordinal"]), (&json!(0), &json!(1)));
    let expected = json!({ "message_id": root.id, "thread": thread });
    for socket in [&mut his, &mut repaired] {
        socket.expect("message.created").await;
        socket.expect("message.hidden").await;
        assert_eq!(socket.expect("thread.updated").await, expected);
    }
    let (_, missed) = bob.resume(&away).await;
    let kinds: Vec<_> = missed.iter().map(|event| event["t"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["thread.updated", "thread.updated", "message.hidden"]);
    assert!(missed[..2].iter().all(|event| event["d"] == expected));
}

#[tokio::test]
async fn pins_are_told_to_all() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sent = alice.send(group, "hi").await;
    let mut his = bob.connect().await;
    let pin = format!("{}/pin", path_of(&sent));
    let pinned: Value = alice.put_empty(&pin).await.json(200);
    assert_eq!(pinned, json!({ "message_id": sent.id, "seq": 2, "by": "alice" }));
    assert_eq!(his.expect("message.pinned").await, pinned);
    let unpinned: Value = app.delete(&pin).await.json(200);
    assert_eq!(his.expect("message.unpinned").await, unpinned);
    app.delete(&pin).await.json::<Value>(200);
    his.expect_silence().await;
}

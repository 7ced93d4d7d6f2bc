//! People who talk, on all their devices.

use serde_json::{Value, json};
use warbler_testing::{TestApp, TestSocket};

#[tokio::test]
async fn two_users_chat() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let conversation = app.conversation("direct", &[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);

    let sent = hers.send(conversation, "hi").await;

    assert_eq!(his.expect("message.created").await, sent);
    assert_eq!(hers.expect("message.created").await, sent);
    let reply = his.ask("message.send", json!({ "to": { "user_id": "alice" }, "text": "hello" }));
    assert_eq!(reply.await["conversation_id"], json!(conversation));
}

#[tokio::test]
async fn a_first_message_makes_the_direct_conversation() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let (to_bob, to_alice) = (
        json!({ "to": { "user_id": "bob" }, "text": "hi" }),
        json!({ "to": { "user_id": "alice" }, "text": "hi" }),
    );
    let (sent, answered) =
        tokio::join!(hers.ask("message.send", to_bob), his.ask("message.send", to_alice));
    assert_eq!(sent["conversation_id"], answered["conversation_id"]);
    for socket in [&mut hers, &mut his] {
        socket.expect("conversation.created").await;
        socket.expect("message.created").await;
        socket.expect("message.created").await;
    }
}

#[tokio::test]
async fn what_one_device_does_reaches_the_others() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (mut phone, mut laptop) = (alice.connect().await, alice.connect().await);
    let mut his = bob.connect().await;
    let sent = phone.send(group, "hi").await;
    for socket in [&mut phone, &mut laptop, &mut his] {
        assert_eq!(socket.expect("message.created").await, sent);
    }
    let d = json!({ "conversation_id": group, "message_id": sent["id"], "text": "ho" });
    let edited = laptop.ask("message.edit", d).await;
    let d = json!({ "conversation_id": group, "message_id": sent["id"] });
    let recalled = phone.ask("message.recall", d).await;
    for socket in [&mut phone, &mut laptop, &mut his] {
        assert_eq!(socket.expect("message.updated").await, edited);
        assert_eq!(socket.expect("message.recalled").await, recalled);
    }
    assert_eq!((recalled["text"].as_str(), &recalled["version"]), (None, &json!(3)));
}

#[tokio::test]
async fn receipts_reach_everybody_and_reminders_oneself_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "hi").await;
    let (mut hers, mut his, mut tablet) =
        (alice.connect().await, bob.connect().await, bob.connect().await);
    let here = json!({ "conversation_id": group });
    his.ask("delivered", here.clone()).await;
    his.ask("read", here.clone()).await;
    his.ask("read", here).await;
    for (read, delivered) in [(1, 2), (2, 2)] {
        let d = json!({ "user_id": "bob", "read_seq": read, "delivered_seq": delivered });
        for socket in [&mut hers, &mut his, &mut tablet] {
            assert_eq!(socket.expect("receipt.updated").await, d);
        }
    }
    bob.post(&format!("/v1/conversations/{group}/unread"), &json!({})).await.json::<Value>(200);
    assert_eq!(tablet.expect("receipt.updated").await["marked_unread"], true);
    hers.expect_silence().await;
}

#[tokio::test]
async fn typing_is_told_to_the_others_and_throttled() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let typing = |id, stopped| json!({ "conversation_id": id, "stopped": stopped });
    for _ in 0..3 {
        hers.ask("typing", typing(group, false)).await;
    }
    hers.ask("typing", typing(group, true)).await;
    hers.ask("typing", typing(other, false)).await;

    for (kind, conversation) in
        [("typing.started", group), ("typing.stopped", group), ("typing.started", other)]
    {
        let event = his.next().await;
        assert_eq!(event, json!({ "t": kind, "c": conversation, "d": { "user_id": "alice" } }));
    }
    hers.expect_silence().await;
}

/// Texts of the next messages.
async fn hear(socket: &mut TestSocket, count: usize) -> Vec<String> {
    let mut heard = Vec::new();
    for _ in 0..count {
        let message = socket.expect("message.created").await;
        heard.push(message["text"].as_str().unwrap().to_owned());
    }
    heard
}

#[tokio::test]
async fn pipelined_sends_keep_their_order() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let texts: Vec<_> = (0..200).map(|n| n.to_string()).collect();
    let mut begun = Vec::new();
    for text in &texts {
        let d = json!({ "conversation_id": group, "text": text, "client_id": text });
        begun.push(hers.begin("message.send", d).await);
    }
    let mut seqs = Vec::new();
    for id in begun {
        seqs.push(hers.reply(id).await["d"]["seq"].as_i64().unwrap());
    }
    assert_eq!(seqs, (2..=201).collect::<Vec<_>>());
    assert_eq!(hear(&mut his, 200).await, texts);
    assert_eq!(hear(&mut hers, 200).await, texts);
}

/// Every event says where it stands, and the cursors only move on.
#[tokio::test]
async fn events_carry_their_place_and_a_cursor() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let mut socket = alice.connect().await;
    let group = app.group(&[&alice]).await;
    for text in ["one", "two"] {
        alice.send(group, text).await;
    }
    for (n, kind) in [(1, "conversation.created"), (2, "message.created"), (3, "message.created")] {
        let event = socket.next().await;
        assert_eq!(
            (&event["n"], &event["t"], &event["c"]),
            (&json!(n), &json!(kind), &json!(group))
        );
        let (_, missed) = alice.resume(event["s"].as_str().unwrap()).await;
        let left = missed.iter().filter(|frame| frame["n"].is_number()).count();
        assert_eq!(left as i64, 3 - n);
    }
    let pong = socket.ask("ping", json!({})).await;
    let (_, missed) = alice.resume(pong["cursor"].as_str().unwrap()).await;
    assert_eq!(missed, Vec::<Value>::new());
}

/// A client that stops reading is given up, and nobody waits for it.
#[tokio::test]
async fn who_does_not_keep_up_is_disconnected_and_syncs() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let (mut his, mut hers) = (bob.connect().await, carol.connect().await);
    let cursor = his.cursor.clone();
    let text = "x".repeat(30 * 1024);
    for n in 2..=402 {
        alice.send(group, &text).await;
        assert_eq!(hers.next().await["n"], n);
    }
    assert_eq!(his.closed().await, 4001);
    let (_, missed) = bob.resume(&cursor).await;
    assert_eq!(missed.len(), 401);
}

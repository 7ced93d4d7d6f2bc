//! What is one's own reaches one's devices, and nobody else's; who is out is out.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use warbler_protocol::Ban;
use warbler_testing::TestApp;

#[tokio::test]
async fn settings_and_drafts_reach_ones_other_devices_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (mut phone, mut desk, mut his) =
        (alice.connect().await, alice.connect().await, bob.connect().await);
    let cursor = desk.cursor.clone();
    let path = format!("/v1/conversations/{group}");
    let pinned = json!({ "pinned": true });
    alice.patch(&format!("{path}/membership"), &pinned).await.json::<Value>(200);
    let draft = json!({ "text": "hel" });
    let draft: Value = alice.put(&format!("{path}/draft"), &draft).await.json(200);
    alice.say(group, &json!({ "text": "hello", "clear_draft": true })).await.json::<Value>(201);

    for socket in [&mut phone, &mut desk] {
        let settings = socket.next().await;
        assert_eq!((&settings["t"], &settings["d"]), (&json!("membership.updated"), &pinned));
        assert!(settings.get("n").is_none() && settings["s"].is_string());
        assert_eq!(socket.expect("draft.updated").await, draft);
        socket.expect("message.created").await;
        assert_eq!(socket.expect("draft.updated").await, json!({}));
    }
    his.expect("message.created").await;
    his.expect_silence().await;
    // A device that was away learns the state, with the message.
    let (_, missed) = alice.resume(&cursor).await;
    let kinds: Vec<_> = missed.iter().map(|frame| frame["t"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["message.created", "membership.updated", "draft.updated"]);
    assert_eq!(missed[2]["d"], json!({}));
}

#[tokio::test]
async fn a_node_that_hears_no_bus_tells_of_them_too() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let node = app.deaf_node().await;
    let (mut hers, mut his) = (alice.connect_to(&node).await, bob.connect_to(&node).await);
    let path = format!("/v1/conversations/{group}");
    let archived = json!({ "archived": true });
    alice.patch(&format!("{path}/membership"), &archived).await.json::<Value>(200);
    alice.put(&format!("{path}/draft"), &json!({ "text": "hi" })).await.json::<Value>(200);
    assert_eq!(hers.expect("membership.updated").await, archived);
    assert_eq!(hers.expect("draft.updated").await["text"], "hi");
    alice.put("/v1/blocks/bob", &json!({})).await.json::<Value>(200);
    alice.send(group, "hi").await;
    alice.post(&format!("{path}/read"), &json!({})).await.json::<Value>(200);
    hers.expect("message.created").await;
    hers.expect("receipt.updated").await;
    his.expect("message.created").await;
    his.expect_silence().await;
}

#[tokio::test]
async fn who_is_banned_from_the_app_is_disconnected_from_every_node() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (node, deaf) = (app.another_node().await, app.deaf_node().await);
    let mut hers = alice.connect().await;
    let mut his = [bob.connect().await, bob.connect_to(&node).await, bob.connect_to(&deaf).await];
    let until = app.now() + Duration::from_secs(60);
    let began = Instant::now();

    app.put("/v1/bans/bob", &json!({ "until": until })).await.json::<Ban>(200);

    for socket in &mut his {
        assert_eq!(socket.closed().await, 4502);
    }
    assert!(began.elapsed() < Duration::from_secs(4), "a second, and a busy machine's due");
    let mut again = app.socket().await;
    let id = again.begin("auth", json!({ "token": bob.token })).await;
    let refusal = again.reply(id).await["e"].clone();
    assert_eq!((&refusal["code"], &refusal["until"]), (&json!("banned"), &json!(until)));
    assert_eq!(again.closed().await, 4502);
    hers.expect_silence().await;
    app.advance(Duration::from_secs(60));
    // The ban is over, though none has said so.
    bob.connect_to(&deaf).await.expect_silence().await;
}

#[tokio::test]
async fn who_is_silenced_is_told_and_cannot_send_on_the_socket() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let until = app.now() + Duration::from_secs(60);
    let silence = json!({ "kind": "silence", "until": until });
    alice.put(&format!("/v1/conversations/{group}/bans/bob"), &silence).await.json::<Ban>(200);
    let settings = his.expect("membership.updated").await;
    assert_eq!(settings, json!({ "silenced_until": until }));
    let d = json!({ "conversation_id": group, "text": "hi" });
    assert_eq!(his.refused("message.send", d.clone()).await, "silenced");
    hers.expect_silence().await;
    app.advance(Duration::from_secs(60));
    his.ask("message.send", d).await;
}

#[tokio::test]
async fn who_is_banned_from_a_conversation_hears_nothing_more_of_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut his = bob.connect().await;
    alice.put(&format!("/v1/conversations/{group}/bans/bob"), &json!({})).await.json::<Ban>(200);
    alice.send(group, "secret").await;
    assert_eq!(his.expect("member.removed").await["user_ids"], json!(["bob"]));
    his.expect_silence().await;
}

#[tokio::test]
async fn typing_and_receipts_are_not_told_across_a_block() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    alice.send(group, "hi").await;
    alice.put("/v1/blocks/bob", &json!({})).await.json::<Value>(200);
    // Connected after the block as well as before its end.
    let (mut hers, mut his, mut third) =
        (alice.connect().await, bob.connect().await, carol.connect().await);
    let here = json!({ "conversation_id": group });
    his.ask("typing", here.clone()).await;
    his.ask("read", here.clone()).await;
    third.expect("typing.started").await;
    third.expect("receipt.updated").await;
    hers.expect_silence().await;
    his.expect("receipt.updated").await;
    hers.ask("typing", here.clone()).await;
    hers.ask("delivered", json!({ "conversation_id": group })).await;
    third.expect("typing.started").await;
    third.expect("receipt.updated").await;
    his.expect_silence().await;
    hers.expect("receipt.updated").await;

    alice.delete("/v1/blocks/bob").await.empty(204);
    his.ask("typing", json!({ "conversation_id": group, "stopped": true })).await;
    assert_eq!(hers.expect("typing.stopped").await["user_id"], "bob");
}

#[tokio::test]
async fn a_direct_message_across_a_block_is_refused_by_name_too() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    alice.put("/v1/blocks/bob", &json!({})).await.json::<Value>(200);
    let to = |id: &str| json!({ "to": { "user_id": id }, "text": "hi" });
    assert_eq!(hers.refused("message.send", to("bob")).await, "user_blocked");
    assert_eq!(his.refused("message.send", to("alice")).await, "forbidden");
    alice.delete("/v1/blocks/bob").await.empty(204);
    his.ask("message.send", to("alice")).await;
    assert_eq!(hers.expect("message.created").await["conversation_id"], json!(direct));
}

//! Several nodes behave as one.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_node_that_leaves_says_so() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let node = app.another_node().await;
    let mut socket = alice.connect_to(&node).await;
    let d = json!({ "conversation_id": group, "text": "hi" });
    let sent = socket.begin("message.send", d).await;
    assert_eq!(socket.reply(sent).await["ok"], true);
    let stopping = tokio::spawn(node.stop());
    let mut kinds = Vec::new();
    while kinds.last() != Some(&json!("go_away")) {
        let frame = socket.next().await;
        if frame["t"] == "go_away" {
            assert_eq!(frame["d"]["reason"], "shutdown");
            assert!(frame["d"]["in_ms"].as_u64().unwrap() < 5000);
        }
        kinds.push(frame["t"].clone());
    }
    assert_eq!(socket.closed().await, 4000);
    stopping.await.unwrap();
    // The others go on.
    alice.connect().await.send(group, "ho").await;
}

#[tokio::test]
async fn users_on_two_nodes_chat() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let node = app.another_node().await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect_to(&node).await);
    let group = app.group(&[&alice, &bob]).await;
    for socket in [&mut hers, &mut his] {
        socket.expect("conversation.created").await;
    }
    for n in 0..20 {
        let (speaker, listener) =
            if n % 2 == 0 { (&mut hers, &mut his) } else { (&mut his, &mut hers) };
        let sent = speaker.send(group, &n.to_string()).await;
        assert_eq!(listener.expect("message.created").await, sent);
        assert_eq!(speaker.expect("message.created").await, sent);
    }
    hers.ask("typing", json!({ "conversation_id": group })).await;
    his.expect("typing.started").await;
}

/// Both nodes write the same conversation at once: everybody sees the same order.
#[tokio::test]
async fn everybody_sees_one_order() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let node = app.another_node().await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect_to(&node).await);
    let mut begun = Vec::new();
    for n in 0..100 {
        let d = json!({ "conversation_id": group, "text": n.to_string() });
        begun.push((
            hers.begin("message.send", d.clone()).await,
            his.begin("message.send", d).await,
        ));
    }
    for (one, other) in begun {
        assert_eq!(hers.reply(one).await["ok"], true);
        assert_eq!(his.reply(other).await["ok"], true);
    }
    for n in 2..=201 {
        let (one, other) = (hers.next().await, his.next().await);
        assert_eq!(one["n"], n);
        assert_eq!((&one["n"], &one["d"]), (&other["n"], &other["d"]));
    }
}

/// What happened and how long it took a node without a bus to tell of it.
async fn within_a_moment<T>(what: &str, telling: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let told = telling.await;
    // A second by design; the rest is for a machine that is busy with other tests.
    assert!(began.elapsed() < Duration::from_secs(4), "{what} took {:?}", began.elapsed());
    told
}

#[tokio::test]
async fn a_node_that_hears_no_bus_finds_out_by_itself() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let node = app.deaf_node().await;
    let mut his = bob.connect_to(&node).await;
    for n in 0..50 {
        alice.send(group, &n.to_string()).await;
    }
    for n in 0..50 {
        let told = within_a_moment("a message", his.expect("message.created")).await;
        assert_eq!(told["text"], n.to_string());
    }
    let last = alice.send(group, "the last one").await;
    let told = within_a_moment("the last message", his.expect("message.created")).await;
    assert_eq!(told, json!(last));

    let members = format!("/v1/conversations/{group}/members");
    alice.delete(&format!("{members}/bob")).await.json::<Value>(200);
    alice.send(group, "secret").await;
    let told = within_a_moment("the removal", his.expect("member.removed")).await;
    assert_eq!(told["user_ids"], json!(["bob"]));
    his.expect_silence().await;

    let back = json!({ "members": [{ "user_id": "bob" }] });
    alice.post(&members, &back).await.json::<Value>(200);
    within_a_moment("the return", his.expect("member.added")).await;
    let here = json!({ "conversation_id": group });
    alice.post(&format!("/v1/conversations/{group}/read"), &json!({})).await.json::<Value>(200);
    within_a_moment("a receipt", his.expect("receipt.updated")).await;
    his.ask("typing", here).await;
}

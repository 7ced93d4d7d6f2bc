//! What one does for oneself reaches all of one's devices, and nobody else.

use serde_json::{Value, json};
use warbler_testing::{TestApp, path_of};

/// The events about no entry among what was missed, by kind.
fn private(missed: &[Value]) -> Vec<(&str, Value)> {
    let private = missed.iter().filter(|event| event["n"].is_null());
    private
        .filter(|event| event["t"] != "receipt.updated")
        .map(|event| (event["t"].as_str().unwrap(), event["d"].clone()))
        .collect()
}

#[tokio::test]
async fn hiding_and_clearing_reach_the_other_devices() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (one, two) = (alice.send(group, "one").await, alice.send(group, "two").await);
    let (mut hers, mut laptop) = (alice.connect().await, bob.connect().await);
    let away = laptop.cursor.clone();
    let node = app.deaf_node().await;
    let mut phone = bob.connect_to(&node).await;

    let hidden: Value = bob.post(&format!("{}/hide", path_of(&one)), &json!({})).await.json(200);
    assert_eq!(hidden, json!({ "message_ids": [one.id] }));
    alice.patch(&path_of(&one), &json!({ "text": "canary" })).await.json::<Value>(200);

    for socket in [&mut laptop, &mut phone] {
        assert_eq!(socket.expect("message.hidden").await, hidden);
        let edit = socket.next().await;
        assert_eq!((&edit["t"], &edit["n"]), (&json!("hidden"), &json!(4)));
    }
    hers.expect("message.updated").await;
    let (_, missed) = bob.resume(&away).await;
    assert_eq!(private(&missed), [("message.hidden", hidden)]);
    assert!(!json!(missed).to_string().contains("canary"));

    let clear = format!("/v1/conversations/{group}/clear");
    let cleared: Value = bob.post(&clear, &json!({})).await.json(200);
    assert_eq!(laptop.expect("conversation.cleared").await, cleared);
    alice.patch(&path_of(&two), &json!({ "text": "canary" })).await.json::<Value>(200);
    assert_eq!(laptop.next().await["t"], "hidden");
    hers.expect("message.updated").await;
    hers.expect_silence().await;
    // Days later the log has forgotten, and the state has not.
    app.advance(std::time::Duration::from_secs(48 * 3600));
    warbler_core::log::prune_receipts(app.context()).await.unwrap();
    let bob = app.user("bob").await;
    let (_, missed) = bob.resume(&away).await;
    assert_eq!(private(&missed), [("conversation.cleared", cleared)]);
}

#[tokio::test]
async fn a_part_in_a_thread_reaches_the_other_devices() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let root = alice.send(group, "root").await;
    alice.reply(&root, "one").await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let away = his.cursor.clone();
    let (follow, read) = (format!("{}/follow", path_of(&root)), format!("{}/read", path_of(&root)));
    let followed: Value = bob.post(&follow, &json!({})).await.json(200);
    assert_eq!(his.expect("thread_member.updated").await, followed);
    let two = alice.reply(&root, "two").await;
    assert_eq!(his.expect("message.created").await, json!(two));
    let seen: Value = bob.post(&read, &json!({})).await.json(200);
    assert_eq!(seen, json!({ "message_id": root.id, "following": true, "read_ordinal": 2 }));
    assert_eq!(his.expect("thread_member.updated").await, seen);
    bob.post(&read, &json!({})).await.json::<Value>(200);
    his.expect_silence().await;
    hers.expect("message.created").await;
    hers.expect_silence().await;
    let (_, missed) = bob.resume(&away).await;
    assert_eq!(private(&missed), [("thread_member.updated", seen)]);
}

//! Reactions on the socket: entries in most conversations, news in large ones.

use super::large::channel;
use serde_json::{Value, json};
use warbler_protocol::Message;
use warbler_testing::{TestApp, path_of};

#[tokio::test]
async fn a_reaction_is_told_to_all_and_to_those_who_come_back() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sent = alice.send(group, "hi").await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let away = hers.cursor.clone();
    let d = json!({ "conversation_id": group, "message_id": sent.id, "key": "👍" });

    let added = his.ask("reaction.add", d.clone()).await;
    assert_eq!(his.ask("reaction.add", d.clone()).await, added);
    let removed = his.ask("reaction.remove", d.clone()).await;

    let expected = json!({ "message_id": sent.id, "key": "👍", "user_id": "bob", "count": 1 });
    assert_eq!(added, expected);
    for socket in [&mut hers, &mut his] {
        assert_eq!(socket.expect("reaction.added").await, added);
        assert_eq!(socket.expect("reaction.removed").await, removed);
        socket.expect_silence().await;
    }
    let (_, missed) = alice.resume(&away).await;
    let kinds: Vec<_> = missed.iter().map(|event| (&event["t"], &event["n"])).collect();
    let expected = [(&json!("hidden"), &json!(3)), (&json!("reaction.removed"), &json!(4))];
    assert_eq!(kinds, expected);
    let wrong = json!({ "conversation_id": group, "message_id": sent.id, "key": "\u{0}" });
    assert_eq!(his.refused("reaction.add", wrong).await, "validation_failed");
}

#[tokio::test]
async fn in_large_conversations_reactions_are_news() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let channel = channel(&app, &[&alice, &bob]).await;
    let sent = bob.send(channel, "hi").await;
    let mut hers = alice.connect().await;
    let away = hers.cursor.clone();
    hers.ask("subscribe", json!({ "conversation_id": channel })).await;
    for (user, key) in [(&bob, "x"), (&alice, "x"), (&bob, "y")] {
        user.put_empty(&format!("{}/reactions/{key}", path_of(&sent))).await.json::<Value>(200);
    }
    bob.delete(&format!("{}/reactions/y", path_of(&sent))).await.json::<Value>(200);

    for kind in ["added", "added", "added", "removed"] {
        let event = hers.next().await;
        assert_eq!(event["t"], format!("reaction.{kind}"));
        assert!(event["n"].is_null() && event["s"].is_string());
    }
    assert_eq!(alice.see(channel).await.as_of_seq, sent.seq);
    let (_, missed) = alice.resume(&away).await;
    assert_eq!(missed.len(), 1);
    let reactions = json!([{ "key": "x", "count": 2, "mine": true }]);
    let expected = json!({ "message_id": sent.id, "reactions": reactions });
    assert_eq!((&missed[0]["t"], &missed[0]["d"]), (&json!("reaction.updated"), &expected));
    let read: Message = alice.read(&sent).await;
    assert_eq!(json!(read.reactions), reactions);
}

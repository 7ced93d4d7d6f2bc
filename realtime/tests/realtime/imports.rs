//! Imports, as those see them who are connected.

use serde_json::json;
use warbler_testing::TestApp;

/// Not 600 frames, but one that says how far it is.
#[tokio::test]
async fn members_hear_once_of_what_is_imported() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let group = app.group(&[&ann, &bob]).await;
    let mut socket = bob.connect().await;
    let mut file = "{\"type\":\"app\",\"version\":1}\n".to_owned();
    for n in 0..600 {
        let line = json!({ "type": "message", "conversation_id": group, "sender_id": "ann",
            "client_id": n.to_string(), "text": "from elsewhere" });
        file.push_str(&format!("{line}\n"));
    }

    app.import("", &file).await;

    let told = socket.next().await;
    assert_eq!((told["t"].as_str(), &told["n"]), (Some("conversation.updated"), &json!(null)));
    assert!(told["d"]["as_of_seq"].as_i64().unwrap() > 1, "{told}");
    // The next message follows what they will have read.
    let sent = ann.send(group, "live").await;
    assert_eq!(sent.seq, 602);
    let event = socket.next().await;
    assert_eq!((&event["t"], &event["n"]), (&json!("message.created"), &json!(602)));
    assert_eq!(bob.see(group).await.membership.unwrap().unread_count, 1);
}

/// Who is made a member by an import hears what happens from then on.
#[tokio::test]
async fn new_members_hear_what_follows() {
    let app = TestApp::start().await;
    let bob = app.user("bob").await;
    let mut socket = bob.connect().await;
    let cursor = socket.ask("ping", json!({})).await["cursor"].as_str().unwrap().to_owned();
    let file = "{\"type\":\"app\",\"version\":1}\n\
        {\"type\":\"conversation\",\"kind\":\"group\",\"key\":\"k\",\"members\":[{\"user_id\":\"bob\"}]}\n\
        {\"type\":\"message\",\"conversation_key\":\"k\",\"client_id\":\"1\",\"text\":\"old\"}\n";

    app.import("", file).await;

    let told = socket.expect("conversation.updated").await;
    let group = serde_json::from_value(told["id"].clone()).unwrap();
    bob.send(group, "new").await;
    assert_eq!(socket.expect("message.created").await["text"], "new");
    let (_, missed) = bob.resume(&cursor).await;
    let kinds: Vec<_> = missed.iter().map(|event| event["t"].as_str().unwrap()).collect();
    assert_eq!(kinds[..3], ["conversation.created", "message.created", "message.created"]);
}

//! What messages said before.

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, Message, MessageVersion, Page};
use warbler_testing::{TestApp, path_of};

#[tokio::test]
async fn edits_are_kept_for_the_sender_moderators_and_the_server() {
    let app = TestApp::start().await;
    let (owner, bob, carol) =
        (app.user("owner").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&owner, &bob, &carol]).await;
    let sent = bob.send(group, "one").await;
    app.advance(std::time::Duration::from_secs(1));
    for text in ["two", "two", "three"] {
        bob.patch(&path_of(&sent), &json!({ "text": text })).await.json::<Message>(200);
    }
    let path = format!("{}/versions", path_of(&sent));

    for answer in [bob.get(&path).await, owner.get(&path).await, app.get(&path).await] {
        let page: Page<MessageVersion> = answer.json(200);
        let said: Vec<_> = page.data.iter().map(|it| (it.version, it.text.as_str())).collect();
        assert_eq!(said, [(1, "one"), (2, "two"), (3, "three")]);
        assert!(page.data[0].created_at < page.data[1].created_at);
    }
    carol.get(&path).await.problem(ErrorCode::Forbidden);
    let page: Page<MessageVersion> = bob.get(&format!("{path}?limit=2")).await.json(200);
    assert_eq!((page.data.len(), page.has_more), (2, true));
    let next = format!("{path}?limit=2&cursor={}", page.next_cursor.unwrap());
    let page: Page<MessageVersion> = bob.get(&next).await.json(200);
    assert_eq!((page.data.len(), page.data[0].version, page.has_more), (1, 3, false));
}

#[tokio::test]
async fn a_recall_and_an_erasure_take_every_version() {
    let app = TestApp::start().await;
    let (owner, bob) = (app.user("owner").await, app.user("bob").await);
    let group = app.group(&[&owner, &bob]).await;
    let (recalled, erased) = (bob.send(group, "canary").await, bob.send(group, "canary").await);
    for message in [&recalled, &erased] {
        bob.patch(&path_of(message), &json!({ "text": "canary 2" })).await.json::<Message>(200);
    }
    bob.delete(&path_of(&recalled)).await.json::<Message>(200);
    let said = async |message: &Message| {
        let path = format!("{}/versions", path_of(message));
        app.get(&path).await.json::<Value>(200).to_string()
    };
    assert!(!said(&recalled).await.contains("canary"));
    assert!(said(&erased).await.contains("canary"));
    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;
    assert!(!said(&erased).await.contains("canary"));
}

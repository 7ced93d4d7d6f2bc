//! Edits and recalls.

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, Message};
use warbler_testing::{TestApp, TestUser};

#[tokio::test]
async fn the_sender_and_the_server_edit_and_nobody_else() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sent = bob.send(group, "one").await;
    let path = format!("/v1/conversations/{group}/messages/{}", sent.id);

    alice.patch(&path, &json!({ "text": "hers" })).await.problem(ErrorCode::Forbidden);
    let edited: Message = bob.patch(&path, &json!({ "text": "two" })).await.json(200);
    assert_eq!((edited.text.as_str(), edited.version), ("two", 2));
    assert_eq!((edited.seq, edited.ordinal, edited.id), (sent.seq, sent.ordinal, sent.id));
    assert!(edited.edited_at.is_some());
    let metadata = json!({ "metadata": { "by": "server" } });
    let edited: Message = app.patch(&path, &metadata).await.json(200);
    assert_eq!((edited.text.as_str(), edited.version), ("two", 3));
    assert_eq!(alice.history(group, "").await.data, [edited]);
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_none() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let sent = alice.send(group, "one").await;
    let path = format!("/v1/conversations/{group}/messages/{}", sent.id);
    for body in [json!({}), json!({ "text": "one" })] {
        assert_eq!(alice.patch(&path, &body).await.json::<Message>(200), sent);
    }
    alice.patch(&path, &json!({ "text": "" })).await.problem(ErrorCode::ValidationFailed);
    assert_eq!(alice.entries(group).await.len(), 2);
}

#[tokio::test]
async fn the_sender_and_moderators_recall_and_nobody_else() {
    let app = TestApp::start().await;
    let (owner, bob, carol) =
        (app.user("owner").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&owner, &bob, &carol]).await;
    for (who, allowed) in [(&bob, true), (&owner, true), (&carol, false)] {
        let sent = bob.send(group, "oops").await;
        let path = format!("/v1/conversations/{group}/messages/{}", sent.id);
        let answer = who.delete(&path).await;
        match allowed {
            true => assert!(answer.json::<Message>(200).recalled_at.is_some()),
            false => drop(answer.problem(ErrorCode::Forbidden)),
        }
    }
}

#[tokio::test]
async fn a_recall_wins_over_edits_and_happens_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let sent = alice.send(group, "oops").await;
    let path = format!("/v1/conversations/{group}/messages/{}", sent.id);
    let edit = json!({ "text": "changed" });

    let (edited, recalled) = tokio::join!(alice.patch(&path, &edit), alice.delete(&path));
    let recalled: Message = recalled.json(200);
    assert!(edited.status == 200 || edited.status == 409);
    let again: Message = alice.delete(&path).await.json(200);
    assert_eq!(again, recalled);
    alice.patch(&path, &edit).await.problem(ErrorCode::Conflict);
    assert_eq!(alice.history(group, "").await.data, [recalled]);
}

/// Every way a member can read a conversation, as raw text.
async fn everything_read(user: &TestUser<'_>, group: &str, message: &str, cursor: &str) -> String {
    let mut read = String::new();
    for path in [
        format!("/v1/conversations/{group}"),
        "/v1/conversations".to_owned(),
        format!("/v1/conversations/{group}/messages"),
        format!("/v1/conversations/{group}/messages?around_seq=2"),
        format!("/v1/conversations/{group}/messages/{message}"),
        format!("/v1/conversations/{group}/entries"),
    ] {
        let answer = user.get(&path).await;
        assert_eq!(answer.status, 200);
        read += &String::from_utf8(answer.body).unwrap();
    }
    let synced = user.post("/v1/sync", &json!({ "cursor": cursor })).await;
    assert!(!synced.json::<Value>(200)["events"].as_array().unwrap().is_empty());
    read + &String::from_utf8(synced.body).unwrap()
}

#[tokio::test]
async fn what_was_recalled_never_resurfaces() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let cursor: Value = bob.post("/v1/sync", &json!({})).await.json(200);
    let cursor = cursor["cursor"].as_str().unwrap();
    let body = json!({
        "text": "canary-text", "metadata": { "canary-key": "canary-value" }, "mentions": ["bob"],
    });
    let sent: Message = alice.say(group, &body).await.json(201);
    let (group, message) = (group.to_string(), sent.id.to_string());
    let path = format!("/v1/conversations/{group}/messages/{message}");
    alice.patch(&path, &json!({ "text": "canary-edit" })).await.json::<Message>(200);
    assert!(everything_read(&bob, &group, &message, cursor).await.contains("canary-edit"));

    let left: Message = alice.delete(&path).await.json(200);

    assert!(left.text.is_empty() && left.metadata.is_empty() && left.mentions.is_empty());
    assert_eq!((left.seq, left.ordinal), (sent.seq, sent.ordinal));
    assert!(!everything_read(&bob, &group, &message, cursor).await.contains("canary"));
}

//! The same `client_id` and content is the same message, however often it comes.

use futures_util::future::join_all;
use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, EventKind, Message};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_repeat_answers_the_first_message() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let body = json!({ "client_id": "1", "text": "hi", "metadata": { "a": 1, "b": 2 } });
    let first: Value = alice.say(group, &body).await.json(201);
    alice.send(group, "in between").await;

    let again: Value = alice.say(group, &body).await.json(200);

    assert_eq!(again, first);
    assert_eq!(alice.texts(group).await, ["hi", "in between"]);
}

#[tokio::test]
async fn other_content_is_a_conflict() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let first = alice.say(group, &json!({ "client_id": "1", "text": "hi" })).await;
    let first: Message = first.json(201);
    for body in [
        json!({ "client_id": "1", "text": "ho" }),
        json!({ "client_id": "1", "text": "hi", "metadata": { "a": 1 } }),
        json!({ "client_id": "1", "text": "hi", "mentions": ["alice"] }),
        json!({ "client_id": "1", "text": "hi", "mention_all": true }),
        json!({ "client_id": "1", "text": "hi", "reply_to": first.id }),
        json!({ "client_id": "1", "text": "hi", "thread_id": first.id }),
        json!({ "client_id": "1", "forward": { "conversation_id": group, "message_id": first.id } }),
    ] {
        alice.say(group, &body).await.problem(ErrorCode::ClientIdConflict);
    }
    assert_eq!(alice.texts(group).await, ["hi"]);
}

#[tokio::test]
async fn repeats_are_known_after_an_edit_and_a_recall() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (hi, ho) =
        (json!({ "client_id": "1", "text": "hi" }), json!({ "client_id": "1", "text": "ho" }));
    let first: Message = alice.say(group, &hi).await.json(201);
    let path = format!("/v1/conversations/{group}/messages/{}", first.id);

    alice.patch(&path, &json!({ "text": "ho" })).await.json::<Message>(200);
    let edited: Message = alice.say(group, &hi).await.json(200);
    assert_eq!((edited.id, edited.seq, edited.text.as_str()), (first.id, first.seq, "ho"));
    alice.say(group, &ho).await.problem(ErrorCode::ClientIdConflict);

    alice.delete(&path).await.json::<Message>(200);
    let recalled: Message = alice.say(group, &hi).await.json(200);
    assert_eq!((recalled.id, recalled.text.as_str()), (first.id, ""));
    assert!(recalled.recalled_at.is_some());
    alice.say(group, &ho).await.problem(ErrorCode::ClientIdConflict);
    assert_eq!(alice.history(group, "").await.data.len(), 1);
}

#[tokio::test]
async fn twenty_at_once_are_one_message() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let body = json!({ "client_id": "1", "text": "hi" });

    let answers = join_all((0..20).map(|_| alice.say(group, &body))).await;

    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(created, 1);
    for answer in &answers {
        assert_eq!(answer.body, answers[0].body);
    }
    let entries = alice.entries(group).await;
    let messages = entries.iter().filter(|entry| entry.t == EventKind::MessageCreated).count();
    assert_eq!((entries.len(), messages), (2, 1));
}

/// Of twenty different contents under one id, one is sent and nineteen are conflicts.
#[tokio::test]
async fn of_twenty_different_ones_at_once_one_wins() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let bodies: Vec<_> =
        (0..20).map(|n| json!({ "client_id": "1", "text": n.to_string() })).collect();

    let answers = join_all(bodies.iter().map(|body| alice.say(group, body))).await;

    let (sent, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((sent.len(), refused.len()), (1, 19));
    for answer in refused {
        answer.problem(ErrorCode::ClientIdConflict);
    }
    assert_eq!(alice.texts(group).await.len(), 1);
}

#[tokio::test]
async fn client_ids_belong_to_their_sender_and_conversation() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice]).await);
    for (user, conversation) in [(&alice, group), (&bob, group), (&alice, other)] {
        let body = json!({ "client_id": "1", "text": "hi" });
        user.say(conversation, &body).await.json::<Message>(201);
    }
}

//! Saying again what somebody said elsewhere.

use reqwest::Method;
use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, KeyScope, Message};
use warbler_testing::{TestApp, path_of};

fn forward(message: &Message) -> Value {
    let (conversation_id, message_id) = (message.conversation_id, message.id);
    json!({ "forward": { "conversation_id": conversation_id, "message_id": message_id } })
}

#[tokio::test]
async fn a_forward_is_a_copy_that_names_its_source() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (private, group) = (app.group(&[&alice]).await, app.group(&[&alice, &bob]).await);
    let body = json!({ "text": "said", "metadata": { "a": 1 }, "client_id": "1" });
    let original: Message = alice.say(private, &body).await.json(201);

    let sent: Message = alice.say(group, &forward(&original)).await.json(201);

    assert_eq!((&sent.text, &sent.metadata), (&original.text, &original.metadata));
    let from = sent.forwarded_from.clone().unwrap();
    assert_eq!((from.message_id, from.conversation_id), (original.id, None));
    assert_eq!((from.sender_id, from.created_at), (Some(alice.id.clone()), original.created_at));
    alice.patch(&path_of(&original), &json!({ "text": "other" })).await.json::<Message>(200);
    alice.delete(&path_of(&original)).await.json::<Message>(200);
    assert_eq!(bob.read(&sent).await, sent, "it stands by itself");
    let again: Message = bob.say(group, &forward(&sent)).await.json(201);
    let first = again.forwarded_from.unwrap();
    assert_eq!((first.message_id, first.conversation_id), (original.id, None));
    let here = bob.send(group, "here").await;
    let here: Message = alice.say(group, &forward(&here)).await.json(201);
    assert_eq!(here.forwarded_from.unwrap().conversation_id, Some(group));
}

#[tokio::test]
async fn what_one_may_not_see_or_was_recalled_is_not_forwarded() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (private, group) = (app.group(&[&alice]).await, app.group(&[&alice, &bob]).await);
    let secret = alice.send(private, "secret").await;
    let recalled = alice.send(group, "oops").await;
    alice.delete(&path_of(&recalled)).await.json::<Message>(200);
    let nowhere = json!({ "forward": {
        "conversation_id": format!("con_{}", "0".repeat(32)), "message_id": secret.id,
    } });
    let with_text = json!({ "text": "hi", "forward": forward(&secret)["forward"] });
    for (who, body) in [
        (&bob, forward(&secret)),
        (&bob, nowhere),
        (&alice, forward(&recalled)),
        (&alice, with_text),
    ] {
        let problem = who.say(group, &body).await.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "/forward");
    }
    let listed = json!({ "forward": [private, secret.id] });
    alice.say(group, &listed).await.problem(ErrorCode::InvalidBody);
    let sent: Message = alice.say(group, &forward(&secret)).await.json(201);
    let words = json!({ "text": "put into her mouth" });
    alice.patch(&path_of(&sent), &words).await.problem(ErrorCode::Conflict);
}

#[tokio::test]
async fn a_key_that_may_not_read_cannot_forward_either() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (private, group) = (app.group(&[&alice]).await, app.group(&[&alice]).await);
    let secret = alice.send(private, "secret").await;
    let key = app.key(&[KeyScope::MessagesWrite]).await;
    let path = format!("/v1/conversations/{group}/messages");
    let answer = app.call(Method::POST, &path, Some(&key), Some(&forward(&secret))).await;
    answer.problem(ErrorCode::MissingScope);
}

/// A repeat is one even where the source is gone by then.
#[tokio::test]
async fn a_repeated_forward_answers_the_first() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let original = alice.send(group, "said").await;
    let mut body = forward(&original);
    body["client_id"] = json!("1");
    let first: Message = alice.say(group, &body).await.json(201);
    alice.delete(&path_of(&original)).await.json::<Message>(200);
    assert_eq!(alice.say(group, &body).await.json::<Message>(200), first);
    let other = alice.send(group, "other").await;
    let mut body = forward(&other);
    body["client_id"] = json!("1");
    alice.say(group, &body).await.problem(ErrorCode::ClientIdConflict);
}

#[tokio::test]
async fn an_erased_user_is_not_quoted_any_more() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let original = bob.send(group, "canary").await;
    alice.say(group, &forward(&original)).await.json::<Message>(201);
    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;
    let left = alice.history(group, "").await.data;
    assert!(left.iter().all(|message| message.text.is_empty() && message.forwarded_from.is_none()));
}

//! An erased user is out at once, and what they said follows.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use warbler_core::jobs::{self, Job};
use warbler_protocol::{DeadLetter, ErrorCode, Message, Page, User};
use warbler_testing::TestApp;

#[tokio::test]
async fn who_is_erased_is_out_at_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut socket = bob.connect().await;

    app.delete("/v1/users/bob").await.empty(204);

    assert_eq!(socket.closed().await, 4502);
    bob.get("/v1/me").await.problem(ErrorCode::UserDeactivated);
    bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::UserDeactivated);
    app.get("/v1/users/bob").await.problem(ErrorCode::NotFound);
    app.delete("/v1/users/bob").await.problem(ErrorCode::NotFound);
    app.post("/v1/users/bob/tokens", &json!({})).await.problem(ErrorCode::Conflict);
    let page: Page<User> = app.get("/v1/users").await.json(200);
    assert_eq!(page.data.len(), 1);
    // Nobody steps into their place.
    app.post("/v1/users", &json!({ "id": "bob" })).await.problem(ErrorCode::Conflict);
}

#[tokio::test]
async fn what_they_said_is_taken_back() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, gone) = (app.group(&[&alice, &bob]).await, app.group(&[&bob]).await);
    // More than one step of the job.
    let sends = (0..250).map(|n| (n, json!({ "text": format!("canary {n}") })));
    for (n, body) in sends {
        let sender = if n % 50 == 49 { &alice } else { &bob };
        sender.say(group, &body).await.json::<Message>(201);
    }
    bob.send(gone, "canary").await;
    app.delete(&format!("/v1/conversations/{gone}")).await.empty(204);
    app.delete("/v1/users/bob").await.empty(204);

    app.work().await;

    let mut messages: Vec<Message> = Vec::new();
    loop {
        let after = messages.last().map_or(0, |message| message.seq);
        let query = format!("?limit=100&after_seq={after}");
        let page = alice.history(group, &query).await;
        messages.extend(page.data);
        if !page.has_more {
            break;
        }
    }
    let (hers, his): (Vec<_>, Vec<_>) =
        messages.iter().partition(|message| message.sender_id.as_ref() == Some(&alice.id));
    assert_eq!((hers.len(), his.len()), (5, 245));
    assert!(hers.iter().all(|message| message.text.starts_with("canary")));
    assert!(his.iter().all(|message| message.text.is_empty() && message.recalled_at.is_some()));
}

/// The payload of a job that nobody can read.
#[derive(Deserialize, Serialize)]
struct Unreadable;

impl Job for Unreadable {
    const KIND: &'static str = "erase_user";
}

#[tokio::test]
async fn a_job_that_cannot_work_is_a_dead_letter_and_can_be_replayed() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let ctx = app.context();
    jobs::enqueue(ctx.db.writer(), app.id, app.now(), &Unreadable).await.unwrap();
    app.work().await;
    let letters: Vec<DeadLetter> = app.get("/v1/dead_letters").await.json(200);
    assert_eq!(
        (letters.len(), letters[0].kind.as_str(), letters[0].attempts),
        (1, "erase_user", 1)
    );
    assert!(neighbour.get("/v1/dead_letters").await.json::<Vec<Value>>(200).is_empty());

    let replay = format!("/v1/dead_letters/{}/replay", letters[0].id);
    neighbour.post(&replay, &json!({})).await.problem(ErrorCode::NotFound);
    app.post(&replay, &json!({})).await.empty(204);
    assert!(app.get("/v1/dead_letters").await.json::<Vec<Value>>(200).is_empty());
    app.work().await;
    let again: Vec<DeadLetter> = app.get("/v1/dead_letters").await.json(200);
    assert_eq!((again.len(), again[0].id), (1, letters[0].id));
}

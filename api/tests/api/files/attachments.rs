use super::stored;
use serde_json::{Value, json};
use warbler_protocol::{DownloadLink, ErrorCode, FileId, Message};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_message_may_consist_of_files_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (one, two) = (alice.upload("1.txt", "one").await, alice.upload("2.txt", "two").await);
    let sent = alice.attach(group, &[two.id, one.id]).await;
    assert_eq!(sent.attachments.iter().map(|it| it.id).collect::<Vec<_>>(), [two.id, one.id]);

    let seen = bob.history(group, "").await.data.pop().unwrap();
    assert_eq!(seen, sent);
    assert_eq!((seen.attachments[1].name.as_str(), seen.attachments[1].size), ("1.txt", 3));
    // An edit leaves them, and may leave nothing else.
    let path = format!("/v1/conversations/{group}/messages/{}", sent.id);
    let edited: Message = alice.patch(&path, &json!({ "text": "look" })).await.json(200);
    assert_eq!((edited.text.as_str(), edited.attachments.len()), ("look", 2));
    let edited: Message = alice.patch(&path, &json!({ "text": "" })).await.json(200);
    assert_eq!(edited.attachments, sent.attachments);
}

#[tokio::test]
async fn sending_files_is_idempotent_even_when_they_are_gone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (one, two) = (alice.upload("1.txt", "one").await, alice.upload("2.txt", "two").await);
    let body = |file: FileId| json!({ "client_id": "a", "attachments": [file] });
    let first: Message = alice.say(group, &body(one.id)).await.json(201);
    let repeat: Message = alice.say(group, &body(one.id)).await.json(200);
    assert_eq!(repeat, first);
    alice.say(group, &body(two.id)).await.problem(ErrorCode::ClientIdConflict);
    assert!(
        alice.delete(&format!("/v1/conversations/{group}/messages/{}", first.id)).await.status
            < 300
    );
    app.work().await;
    let repeat: Message = alice.say(group, &body(one.id)).await.json(200);
    assert!(repeat.recalled_at.is_some() && repeat.attachments.is_empty());
}

#[tokio::test]
async fn users_attach_their_own_ready_files() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let theirs = bob.upload("b.txt", "bob's").await.id;
    let own = alice.upload("a.txt", "alice's").await.id;
    let announced = json!({ "name": "c.txt", "size": 5 });
    let announced: Value = alice.post("/v1/files/uploads", &announced).await.json(201);
    for wrong in [
        json!([theirs]),
        json!([own, theirs]),
        json!([own, own]),
        json!([announced["file"]["id"]]),
        json!([FileId::generate()]),
        json!(vec![own; 11]),
    ] {
        let answer = alice.say(group, &json!({ "text": "a", "attachments": wrong })).await;
        let problem = answer.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "/attachments", "{wrong}");
    }
    for wrong in [json!(["file_7"]), json!("x"), json!([null])] {
        let answer = alice.say(group, &json!({ "text": "a", "attachments": wrong })).await;
        answer.problem(ErrorCode::InvalidBody);
    }
    let neighbour = app.neighbour().await;
    let stranger = neighbour.user("alice").await;
    let elsewhere = neighbour.group(&[&stranger]).await;
    let answer = stranger.say(elsewhere, &json!({ "attachments": [own] })).await;
    answer.problem(ErrorCode::ValidationFailed);
    // The tenant's server may take any file of its app.
    let body = json!({ "sender_id": "alice", "attachments": [theirs, own] });
    let path = format!("/v1/conversations/{group}/messages");
    app.post(&path, &body).await.json::<Message>(201);
    assert_eq!(alice.history(group, "").await.data.len(), 1);
}

/// Some buckets answer 403 for what is not there, so as not to tell.
async fn is_gone(app: &TestApp, link: &DownloadLink) -> bool {
    matches!(app.read(&link.url).await.status, 403 | 404)
}

#[tokio::test]
async fn recalling_the_last_message_removes_the_file() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let file = alice.upload("a.txt", "hello").await;
    let (first, second) =
        (alice.attach(group, &[file.id]).await, alice.attach(group, &[file.id]).await);
    let link = bob.link(file.id, "").await;
    let recall = async |message: &Message| {
        let path = format!("/v1/conversations/{group}/messages/{}", message.id);
        let recalled: Message = alice.delete(&path).await.json(200);
        assert!(recalled.attachments.is_empty());
        app.work().await;
    };
    recall(&first).await;
    assert_eq!(app.read(&link.url).await.body, b"hello", "the other one still carries it");
    recall(&second).await;
    assert!(is_gone(&app, &link).await);
    app.get(&format!("/v1/files/{}", file.id)).await.problem(ErrorCode::NotFound);
    assert_eq!(stored(&app).await, (0, 0));
    let left = serde_json::to_string(&bob.entries(group).await).unwrap();
    assert!(!left.contains("a.txt"), "{left}");
}

#[tokio::test]
async fn nothing_is_left_of_what_an_erased_user_uploaded() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (sent, unsent) = (alice.upload("a.txt", "sent").await, alice.upload("b.txt", "not").await);
    alice.attach(group, &[sent.id]).await;
    let kept = bob.upload("c.txt", "bob's").await;
    bob.attach(group, &[kept.id]).await;
    let links = [alice.link(sent.id, "").await, alice.link(unsent.id, "").await];

    app.delete("/v1/users/alice").await.empty(204);
    app.work().await;
    for link in &links {
        assert!(is_gone(&app, link).await);
    }
    assert_eq!(stored(&app).await, (1, 5));
    assert_eq!(app.read(&bob.link(kept.id, "").await.url).await.body, b"bob's");
}

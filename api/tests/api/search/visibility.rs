//! Nobody finds what they may not read, and counts tell of nothing else.

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, KeyScope};
use warbler_testing::{TestApp, path_of};

#[tokio::test]
async fn members_find_what_was_said_while_they_were_there() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let carol = app.user("carol").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "word before").await;
    let members = format!("/v1/conversations/{group}/members");
    let add = json!({ "members": [{ "user_id": "bob" }] });
    app.post(&members, &add).await.json::<Value>(200);
    alice.send(group, "word while").await;
    bob.delete(&format!("{members}/bob")).await.json::<Value>(200);
    alice.send(group, "word without").await;
    app.index().await;

    assert_eq!(alice.found("word").await.len(), 3);
    assert_eq!(carol.found("word").await.len(), 0);
    assert_eq!(bob.found("word").await.len(), 0);
    app.post(&members, &add).await.json::<Value>(200);
    let found = bob.search("word").await;
    assert_eq!(found.data.len(), 1);
    let counts = found.counts.unwrap();
    assert_eq!((found.total, counts.conversations[0].count, counts.senders[0].count), (1, 1, 1));
}

#[tokio::test]
async fn what_is_taken_back_changed_or_deleted_is_not_found() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let recalled = alice.send(group, "word recalled").await;
    let edited = alice.send(group, "word edited").await;
    bob.send(group, "word erased").await;
    let hidden = alice.send(group, "word hidden").await;
    app.index().await;
    assert_eq!(alice.found("word").await.len(), 4);

    alice.delete(&path_of(&recalled)).await.json::<Value>(200);
    // It is gone before the index knows.
    assert_eq!(alice.search("recalled").await.data.len(), 0);
    alice.patch(&path_of(&edited), &json!({ "text": "changed" })).await.json::<Value>(200);
    bob.post(&format!("{}/hide", path_of(&hidden)), &json!({})).await.json::<Value>(200);
    app.index().await;
    assert_eq!(alice.found("word").await, ["word hidden", "word erased"]);
    assert_eq!(alice.found("changed").await, ["changed"]);
    assert_eq!(bob.found("word").await, ["word erased"]);

    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;
    app.index().await;
    assert_eq!(alice.found("word").await, ["word hidden"]);
    let clear = format!("/v1/conversations/{group}/clear");
    alice.post(&clear, &json!({})).await.json::<Value>(200);
    assert_eq!(alice.found("").await.len(), 0);
    assert_eq!(app.search("").await.total, 2);
    app.delete(&format!("/v1/conversations/{group}")).await.empty(204);
    assert_eq!(app.search("").await.data.len(), 0);
    app.index().await;
    assert_eq!(app.search("").await.total, 0);
}

#[tokio::test]
async fn replies_are_found_by_those_who_see_their_thread() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let root = alice.send(group, "root").await;
    let members = format!("/v1/conversations/{group}/members");
    app.post(&members, &json!({ "members": [{ "user_id": "bob" }] })).await.json::<Value>(200);
    alice.reply(&root, "word in a thread").await;
    app.index().await;
    assert_eq!(alice.found("word").await, ["word in a thread"]);
    assert_eq!(bob.found("word").await.len(), 0);
}

#[tokio::test]
async fn keys_find_everything_of_their_app_and_nothing_of_others() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let (alice, other) = (app.user("alice").await, neighbour.user("alice").await);
    let group = app.group(&[&alice]).await;
    alice.send(group, "word ours").await;
    let theirs = neighbour.group(&[&other]).await;
    other.send(theirs, "word theirs").await;
    app.index().await;

    let found = app.search("word").await;
    assert_eq!((found.total, found.data[0].message.text.as_str()), (1, "word ours"));
    assert_eq!(other.found("word").await, ["word theirs"]);
    assert_eq!(neighbour.search(&format!("word in:{group}")).await.total, 0);
    let narrow = app.key(&[KeyScope::MessagesWrite]).await;
    let path = "/v1/search/messages?query=word";
    let answer = app.call(reqwest::Method::GET, path, Some(&narrow), None).await;
    answer.problem(ErrorCode::MissingScope);
}

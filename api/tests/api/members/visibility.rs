//! Membership is a list of intervals, and each shows what happened in it.

use super::{add, leave};
use serde_json::{Value, json};
use warbler_protocol::{Conversation, ErrorCode, EventKind, MembersAdded};
use warbler_testing::TestApp;

#[tokio::test]
async fn who_joins_a_group_sees_what_comes_after() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let before = alice.send(group, "before").await;
    add(&app, group, "bob", "member").await;
    alice.send(group, "after").await;

    assert_eq!(bob.texts(group).await, ["after"]);
    assert_eq!(bob.see(group).await.membership.unwrap().unread_count, 1);
    let path = format!("/v1/conversations/{group}/messages/{}", before.id);
    bob.get(&path).await.problem(ErrorCode::NotFound);
    let reply = json!({ "text": "re", "reply_to": before.id });
    bob.say(group, &reply).await.problem(ErrorCode::ValidationFailed);
    let around = format!("?around_seq={}", before.seq);
    assert_eq!(bob.history(group, &around).await.data.len(), 1);
}

#[tokio::test]
async fn what_came_before_can_be_shown_to_all() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let body = json!({ "kind": "group", "history": "all" });
    let group: Conversation = alice.post("/v1/conversations", &body).await.json(201);
    alice.send(group.id, "before").await;
    let path = format!("/v1/conversations/{}/members", group.id);
    let body = json!({ "members": [{ "user_id": "bob" }] });
    alice.post(&path, &body).await.json::<MembersAdded>(200);
    assert_eq!(bob.texts(group.id).await, ["before"]);
    assert_eq!(bob.see(group.id).await.membership.unwrap().unread_count, 0);
}

/// Bob is there, goes, and comes back: what was said in between keeps its places and says nothing.
#[tokio::test]
async fn who_comes_back_sees_the_times_they_were_there() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "one").await;
    leave(&bob, group).await;
    let secret = alice.send(group, "secret").await;
    add(&app, group, "bob", "member").await;
    alice.send(group, "two").await;

    assert_eq!(bob.texts(group).await, ["one", "two"]);
    let entries = bob.entries(group).await;
    let seen: Vec<_> = entries.iter().map(|entry| (entry.n.unwrap(), entry.t)).collect();
    let expected = [
        (1, EventKind::ConversationCreated),
        (2, EventKind::MessageCreated),
        (3, EventKind::MemberRemoved),
        (4, EventKind::Hidden),
        (5, EventKind::MemberAdded),
        (6, EventKind::MessageCreated),
    ];
    assert_eq!(seen, expected);
    assert_eq!(entries[3].d.get(), "{}");
    let path = format!("/v1/conversations/{group}/messages/{}", secret.id);
    bob.get(&path).await.problem(ErrorCode::NotFound);
    assert_eq!(bob.see(group).await.membership.unwrap().unread_count, 1);
}

#[tokio::test]
async fn who_comes_back_still_sees_the_last_message_of_then() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "one").await;
    leave(&bob, group).await;
    alice.send(group, "secret").await;
    add(&app, group, "bob", "member").await;
    assert_eq!(bob.see(group).await.last_message.unwrap().text, "one");
}

#[tokio::test]
async fn who_comes_back_begins_without_the_reminders_of_then() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    bob.post(&format!("/v1/conversations/{group}/unread"), &json!({})).await.json::<Value>(200);
    leave(&bob, group).await;
    add(&app, group, "bob", "member").await;
    assert!(!bob.see(group).await.membership.unwrap().marked_unread);
}

/// An edit of what one may not see stays out of sight, too.
#[tokio::test]
async fn an_edit_shows_no_message_from_before() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let before = alice.send(group, "secret").await;
    add(&app, group, "bob", "member").await;
    let path = format!("/v1/conversations/{group}/messages/{}", before.id);
    alice.patch(&path, &json!({ "text": "still secret" })).await.json::<Value>(200);
    let entries = format!("/v1/conversations/{group}/entries");
    let read = String::from_utf8(bob.get(&entries).await.body).unwrap();
    assert!(!read.contains("secret"), "{read}");
}

#[tokio::test]
async fn who_was_removed_sees_nothing_any_more() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "hi").await;
    alice.delete(&format!("/v1/conversations/{group}/members/bob")).await.json::<Value>(200);
    for path in ["", "/messages", "/entries", "/members"] {
        bob.get(&format!("/v1/conversations/{group}{path}")).await.problem(ErrorCode::NotFound);
    }
    bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::NotFound);
}

//! How far somebody has read, and what is left for them.

use serde_json::{Value, json};
use warbler_protocol::{ConversationId, ErrorCode, Receipt};
use warbler_testing::{TestApp, TestUser};

async fn unread(user: &TestUser<'_>, conversation: ConversationId) -> i64 {
    user.see(conversation).await.membership.unwrap().unread_count
}

async fn read(user: &TestUser<'_>, conversation: ConversationId, body: Value) -> Receipt {
    user.post(&format!("/v1/conversations/{conversation}/read"), &body).await.json(200)
}

async fn delivered(user: &TestUser<'_>, conversation: ConversationId, body: Value) -> Receipt {
    user.post(&format!("/v1/conversations/{conversation}/delivered"), &body).await.json(200)
}

#[tokio::test]
async fn what_others_say_is_unread_until_it_is_read() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    for text in ["one", "two", "three"] {
        alice.send(group, text).await;
    }
    assert_eq!((unread(&alice, group).await, unread(&bob, group).await), (0, 3));

    let receipt = read(&bob, group, json!({ "seq": 3 })).await;

    assert_eq!((receipt.read_seq, receipt.delivered_seq), (3, 3));
    assert_eq!(unread(&bob, group).await, 1);
    let receipt = read(&bob, group, json!({})).await;
    assert_eq!((receipt.read_seq, unread(&bob, group).await), (4, 0));
}

#[tokio::test]
async fn ones_own_message_reads_what_came_before() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "one").await;
    bob.send(group, "two").await;
    assert_eq!((unread(&alice, group).await, unread(&bob, group).await), (1, 0));
    alice.send(group, "three").await;
    assert_eq!((unread(&alice, group).await, unread(&bob, group).await), (0, 1));
}

#[tokio::test]
async fn receipts_move_forward_alone_and_never_past_the_head() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "one").await;
    alice.send(group, "two").await;
    assert_eq!(read(&bob, group, json!({ "seq": 1_000_000 })).await.read_seq, 3);
    assert_eq!(read(&bob, group, json!({ "seq": 1 })).await.read_seq, 3);
    assert_eq!(delivered(&bob, group, json!({ "seq": 2 })).await.delivered_seq, 3);
    let path = format!("/v1/conversations/{group}/read");
    let negative = json!({ "seq": -1 });
    bob.post(&path, &negative).await.problem(ErrorCode::ValidationFailed);

    alice.send(group, "three").await;
    assert_eq!(unread(&bob, group).await, 1);
    let receipt = delivered(&bob, group, json!({})).await;
    assert_eq!((receipt.read_seq, receipt.delivered_seq), (3, 4));
    assert_eq!(unread(&bob, group).await, 1, "what is delivered is not read");
}

#[tokio::test]
async fn small_conversations_tell_who_has_read() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    alice.send(group, "one").await;
    read(&bob, group, json!({ "seq": 2 })).await;
    let members = alice.see(group).await.members;
    let his = members.iter().find(|member| member.user_id == bob.id).unwrap();
    assert_eq!((his.read_seq, his.delivered_seq), (Some(2), Some(2)));
}

#[tokio::test]
async fn a_reminder_is_private_and_reading_clears_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let cursor: Value = alice.post("/v1/sync", &json!({})).await.json(200);
    bob.post(&format!("/v1/conversations/{group}/unread"), &json!({})).await.json::<Receipt>(200);

    assert!(bob.see(group).await.membership.unwrap().marked_unread);
    let me: Value = bob.get("/v1/me").await.json(200);
    assert_eq!(me["unread"], json!({ "conversations": 1, "messages": 0, "mentions": 0 }));
    let hers = alice.post("/v1/sync", &json!({ "cursor": cursor["cursor"] })).await;
    assert!(!String::from_utf8(hers.body).unwrap().contains("marked_unread"));

    read(&bob, group, json!({})).await;
    assert!(!bob.see(group).await.membership.unwrap().marked_unread);
}

#[tokio::test]
async fn mentions_are_counted_until_they_are_read() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let other = app.group(&[&alice, &bob]).await;
    alice.say(group, &json!({ "text": "1", "mentions": ["bob", "bob"] })).await.json::<Value>(201);
    alice.say(group, &json!({ "text": "2", "mention_all": true })).await.json::<Value>(201);
    alice.send(group, "3").await;
    alice.say(other, &json!({ "text": "4", "mentions": ["bob"] })).await.json::<Value>(201);
    let mentions =
        async |user: &TestUser<'_>| user.see(group).await.membership.unwrap().mention_count;

    assert_eq!((mentions(&bob).await, mentions(&carol).await), (2, 1));
    let me: Value = bob.get("/v1/me").await.json(200);
    assert_eq!(me["unread"], json!({ "conversations": 2, "messages": 4, "mentions": 3 }));
    read(&bob, group, json!({ "seq": 2 })).await;
    assert_eq!(mentions(&bob).await, 1);
    read(&bob, group, json!({})).await;
    assert_eq!((mentions(&bob).await, mentions(&carol).await), (0, 1));
}

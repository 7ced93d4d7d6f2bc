//! Deleting for oneself: it is gone for one, and for nobody else.

use serde_json::{Value, json};
use warbler_protocol::{ConversationId, ErrorCode, HistoryCleared, Message, MessagesHidden};
use warbler_testing::{TestApp, TestUser, path_of};

async fn hide(user: &TestUser<'_>, group: ConversationId, messages: &[&Message]) -> MessagesHidden {
    let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
    let path = format!("/v1/conversations/{group}/hide");
    user.post(&path, &json!({ "message_ids": ids })).await.json(200)
}

async fn clear(user: &TestUser<'_>, group: ConversationId, body: Value) -> i64 {
    let path = format!("/v1/conversations/{group}/clear");
    user.post(&path, &body).await.json::<HistoryCleared>(200).up_to_seq
}

/// Unread messages and mentions, in the conversation and in the badge.
async fn unread(user: &TestUser<'_>, group: ConversationId) -> (i64, i64) {
    let membership = user.see(group).await.membership.unwrap();
    let mut socket = user.app.socket().await;
    let ready = socket.authenticate(&user.token, None).await;
    let totals = &ready["unread"];
    assert_eq!(totals["messages"], membership.unread_count);
    assert_eq!(totals["mentions"], membership.mention_count);
    (membership.unread_count, membership.mention_count)
}

#[tokio::test]
async fn what_one_hides_is_gone_for_them_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let one = alice.send(group, "one").await;
    let canary = json!({ "text": "canary", "mentions": ["bob"] });
    let canary: Message = alice.say(group, &canary).await.json(201);
    let three = alice.send(group, "three").await;
    assert_eq!(unread(&bob, group).await, (3, 1));

    let hidden = hide(&bob, group, &[&canary, &three]).await;

    assert_eq!(hidden.message_ids.len(), 2);
    assert_eq!(unread(&bob, group).await, (1, 0));
    assert_eq!(bob.see(group).await.last_message.unwrap().id, one.id);
    assert_eq!(bob.texts(group).await, ["one"]);
    bob.get(&path_of(&canary)).await.problem(ErrorCode::NotFound);
    bob.put_empty(&format!("{}/reactions/x", path_of(&canary))).await.problem(ErrorCode::NotFound);
    let edit = json!({ "text": "canary-edit" });
    alice.patch(&path_of(&canary), &edit).await.json::<Message>(200);
    assert!(!json!(bob.entries(group).await).to_string().contains("canary"));
    assert_eq!(bob.entries(group).await.len(), 5);
    assert_eq!(alice.texts(group).await, ["one", "canary-edit", "three"]);
    // Once is enough, and what is not there is left out.
    assert_eq!(hide(&bob, group, &[&canary]).await.message_ids, [canary.id]);
    let other = app.group(&[&alice, &bob]).await;
    assert!(hide(&bob, other, &[&canary]).await.message_ids.is_empty());
    let elsewhere = format!("/v1/conversations/{other}/messages/{}/hide", canary.id);
    bob.post(&elsewhere, &json!({})).await.problem(ErrorCode::NotFound);
    let path = format!("/v1/conversations/{group}/hide");
    for ids in [vec![], vec![one.id; 101]] {
        let body = json!({ "message_ids": ids });
        bob.post(&path, &body).await.problem(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn a_cleared_history_is_empty_and_goes_on() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let one = alice.send(group, "one").await;
    alice.reply(&one, "reply").await;
    let two = json!({ "text": "two", "mention_all": true });
    let two: Message = alice.say(group, &two).await.json(201);
    hide(&bob, group, &[&one]).await;

    assert_eq!(clear(&bob, group, json!({ "up_to_seq": one.seq })).await, one.seq);
    assert_eq!(unread(&bob, group).await, (1, 1));
    assert_eq!(bob.texts(group).await, ["two"]);
    assert_eq!(clear(&bob, group, json!({})).await, two.seq);
    assert_eq!(clear(&bob, group, json!({ "up_to_seq": 1 })).await, two.seq, "only forward");
    assert_eq!(unread(&bob, group).await, (0, 0));
    assert_eq!(bob.see(group).await.last_message, None);
    let list: Value = bob.get("/v1/conversations").await.json(200);
    assert!(!list.to_string().contains("two"));

    alice.reply(&one, "canary").await;
    alice.send(group, "three").await;
    assert_eq!(bob.texts(group).await, ["three"]);
    assert_eq!(unread(&bob, group).await, (1, 0));
    assert!(!json!(bob.entries(group).await).to_string().contains("canary"));
    // It is no receipt: nobody is told.
    let members = alice.see(group).await.members;
    assert_eq!(members.iter().find(|it| it.user_id == bob.id).unwrap().read_seq, Some(1));
    assert_eq!(alice.texts(group).await, ["one", "two", "three"]);
    let bad = json!({ "up_to_seq": -1 });
    let path = format!("/v1/conversations/{group}/clear");
    bob.post(&path, &bad).await.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn hiding_what_a_thread_is_about_hides_the_thread() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (root, other) = (alice.send(group, "root").await, alice.send(group, "other").await);
    for root in [&root, &other] {
        bob.reply(root, "mine").await;
    }
    let unseen = alice.reply(&other, "hidden").await;
    let reply = alice.reply(&root, "canary").await;
    hide(&bob, group, &[&root, &unseen]).await;

    bob.get(&path_of(&reply)).await.problem(ErrorCode::NotFound);
    let threads: Value = bob.get("/v1/threads").await.json(200);
    assert_eq!(threads["data"].as_array().unwrap().len(), 1);
    assert_eq!(threads["data"][0]["unread_count"], 0);
    assert_eq!(alice.read(&root).await.thread.unwrap().reply_count, 2);
}

//! Coming and going reaches live sockets.

use serde_json::{Value, json};
use warbler_testing::TestApp;

#[tokio::test]
async fn who_is_added_hears_what_follows_and_who_is_removed_nothing() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    alice.send(group, "before").await;
    let members = format!("/v1/conversations/{group}/members");
    let body = json!({ "members": [{ "user_id": "bob" }] });
    alice.post(&members, &body).await.json::<Value>(200);
    alice.send(group, "while").await;
    alice.delete(&format!("{members}/bob")).await.json::<Value>(200);
    alice.send(group, "after").await;

    assert_eq!(his.expect("member.added").await["members"][0]["user_id"], "bob");
    assert_eq!(his.expect("message.created").await["text"], "while");
    assert_eq!(his.expect("member.removed").await["user_ids"], json!(["bob"]));
    for kind in
        ["message.created", "member.added", "message.created", "member.removed", "message.created"]
    {
        hers.expect(kind).await;
    }
    his.expect_silence().await;
    let d = json!({ "conversation_id": group });
    assert_eq!(his.refused("typing", d).await, "not_found");
}

#[tokio::test]
async fn a_new_role_and_a_new_name_are_told() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut his = bob.connect().await;
    let path = format!("/v1/conversations/{group}");
    let role = json!({ "role": "admin" });
    alice.patch(&format!("{path}/members/bob"), &role).await.json::<Value>(200);
    let updated = his.expect("member.updated").await;
    assert_eq!((&updated["user_id"], &updated["role"]), (&json!("bob"), &json!("admin")));
    bob.patch(&path, &json!({ "name": "Tea" })).await.json::<Value>(200);
    let updated = his.expect("conversation.updated").await;
    assert_eq!(updated["name"], "Tea");
    assert!(updated.get("membership").is_none(), "it is the same for everybody");
}

#[tokio::test]
async fn nothing_follows_a_deletion() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut his = bob.connect().await;
    alice.delete(&format!("/v1/conversations/{group}")).await.empty(204);
    his.expect("conversation.deleted").await;
    let d = json!({ "conversation_id": group, "text": "hi" });
    assert_eq!(his.refused("message.send", d).await, "not_found");
    his.expect_silence().await;
}

/// An edit shows the message, so it is not for those who may not see the message.
#[tokio::test]
async fn an_edit_is_hidden_from_who_came_after_the_message() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let before = alice.send(group, "secret").await;
    let body = json!({ "members": [{ "user_id": "bob" }] });
    alice.post(&format!("/v1/conversations/{group}/members"), &body).await.json::<Value>(200);
    let mut his = bob.connect().await;
    let path = format!("/v1/conversations/{group}/messages/{}", before.id);
    alice.patch(&path, &json!({ "text": "still secret" })).await.json::<Value>(200);
    assert_eq!(his.expect("hidden").await, json!({}));
}

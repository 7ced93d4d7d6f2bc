//! Above a thousand members, events are for those who subscribe.

use serde_json::{Value, json};
use warbler_protocol::{Conversation, ConversationId};
use warbler_testing::{TestApp, TestUser};

/// A channel of these users and a thousand others.
pub(crate) async fn channel(app: &TestApp, users: &[&TestUser<'_>]) -> ConversationId {
    let body = json!({ "kind": "channel" });
    let channel: Conversation = app.post("/v1/conversations", &body).await.json(201);
    let path = format!("/v1/conversations/{}/members", channel.id);
    let ours: Vec<_> = users.iter().map(|user| json!({ "user_id": user.id })).collect();
    app.post(&path, &json!({ "members": ours })).await.json::<Value>(200);
    for batch in 0..10 {
        let ids = (0..100).map(|n| format!("u{batch}-{n:02}"));
        let made: Vec<_> = ids.clone().map(|id| json!({ "id": id })).collect();
        app.post("/v1/users/batch", &json!({ "users": made })).await.json::<Value>(201);
        let members: Vec<_> = ids.map(|id| json!({ "user_id": id })).collect();
        app.post(&path, &json!({ "members": members })).await.json::<Value>(200);
    }
    channel.id
}

#[tokio::test]
async fn subscribers_hear_everything_and_the_others_that_it_moved_on() {
    let app = TestApp::start().await;
    let (alice, bob, outsider) =
        (app.user("alice").await, app.user("bob").await, app.user("outsider").await);
    let channel = channel(&app, &[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let here = json!({ "conversation_id": channel });
    hers.ask("subscribe", here.clone()).await;
    assert_eq!(outsider.connect().await.refused("subscribe", here.clone()).await, "not_found");

    let sent = bob.send(channel, "hi").await;

    assert_eq!(hers.expect("message.created").await, json!(sent));
    let summary = his.next().await;
    assert_eq!((&summary["t"], &summary["c"]), (&json!("conversation.updated"), &json!(channel)));
    assert!(summary.get("n").is_none() && summary.get("s").is_none());
    assert_eq!(summary["d"]["as_of_seq"], json!(sent.seq));

    hers.ask("unsubscribe", here).await;
    bob.send(channel, "ho").await;
    hers.expect_silence().await;
    his.expect_silence().await;
    assert_eq!(alice.see(channel).await.membership.unwrap().unread_count, 2);
}

#[tokio::test]
async fn who_comes_or_goes_hears_of_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let channel = channel(&app, &[&alice]).await;
    let mut his = bob.connect().await;
    let members = format!("/v1/conversations/{channel}/members");
    let body = json!({ "members": [{ "user_id": "bob" }] });
    app.post(&members, &body).await.json::<Value>(200);
    assert_eq!(his.expect("member.added").await["member_count"], 1002);
    app.delete(&format!("{members}/bob")).await.json::<Value>(200);
    assert_eq!(his.expect("member.removed").await["user_ids"], json!(["bob"]));
    let here = json!({ "conversation_id": channel });
    assert_eq!(his.refused("subscribe", here).await, "not_found");
}

use serde_json::json;
use warbler_testing::TestApp;

#[tokio::test]
async fn two_users_chat() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let conversation = app.conversation("direct", &[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);

    let sent = hers.send(conversation, "hi").await;

    let heard = his.expect("message.created").await;
    assert_eq!(heard, sent);
    assert_eq!(hers.expect("message.created").await, sent);
    let reply = his.ask("message.send", json!({ "to": { "user_id": "alice" }, "text": "hello" }));
    assert_eq!(reply.await["conversation_id"], json!(conversation));
}

//! Messages over the socket about which the app is asked.

use serde_json::{Value, json};
use warbler_testing::{TestApp, TestEndpoint};

/// A slow hook holds up its own messages alone, and these keep their order.
#[tokio::test]
async fn messages_keep_their_order_while_the_app_is_asked() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let server = TestEndpoint::start().await;
    let hook = json!({
        "type": "message.before_create", "url": server.url("/"), "deadline_ms": 500
    });
    app.post("/v1/hooks", &hook).await.json::<Value>(201);
    let mut socket = alice.connect().await;
    // Nobody answers: they go through when the deadline is over.
    let mut commands = Vec::new();
    for text in ["1", "2", "3"] {
        let message = json!({ "conversation_id": group, "client_id": text, "text": text });
        commands.push(socket.begin("message.send", message).await);
    }
    socket.ask("ping", json!({})).await;
    let replies = socket.waiting().iter().filter(|frame| frame["r"].is_number()).count();
    assert_eq!(replies, 0, "the connection did not wait for the hook");
    for command in commands {
        assert_eq!(socket.reply(command).await["ok"], true);
    }
    assert_eq!(alice.texts(group).await, ["1", "2", "3"]);
}

//! Connections end with the tokens that opened them.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::SigningKey;
use warbler_testing::{TestApp, TestSocket};

/// Told first, then hung up on, so that nobody connects again with the same token.
async fn revoked(socket: &mut TestSocket) {
    assert_eq!(socket.expect("auth.revoked").await, json!({ "code": "token_revoked" }));
    assert_eq!(socket.closed().await, 4501);
}

async fn revoke(app: &TestApp, path: &str) {
    // It is answered when the second is over.
    app.advance(Duration::from_millis(999));
    app.post(path, &json!({})).await.json::<Value>(200);
}

#[tokio::test]
async fn a_users_connections_end_on_every_node() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let node = app.another_node().await;
    let (mut here, mut there) = (alice.connect().await, alice.connect_to(&node).await);
    let mut his = bob.connect().await;
    revoke(&app, "/v1/users/alice/revoke_tokens").await;
    revoked(&mut here).await;
    revoked(&mut there).await;
    his.expect_silence().await;

    let mut again = app.socket().await;
    assert_eq!(again.refused("auth", json!({ "token": alice.token })).await, "token_revoked");
    assert_eq!(again.closed().await, 4501);
    let token = app.token("alice", json!({})).await;
    let mut fresh = app.socket().await;
    fresh.authenticate(&token, None).await;
    fresh.ask("ping", json!({})).await;
    fresh.expect_silence().await;
}

#[tokio::test]
async fn all_connections_of_an_app_end_and_no_others() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let stranger = neighbour.user("alice").await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    let mut theirs = stranger.connect().await;
    revoke(&app, "/v1/app/revoke_tokens").await;
    revoked(&mut hers).await;
    revoked(&mut his).await;
    theirs.expect_silence().await;
}

#[tokio::test]
async fn a_node_that_hears_no_bus_finds_out_by_itself() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let node = app.deaf_node().await;
    let (mut hers, mut his) = (alice.connect_to(&node).await, bob.connect_to(&node).await);
    revoke(&app, "/v1/users/alice/revoke_tokens").await;
    revoked(&mut hers).await;
    his.expect_silence().await;
    revoke(&app, "/v1/app/revoke_tokens").await;
    revoked(&mut his).await;
}

#[tokio::test]
async fn connections_end_with_the_key_that_signed_their_tokens() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let node = app.deaf_node().await;
    let (mut here, mut there) = (alice.connect().await, alice.connect_to(&node).await);
    let keys: Vec<SigningKey> = app.get("/v1/signing_keys").await.json(200);
    app.post("/v1/signing_keys", &json!({})).await.json::<Value>(201);
    let token = app.token("alice", json!({})).await;
    // Not where a token of another key has taken over.
    let mut refreshed = alice.connect().await;
    refreshed.ask("auth.refresh", json!({ "token": token })).await;
    app.delete(&format!("/v1/signing_keys/{}", keys[0].id)).await.json::<Value>(200);
    revoked(&mut here).await;
    revoked(&mut there).await;
    refreshed.expect_silence().await;
}

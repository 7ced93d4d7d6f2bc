//! Tokens that are ended before their time.

use super::{accept, claims, refuse, sign, signing_key, with};
use serde_json::json;
use std::time::{Duration, Instant};
use warbler_protocol::{ErrorCode, TokensRevoked};
use warbler_testing::{TestApp, eventually};

/// Ending tokens is answered when the second is over, so tests do it at its end.
async fn revoke(app: &TestApp, path: &str) -> TokensRevoked {
    app.advance(Duration::from_millis(999));
    let revoked: TokensRevoked = app.post(path, &json!({})).await.json(200);
    assert_eq!(revoked.valid_from.0 % 1000, 0);
    assert!(revoked.valid_from > app.now());
    revoked
}

#[tokio::test]
async fn a_users_tokens_end_and_new_ones_count() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let own = sign(&key, &claims(&app));
    accept(&app, &own).await;
    accept(&app, &alice.token).await;

    let TokensRevoked { valid_from } = revoke(&app, "/v1/users/alice/revoke_tokens").await;

    refuse(&app, &alice.token, ErrorCode::TokenRevoked).await;
    refuse(&app, &own, ErrorCode::TokenRevoked).await;
    accept(&app, &bob.token).await;
    accept(&app, &app.token("alice", json!({})).await).await;
    let signed_at = |iat: i64| sign(&key, &with(claims(&app), json!({ "iat": iat })));
    refuse(&app, &signed_at(valid_from.seconds() - 1), ErrorCode::TokenRevoked).await;
    accept(&app, &signed_at(valid_from.seconds())).await;
    app.post("/v1/users/nobody/revoke_tokens", &json!({})).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn all_tokens_of_an_app_end_and_no_others() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let theirs = neighbour.user("alice").await;
    accept(&app, &alice.token).await;

    revoke(&app, "/v1/app/revoke_tokens").await;

    refuse(&app, &alice.token, ErrorCode::TokenRevoked).await;
    refuse(&app, &bob.token, ErrorCode::TokenRevoked).await;
    accept(&neighbour, &theirs.token).await;
    accept(&app, &app.token("bob", json!({})).await).await;
}

/// What another node looked up goes on for seconds, unless it hears of it.
#[tokio::test]
async fn other_nodes_hear_of_it_at_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let node = app.another_node().await;
    let hello = json!({ "text": "hello" });
    for user in [&alice, &bob] {
        assert_eq!(user.say_to(&node, group, &hello).await.status, 201);
    }
    let began = Instant::now();
    revoke(&app, "/v1/users/alice/revoke_tokens").await;
    eventually("the refusal", async || {
        let answer = alice.say_to(&node, group, &hello).await;
        (answer.status == 401).then(|| answer.problem(ErrorCode::TokenRevoked))
    })
    .await;
    revoke(&app, "/v1/app/revoke_tokens").await;
    eventually("the refusal", async || {
        let answer = bob.say_to(&node, group, &hello).await;
        (answer.status == 401).then(|| answer.problem(ErrorCode::TokenRevoked))
    })
    .await;
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

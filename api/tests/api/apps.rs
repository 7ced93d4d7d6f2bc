//! The app itself: its name, its counters and its keys.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{App, CreatedKey, ErrorCode, HourlyCount, Key, KeyScope, SigningKey};
use warbler_testing::TestApp;

#[tokio::test]
async fn an_app_can_be_renamed() {
    let app = TestApp::start().await;
    let renamed: App = app.patch("/v1/app", &json!({ "name": "Chat" })).await.json(200);
    assert_eq!((renamed.id, renamed.name.as_str()), (app.id, "Chat"));
    assert_eq!(app.get("/v1/app").await.json::<App>(200), renamed);
    let same: App = app.patch("/v1/app", &json!({})).await.json(200);
    assert_eq!(same, renamed);
    for name in ["", "a\0b"] {
        let answer = app.patch("/v1/app", &json!({ "name": name })).await;
        answer.problem(ErrorCode::ValidationFailed);
    }
}

async fn count(app: &TestApp, query: &str, counter: &str) -> Vec<i64> {
    let counts: Vec<HourlyCount> = app.get(&format!("/v1/counters{query}")).await.json(200);
    let of_it = counts.into_iter().filter(|count| count.counter == counter);
    of_it.map(|count| count.count).collect()
}

#[tokio::test]
async fn counters_are_exact_by_the_hour_and_app() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let twice = json!({ "client_id": "1", "text": "hi" });
    for _ in 0..2 {
        drop(alice.say(group, &twice).await);
    }
    app.work().await;
    app.advance(Duration::from_secs(3600));
    for n in 0..7 {
        alice.send(group, &n.to_string()).await;
    }
    app.work().await;
    app.work().await;

    assert_eq!(count(&app, "", "message.created").await, [1, 7]);
    assert_eq!(count(&app, "", "conversation.created").await, [1]);
    let from = format!("?from={}", app.now());
    assert_eq!(count(&app, &from, "message.created").await, [7]);
    let to = format!("?to={}", app.now().hour());
    assert_eq!(count(&app, &to, "message.created").await, [1]);
    assert!(count(&neighbour, "", "message.created").await.is_empty());
}

#[tokio::test]
async fn a_key_gives_the_scopes_it_has_and_no_more() {
    let app = TestApp::start().await;
    let scopes = [KeyScope::KeysWrite, KeyScope::UsersRead];
    let key = app.key(&scopes).await;
    let make = async |body: Value| {
        app.call(reqwest::Method::POST, "/v1/keys", Some(&key), Some(&body)).await
    };
    let inherited: CreatedKey = make(json!({ "name": "child" })).await.json(201);
    assert_eq!(inherited.key.scopes, scopes);
    let fewer: CreatedKey =
        make(json!({ "name": "child", "scopes": ["users:read"] })).await.json(201);
    assert_eq!(fewer.key.scopes, [KeyScope::UsersRead]);
    let more = json!({ "name": "child", "scopes": ["users:write"] });
    make(more).await.problem(ErrorCode::Forbidden);
    make(json!({ "name": "child", "scopes": [] })).await.problem(ErrorCode::Forbidden);
    make(json!({ "name": "child", "scopes": ["all"] })).await.problem(ErrorCode::InvalidBody);
    make(json!({ "name": "" })).await.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_and_the_others_go_on() {
    let app = TestApp::start().await;
    let body = json!({ "name": "spare" });
    let spare: CreatedKey = app.post("/v1/keys", &body).await.json(201);
    let ask = async || app.call(reqwest::Method::GET, "/v1/app", Some(&spare.secret), None).await;
    ask().await.json::<App>(200);
    let revoked: Key = app.delete(&format!("/v1/keys/{}", spare.key.id)).await.json(200);
    assert_eq!(revoked.revoked_at, Some(app.now()));
    ask().await.problem(ErrorCode::KeyRevoked);
    app.get("/v1/app").await.json::<App>(200);
    // Whoever guesses at it learns nothing.
    let wrong = format!("{}x", spare.secret);
    let answer = app.call(reqwest::Method::GET, "/v1/app", Some(&wrong), None).await;
    answer.problem(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn secrets_are_shown_once() {
    let app = TestApp::start().await;
    let key: CreatedKey = app.post("/v1/keys", &json!({ "name": "spare" })).await.json(201);
    let signing: Value = app.post("/v1/signing_keys", &json!({})).await.json(201);
    for (path, secret) in [
        // What comes after `sk_` and the id may have an underscore of its own.
        ("/v1/keys", key.secret.splitn(3, '_').nth(2).unwrap()),
        ("/v1/signing_keys", signing["secret"].as_str().unwrap()),
    ] {
        let listed = String::from_utf8(app.get(path).await.body).unwrap();
        assert!(listed.len() > 10 && !listed.contains(secret));
    }
    let listed: Vec<Key> = app.get("/v1/keys").await.json(200);
    assert_eq!(listed.last(), Some(&key.key));
}

#[tokio::test]
async fn without_a_signing_key_nothing_is_minted() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let keys: Vec<SigningKey> = app.get("/v1/signing_keys").await.json(200);
    for key in keys {
        app.delete(&format!("/v1/signing_keys/{}", key.id)).await.json::<SigningKey>(200);
    }
    let path = "/v1/users/alice/tokens";
    app.post(path, &json!({})).await.problem(ErrorCode::Conflict);
}

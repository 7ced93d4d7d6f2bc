//! Requests with an `Idempotency-Key`.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::{
    auth,
    idempotency::{self, Begun},
};
use warbler_protocol::{CreatedKey, ErrorCode, Key, Message};
use warbler_testing::{TestApp, TestResponse};

async fn post(
    app: &TestApp,
    path: &str,
    (credential, key): (&str, &str),
    body: &Value,
) -> TestResponse {
    let bearer = format!("Bearer {credential}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", key),
    ];
    app.raw(Method::POST, path, &headers, body.to_string().into_bytes()).await
}

/// Makes a secret key, as the thing of which two are one too many.
async fn make(app: &TestApp, key: &str, name: &str) -> TestResponse {
    post(app, "/v1/keys", (&app.secret_key, key), &json!({ "name": name })).await
}

async fn count(app: &TestApp, name: &str) -> usize {
    let keys: Vec<Key> = app.get("/v1/keys").await.json(200);
    keys.iter().filter(|key| key.name == name).count()
}

fn replayed(answer: &TestResponse) -> bool {
    answer.headers.get("idempotent-replayed").is_some_and(|value| value == "true")
}

#[tokio::test]
async fn a_repeat_answers_what_the_first_one_answered() {
    let app = TestApp::start().await;
    let first = make(&app, "a", "one").await;
    let again = make(&app, "a", "one").await;
    assert!(!replayed(&first) && replayed(&again));
    assert_eq!(first.json::<CreatedKey>(201), again.json::<CreatedKey>(201));
    assert_eq!(first.headers["content-type"], again.headers["content-type"]);
    assert_ne!(first.headers["x-request-id"], again.headers["x-request-id"]);
    assert_eq!(count(&app, "one").await, 1);

    let other = make(&app, "b", "one").await;
    assert!(!replayed(&other) && other.status == 201);
    assert_eq!(count(&app, "one").await, 2);
}

#[tokio::test]
async fn another_request_with_the_same_key_is_refused() {
    let app = TestApp::start().await;
    assert_eq!(make(&app, "a", "one").await.status, 201);
    make(&app, "a", "two").await.problem(ErrorCode::IdempotencyKeyReused);
    assert_eq!(count(&app, "two").await, 0);
    let users = post(&app, "/v1/users", (&app.secret_key, "a"), &json!({ "id": "alice" })).await;
    assert_eq!(users.status, 201, "keys are of one route");
}

#[tokio::test]
async fn keys_belong_to_who_uses_them() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let second: CreatedKey = make(&app, "a", "second").await.json(201);
    for (app, credential) in [(&app, &second.secret), (&neighbour, &neighbour.secret_key)] {
        let answer = post(app, "/v1/keys", (credential, "a"), &json!({ "name": "second" })).await;
        assert!(!replayed(&answer) && answer.status == 201);
    }
    assert_eq!((count(&app, "second").await, count(&neighbour, "second").await), (2, 1));
    post(&app, "/v1/keys", ("nonsense", "a"), &json!({})).await.problem(ErrorCode::TokenMalformed);
}

#[tokio::test]
async fn refusals_are_kept_too_and_say_which_request_they_answer() {
    let app = TestApp::start().await;
    let first = make(&app, "a", "").await;
    let again = make(&app, "a", "").await;
    assert!(!replayed(&first) && replayed(&again));
    let (first, again) =
        (first.problem(ErrorCode::ValidationFailed), again.problem(ErrorCode::ValidationFailed));
    assert_eq!(first.errors, again.errors);
    assert_ne!(first.request_id, again.request_id);
}

#[tokio::test]
async fn of_many_at_once_one_is_carried_out() {
    let app = TestApp::start().await;
    let answers = join_all((0..8).map(|_| make(&app, "a", "one"))).await;
    let secrets: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status != 409)
        .map(|answer| answer.json::<CreatedKey>(201).secret)
        .collect();
    assert!(!secrets.is_empty() && secrets.iter().all(|secret| *secret == secrets[0]));
    for answer in answers.iter().filter(|answer| answer.status == 409) {
        answer.problem(ErrorCode::IdempotencyKeyInUse);
        assert_eq!(answer.headers["retry-after"], "1");
    }
    assert_eq!(count(&app, "one").await, 1);
}

#[tokio::test]
async fn the_claim_of_a_process_that_died_ends_after_a_minute() {
    let app = TestApp::start().await;
    let ctx = app.context();
    let scope = auth::authenticate(ctx, &app.secret_key, None).await.unwrap();
    let body = json!({ "name": "one" }).to_string();
    let parts = ["POST".as_bytes(), b"/v1/keys", body.as_bytes()];
    let begun = idempotency::begin(ctx, &scope, ("/v1/keys", "a"), &parts).await.unwrap();
    assert!(matches!(begun, Begun::Run(_)));

    app.advance(Duration::from_secs(59));
    let running = make(&app, "a", "one").await;
    assert!(running.problem(ErrorCode::IdempotencyKeyInUse).retryable);
    app.advance(Duration::from_secs(1));
    assert_eq!(make(&app, "a", "one").await.status, 201);
    let Begun::Run(late) = begun else { unreachable!() };
    late.release(ctx).await.unwrap();
    assert!(replayed(&make(&app, "a", "one").await), "who comes late takes nothing away");
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day() {
    let app = TestApp::start().await;
    assert_eq!(make(&app, "a", "one").await.status, 201);
    app.advance(Duration::from_secs(24 * 3600 - 1));
    assert!(replayed(&make(&app, "a", "one").await));
    assert_eq!(idempotency::prune(app.context()).await.unwrap(), 0);
    app.advance(Duration::from_secs(2));
    assert_eq!(idempotency::prune(app.context()).await.unwrap(), 1);
    assert!(!replayed(&make(&app, "a", "one").await));
    assert_eq!(count(&app, "one").await, 2);
}

#[tokio::test]
async fn a_message_takes_its_client_id_from_the_header() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/messages");
    let say = |key: &'static str, text: &'static str| {
        let (app, token, path) = (&app, &alice.token, &path);
        async move { post(app, path, (token, key), &json!({ "text": text })).await }
    };
    let first: Message = say("a", "hi").await.json(201);
    assert_eq!(first.client_id.as_deref(), Some("a"));
    assert_eq!(say("a", "hi").await.json::<Message>(200), first);
    say("a", "other").await.problem(ErrorCode::ClientIdConflict);
    // What is recalled is not told again.
    alice.delete(&format!("{path}/{}", first.id)).await.json::<Message>(200);
    assert_eq!(say("a", "hi").await.json::<Message>(200).text, "");
}

#[tokio::test]
async fn keys_are_short_and_visible() {
    let app = TestApp::start().await;
    for key in ["", "a b", &"k".repeat(256)] {
        make(&app, key, "one").await.problem(ErrorCode::InvalidParameter);
    }
    assert_eq!(make(&app, &"k".repeat(255), "one").await.status, 201);
    let huge = json!({ "name": "x".repeat(2 * 1024 * 1024) });
    let refused = post(&app, "/v1/keys", (&app.secret_key, "b"), &huge).await;
    refused.problem(ErrorCode::BodyTooLarge);
}

//! Keys that a tenant publishes, as they come and go.

use super::{
    accept, claims,
    public_keys::{ed25519, ed25519_jwk, sign},
    refuse,
};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{ErrorCode, SigningAlgorithm, SigningKey};
use warbler_testing::{TestApp, TestEndpoint, eventually};

const MINUTE: Duration = Duration::from_secs(60);

fn publish(endpoint: &TestEndpoint, kids: &[&str]) {
    let mut keys: Vec<_> = kids.iter().map(|kid| ed25519_jwk(kid)).collect();
    keys.push(json!({ "kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "HS256" }));
    let body = json!({ "keys": keys }).to_string();
    endpoint.answer(200, "cache-control: max-age=600\r\n", &body);
}

/// An app whose keys are published at the endpoint.
async fn scene(kids: &[&str]) -> (TestApp, TestEndpoint, SigningKey) {
    let (app, endpoint) = (TestApp::start().await, TestEndpoint::start().await);
    publish(&endpoint, kids);
    let body = json!({ "jwks_url": endpoint.url("/keys") });
    let key: SigningKey = app.post("/v1/signing_keys", &body).await.json(201);
    assert_eq!((key.algorithm, &key.kid), (SigningAlgorithm::Set, &None));
    (app, endpoint, key)
}

fn token(app: &TestApp, kid: &str) -> String {
    let claims = super::with(claims(app), json!({ "exp": app.now().seconds() + 3600 }));
    sign(Algorithm::EdDSA, kid, &ed25519(), &claims)
}

#[tokio::test]
async fn a_set_is_fetched_once_for_all() {
    let (app, endpoint, _) = scene(&["a", "b"]).await;
    let before = endpoint.requests().len();
    let (a, b) = (token(&app, "a"), token(&app, "b"));
    let all = (0..10).map(|at| accept(&app, if at % 2 == 0 { &a } else { &b }));
    futures_util::future::join_all(all).await;
    assert_eq!(endpoint.requests().len(), before + 1);
    let request = endpoint.requests().pop().unwrap().to_lowercase();
    assert!(request.starts_with("get /keys http/1.1\r\n"), "{request}");
}

#[tokio::test]
async fn a_new_key_is_looked_for_and_not_too_often() {
    let (app, endpoint, _) = scene(&["a"]).await;
    accept(&app, &token(&app, "a")).await;
    publish(&endpoint, &["a", "b"]);
    let before = endpoint.requests().len();
    for _ in 0..3 {
        refuse(&app, &token(&app, "b"), ErrorCode::TokenSignature).await;
    }
    assert_eq!(endpoint.requests().len(), before);
    app.advance(Duration::from_secs(30));
    accept(&app, &token(&app, "b")).await;
    assert_eq!(endpoint.requests().len(), before + 1);
    // What is not in the set any more ends when the set is due.
    publish(&endpoint, &["b"]);
    app.advance(11 * MINUTE);
    accept(&app, &token(&app, "b")).await;
    eventually("the end of the old key", async || {
        let answer = app.call(reqwest::Method::GET, "/v1/me", Some(&token(&app, "a")), None).await;
        (answer.status == 401).then_some(())
    })
    .await;
}

#[tokio::test]
async fn while_the_source_is_down_known_keys_go_on_for_a_day() {
    let (app, endpoint, _) = scene(&["a"]).await;
    accept(&app, &token(&app, "a")).await;
    endpoint.answer(500, "", "");
    for _ in 0..3 {
        app.advance(7 * 60 * MINUTE);
        accept(&app, &token(&app, "a")).await;
    }
    app.advance(4 * 60 * MINUTE);
    let answer = app.call(reqwest::Method::GET, "/v1/me", Some(&token(&app, "a")), None).await;
    answer.problem(ErrorCode::KeySetUnavailable);
    publish(&endpoint, &["a"]);
    app.advance(MINUTE);
    accept(&app, &token(&app, "a")).await;
}

/// A source that does not answer holds up nobody whose key is known.
#[tokio::test]
async fn known_keys_wait_for_nobody() {
    let (app, endpoint, _) = scene(&["a"]).await;
    accept(&app, &token(&app, "a")).await;
    endpoint.hang();
    app.advance(11 * MINUTE);
    let before = endpoint.requests().len();
    accept(&app, &token(&app, "a")).await;
    eventually("a request", async || (endpoint.requests().len() > before).then_some(())).await;
    accept(&app, &token(&app, "a")).await;
    assert_eq!(endpoint.requests().len(), before + 1);
}

#[tokio::test]
async fn secrets_in_a_set_are_no_keys() {
    let (app, _endpoint, key) = scene(&["a"]).await;
    let forged =
        sign(Algorithm::HS256, "secret", &EncodingKey::from_secret(b"secret"), &claims(&app));
    refuse(&app, &forged, ErrorCode::TokenSignature).await;
    let token = token(&app, "a");
    accept(&app, &token).await;
    app.delete(&format!("/v1/signing_keys/{}", key.id)).await.json::<Value>(200);
    refuse(&app, &token, ErrorCode::TokenSignature).await;
}

#[tokio::test]
async fn addresses_that_are_not_public_or_give_no_set_are_refused() {
    let (app, endpoint) = (TestApp::start().await, TestEndpoint::start().await);
    let refused = async |url: &str| {
        let answer = app.post("/v1/signing_keys", &json!({ "jwks_url": url })).await;
        let problem = answer.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "/jwks_url");
        problem.errors[0].detail.clone()
    };
    for url in ["", "keys", "https://10.0.0.1/", "https://[::1]/", "https://0xa9fea9fe/", "a\0"] {
        refused(url).await;
    }
    assert_eq!(refused("http://93.184.216.34/").await, "the URL is refused: not https");
    let elsewhere = "location: http://169.254.169.254/\r\n";
    let large = format!("{{\"keys\":[{}]}}", " ".repeat(64 * 1024));
    for (status, headers, body, detail) in [
        (302, elsewhere, "", "the address answered 302"),
        (404, "", "", "the address answered 404"),
        (200, "", "hello", "the answer is no JWK set"),
        (200, "", "{\"keys\":[]}", "the set holds no key that can be used"),
        (200, "", large.as_str(), "the answer is longer than 65536 bytes"),
    ] {
        endpoint.answer(status, headers, body);
        assert_eq!(refused(&endpoint.url("/keys")).await, detail);
    }
}

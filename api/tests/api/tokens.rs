//! User tokens: those that are taken, and every wrong kind with its code.

mod key_sets;
mod permissions;
mod public_keys;
mod revocation;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{CreatedSigningKey, ErrorCode, Token};
use warbler_testing::TestApp;

const DAY: i64 = 24 * 3600;

/// A signing key in the hands of the tenant.
async fn signing_key(app: &TestApp) -> CreatedSigningKey {
    app.post("/v1/signing_keys", &json!({})).await.json(201)
}

/// The claims of a token that is in order.
fn claims(app: &TestApp) -> Value {
    let now = app.now().seconds();
    json!({ "iss": app.id, "sub": "alice", "iat": now, "exp": now + 60 })
}

fn with(mut claims: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn sign_as(algorithm: Algorithm, key: &CreatedSigningKey, claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = Some(key.key.id.to_string());
    let secret = EncodingKey::from_secret(key.secret.as_deref().unwrap().as_bytes());
    jsonwebtoken::encode(&header, claims, &secret).unwrap()
}

fn sign(key: &CreatedSigningKey, claims: &Value) -> String {
    sign_as(Algorithm::HS256, key, claims)
}

async fn accept(app: &TestApp, token: &str) -> Value {
    app.call(reqwest::Method::GET, "/v1/me", Some(token), None).await.json(200)
}

#[track_caller]
fn refuse(app: &TestApp, token: &str, code: ErrorCode) -> impl Future<Output = ()> {
    let (at, token) = (std::panic::Location::caller(), token.to_owned());
    async move {
        let answer = app.call(reqwest::Method::GET, "/v1/me", Some(&token), None).await;
        assert_eq!(answer.any_problem().code, code, "{token} at {at}");
        let challenge = answer.headers.get("www-authenticate");
        assert_eq!(challenge.unwrap(), "Bearer");
    }
}

#[tokio::test]
async fn the_tenant_signs_for_users_and_new_ones_are_made() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    let me = accept(&app, &sign(&key, &claims(&app))).await;
    assert_eq!(me["user"]["id"], "alice");
    assert_eq!(app.get("/v1/users/alice").await.json::<Value>(200), me["user"]);
}

#[tokio::test]
async fn times_are_judged_by_the_servers_clock() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    let token = sign(&key, &claims(&app));
    accept(&app, &token).await;
    app.advance(Duration::from_secs(59));
    accept(&app, &token).await;
    app.advance(Duration::from_secs(1));
    refuse(&app, &token, ErrorCode::TokenExpired).await;

    let now = app.now().seconds();
    for early in
        [json!({ "iat": now + 31, "exp": now + 90 }), json!({ "nbf": now + 31, "exp": now + 90 })]
    {
        let early = sign(&key, &with(claims(&app), early));
        refuse(&app, &early, ErrorCode::TokenNotYetValid).await;
    }
    let a_little = json!({ "iat": now + 30, "nbf": now + 30, "exp": now + 90 });
    accept(&app, &sign(&key, &with(claims(&app), a_little))).await;
}

#[tokio::test]
async fn a_token_lives_for_a_day_at_most() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    let now = app.now().seconds();
    let day = with(claims(&app), json!({ "exp": now + DAY }));
    accept(&app, &sign(&key, &day)).await;
    let longer = with(claims(&app), json!({ "exp": now + DAY + 1 }));
    refuse(&app, &sign(&key, &longer), ErrorCode::TokenMalformed).await;
    let forever = with(claims(&app), json!({ "iat": i64::MIN, "exp": i64::MAX }));
    refuse(&app, &sign(&key, &forever), ErrorCode::TokenMalformed).await;
}

#[tokio::test]
async fn signatures_of_others_are_refused() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let (ours, theirs) = (signing_key(&app).await, signing_key(&neighbour).await);
    let good = claims(&app);
    let mut forged = ours.clone();
    forged.secret = theirs.secret.clone();
    refuse(&app, &sign(&forged, &good), ErrorCode::TokenSignature).await;
    // Their key vouches for users of their app alone.
    refuse(&app, &sign(&theirs, &good), ErrorCode::TokenSignature).await;
    let elsewhere = with(good.clone(), json!({ "iss": neighbour.id }));
    refuse(&app, &sign(&ours, &elsewhere), ErrorCode::TokenSignature).await;
    let nowhere = with(good.clone(), json!({ "iss": "somebody" }));
    refuse(&app, &sign(&ours, &nowhere), ErrorCode::TokenSignature).await;

    let token = sign(&ours, &good);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let other = sign(&ours, &with(good, json!({ "sub": "bob" })));
    let (other, _) = other.rsplit_once('.').unwrap();
    refuse(&app, &format!("{other}.{signature}"), ErrorCode::TokenSignature).await;
    refuse(&app, &format!("{signed}."), ErrorCode::TokenSignature).await;
}

#[tokio::test]
async fn only_the_algorithm_of_the_key_is_taken() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let token = sign_as(algorithm, &key, &claims(&app));
        refuse(&app, &token, ErrorCode::TokenSignature).await;
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for none in ["none", "None", "NONE", ""] {
        let header = json!({ "alg": none, "typ": "JWT", "kid": key.key.id });
        let token = format!("{}.{}.", part(&header), part(&claims(&app)));
        refuse(&app, &token, ErrorCode::TokenMalformed).await;
    }
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let without_kid = format!("{}.{}.AAAA", part(&header), part(&claims(&app)));
    refuse(&app, &without_kid, ErrorCode::TokenSignature).await;
}

#[tokio::test]
async fn what_is_no_token_is_malformed() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    for garbage in ["x", "a.b", "a.b.c", "....", "e30.e30.e30", &"A".repeat(5000)] {
        refuse(&app, garbage, ErrorCode::TokenMalformed).await;
    }
    for missing in ["iss", "sub", "iat", "exp"] {
        let mut claims = claims(&app);
        claims.as_object_mut().unwrap().remove(missing);
        refuse(&app, &sign(&key, &claims), ErrorCode::TokenMalformed).await;
    }
    for bad in [
        json!({ "sub": "no spaces" }),
        json!({ "sub": "" }),
        json!({ "sub": "\0" }),
        json!({ "sub": 7 }),
        json!({ "exp": "soon" }),
        json!({ "exp": 1e300 }),
        // They narrow what the user may do: ignoring them would widen it.
        json!({ "role": "admin" }),
        json!({ "caps": "messages:send" }),
        json!({ "caps": [7] }),
    ] {
        refuse(&app, &sign(&key, &with(claims(&app), bad)), ErrorCode::TokenMalformed).await;
    }
}

#[tokio::test]
async fn a_revoked_key_takes_its_tokens_along() {
    let app = TestApp::start().await;
    let (old, new) = (signing_key(&app).await, signing_key(&app).await);
    let (before, after) = (sign(&old, &claims(&app)), sign(&new, &claims(&app)));
    accept(&app, &before).await;
    let path = format!("/v1/signing_keys/{}", old.key.id);
    app.delete(&path).await.json::<Value>(200);
    refuse(&app, &before, ErrorCode::TokenSignature).await;
    accept(&app, &after).await;
}

#[tokio::test]
async fn the_server_mints_for_those_who_would_rather_not() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let path = "/v1/users/alice/tokens";
    let minted: Token = app.post(path, &json!({ "expires_in": 10 })).await.json(201);
    assert_eq!(minted.expires_at, app.now() + Duration::from_secs(10));
    accept(&app, &minted.token).await;
    app.advance(Duration::from_secs(10));
    refuse(&app, &minted.token, ErrorCode::TokenExpired).await;
    for life in [0, -1, DAY + 1] {
        let body = json!({ "expires_in": life });
        app.post(path, &body).await.problem(ErrorCode::ValidationFailed);
    }
    app.post("/v1/users/nobody/tokens", &json!({})).await.problem(ErrorCode::NotFound);
}

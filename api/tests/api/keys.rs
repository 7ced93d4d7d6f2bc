//! Secret keys: rotated, narrowed, tied to addresses.

use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{App, CreatedKey, ErrorCode, Key, KeyScope};
use warbler_testing::{TestApp, TestResponse};

async fn create(app: &TestApp, body: Value) -> CreatedKey {
    app.post("/v1/keys", &body).await.json(201)
}

async fn ask(app: &TestApp, key: &CreatedKey) -> TestResponse {
    app.call(Method::GET, "/v1/app", Some(&key.secret), None).await
}

/// The same from some address, as a proxy in front tells it.
async fn ask_from(app: &TestApp, key: &CreatedKey, address: &str) -> TestResponse {
    let authorization = format!("Bearer {}", key.secret);
    let headers = [("authorization", authorization.as_str()), ("x-forwarded-for", address)];
    app.raw(Method::GET, "/v1/app", &headers, Vec::new()).await
}

#[tokio::test]
async fn a_rotated_key_goes_on_for_a_while() {
    let app = TestApp::start().await;
    let scopes = [KeyScope::AppRead, KeyScope::UsersRead];
    let limits = json!({ "name": "server", "scopes": scopes, "allowed_ips": ["127.0.0.1"] });
    let old = create(&app, limits).await;
    let path = format!("/v1/keys/{}/rotate", old.key.id);
    let new: CreatedKey = app.post(&path, &json!({ "expires_in_seconds": 60 })).await.json(201);
    assert_eq!((&new.key.name, &new.key.scopes[..]), (&old.key.name, &scopes[..]));
    assert_eq!(new.key.allowed_ips, old.key.allowed_ips);
    assert_ne!(new.key.id, old.key.id);

    ask(&app, &old).await.json::<App>(200);
    ask(&app, &new).await.json::<App>(200);
    let listed: Vec<Key> = app.get("/v1/keys").await.json(200);
    let listed = listed.iter().find(|key| key.id == old.key.id).unwrap();
    assert_eq!(listed.expires_at, Some(app.now() + Duration::from_secs(60)));
    app.advance(Duration::from_secs(60));
    ask(&app, &old).await.problem(ErrorCode::KeyExpired);
    ask(&app, &new).await.json::<App>(200);
    app.post(&path, &json!({})).await.problem(ErrorCode::Conflict);

    let path = format!("/v1/keys/{}/rotate", new.key.id);
    let newest: CreatedKey = app.post(&path, &json!({ "expires_in_seconds": 0 })).await.json(201);
    ask(&app, &new).await.problem(ErrorCode::KeyExpired);
    ask(&app, &newest).await.json::<App>(200);
    for bad in [-1, 2_592_001, i64::MAX] {
        let body = json!({ "expires_in_seconds": bad });
        let path = format!("/v1/keys/{}/rotate", newest.key.id);
        app.post(&path, &body).await.problem(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn a_key_that_ends_is_not_given_more_time() {
    let app = TestApp::start().await;
    let key = create(&app, json!({ "name": "server" })).await;
    let path = format!("/v1/keys/{}/rotate", key.key.id);
    app.post(&path, &json!({ "expires_in_seconds": 60 })).await.json::<CreatedKey>(201);
    app.post(&path, &json!({})).await.json::<CreatedKey>(201);
    app.advance(Duration::from_secs(60));
    ask(&app, &key).await.problem(ErrorCode::KeyExpired);
}

#[tokio::test]
async fn a_key_is_used_from_where_it_may_be() {
    let app = TestApp::start().await;
    let ranges = json!(["203.0.113.0/24", "2001:db8::/32"]);
    let key = create(&app, json!({ "name": "office", "allowed_ips": ranges })).await;
    for inside in ["203.0.113.7", "2001:db8::7", "::ffff:203.0.113.7", "6.6.6.6, 203.0.113.7"] {
        ask_from(&app, &key, inside).await.json::<App>(200);
    }
    for outside in ["203.0.114.1", "2001:db9::1", "203.0.113.7, 6.6.6.6", "nonsense"] {
        ask_from(&app, &key, outside).await.problem(ErrorCode::AddressNotAllowed);
    }
    ask(&app, &key).await.problem(ErrorCode::AddressNotAllowed);
    // Whoever does not have the secret learns nothing of it.
    let mut wrong = key.clone();
    wrong.secret.push('x');
    ask_from(&app, &wrong, "6.6.6.6").await.problem(ErrorCode::Unauthenticated);

    let path = format!("/v1/keys/{}", key.key.id);
    let anywhere: Key = app.patch(&path, &json!({ "allowed_ips": [] })).await.json(200);
    assert!(anywhere.allowed_ips.is_empty());
    ask_from(&app, &key, "6.6.6.6").await.json::<App>(200);
    let many: Vec<_> = (0..51).map(|at| format!("10.0.0.{at}")).collect();
    let many = json!({ "allowed_ips": many });
    app.patch(&path, &many).await.problem(ErrorCode::ValidationFailed);
    for bad in ["10.0.0.0/33", "example.com", "", "10.0.0.1\0"] {
        let bad = json!({ "allowed_ips": [bad] });
        app.patch(&path, &bad).await.problem(ErrorCode::InvalidBody);
    }
}

#[tokio::test]
async fn a_key_only_becomes_narrower() {
    let app = TestApp::start().await;
    let scopes = [KeyScope::AppRead, KeyScope::UsersRead];
    let key = create(&app, json!({ "name": "server", "scopes": scopes })).await;
    let path = format!("/v1/keys/{}", key.key.id);
    let change = async |body: Value| app.patch(&path, &body).await;
    let renamed: Key = change(json!({ "name": "other" })).await.json(200);
    assert_eq!((renamed.name.as_str(), &renamed.scopes[..]), ("other", &scopes[..]));
    change(json!({ "scopes": ["app:read", "app:write"] })).await.problem(ErrorCode::Forbidden);
    change(json!({ "scopes": [] })).await.problem(ErrorCode::Forbidden);
    change(json!({ "name": "a\0" })).await.problem(ErrorCode::ValidationFailed);
    ask(&app, &key).await.json::<App>(200);
    change(json!({ "scopes": ["users:read"] })).await.json::<Key>(200);
    ask(&app, &key).await.problem(ErrorCode::MissingScope);
    change(json!({ "scopes": scopes })).await.problem(ErrorCode::Forbidden);
}

/// Whoever has no other key would be locked out.
#[tokio::test]
async fn a_key_neither_ends_nor_restricts_itself() {
    let app = TestApp::start().await;
    let key = create(&app, json!({ "name": "server" })).await;
    let path = format!("/v1/keys/{}", key.key.id);
    let rotate = format!("{path}/rotate");
    let itself = async |method: Method, path: &str, body: Value| {
        app.call(method, path, Some(&key.secret), Some(&body)).await
    };
    itself(Method::DELETE, &path, json!({})).await.problem(ErrorCode::Conflict);
    for narrower in [json!({ "scopes": ["app:read"] }), json!({ "allowed_ips": ["192.0.2.1"] })] {
        itself(Method::PATCH, &path, narrower).await.problem(ErrorCode::Conflict);
    }
    let soon = json!({ "expires_in_seconds": 3599 });
    itself(Method::POST, &rotate, soon).await.problem(ErrorCode::Conflict);
    itself(Method::PATCH, &path, json!({ "name": "web" })).await.json::<Key>(200);
    itself(Method::POST, &rotate, json!({})).await.json::<CreatedKey>(201);
    let revoked: Key = app.delete(&path).await.json(200);
    assert_eq!(revoked.revoked_at, Some(app.now()));
}

/// Or else a narrow key could make itself a wide one.
#[tokio::test]
async fn a_narrow_key_has_no_say_over_wider_ones() {
    let app = TestApp::start().await;
    let narrow = app.key(&[KeyScope::KeysWrite, KeyScope::UsersRead]).await;
    let wide = create(&app, json!({ "name": "wide" })).await;
    let path = format!("/v1/keys/{}", wide.key.id);
    let body = json!({ "allowed_ips": [] });
    let answer = app.call(Method::PATCH, &path, Some(&narrow), Some(&body)).await;
    answer.problem(ErrorCode::Forbidden);
    let path = format!("{path}/rotate");
    let answer = app.call(Method::POST, &path, Some(&narrow), Some(&json!({}))).await;
    answer.problem(ErrorCode::Forbidden);
}

#[tokio::test]
async fn keys_tell_when_they_were_used() {
    let app = TestApp::start().await;
    let key = create(&app, json!({ "name": "server" })).await;
    assert_eq!(key.key.last_used_at, None);
    let shown = async || {
        app.work().await;
        let listed: Vec<Key> = app.get("/v1/keys").await.json(200);
        let shown = listed.into_iter().find(|it| it.id == key.key.id).unwrap();
        (shown.last_used_at, shown.last_used_ip)
    };
    ask_from(&app, &key, "203.0.113.7").await.json::<App>(200);
    app.advance(Duration::from_secs(60));
    ask_from(&app, &key, "2001:db8::7").await.json::<App>(200);
    let last = (Some(app.now()), Some("2001:db8::7".to_owned()));
    assert_eq!(shown().await, last);
    app.advance(Duration::from_secs(60));
    assert_eq!(shown().await, last);
}

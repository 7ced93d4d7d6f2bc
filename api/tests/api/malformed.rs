//! Whatever comes in, a problem document goes out.

use reqwest::Method;
use serde_json::json;
use warbler_protocol::ErrorCode;
use warbler_testing::{TestApp, TestResponse};

async fn post(app: &TestApp, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> TestResponse {
    let bearer = format!("Bearer {}", app.secret_key);
    let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
    app.raw(Method::POST, path, &headers, body.into()).await
}

#[tokio::test]
async fn bodies() {
    let app = TestApp::start().await;
    for body in ["", "{", "[]", "null", "\"text\"", "{\"id\": 7}", "{\"unknown\": 1}", "\u{0}"] {
        post(&app, "/v1/users", "application/json", body).await.problem(ErrorCode::InvalidBody);
    }
    let not_utf8 = post(&app, "/v1/users", "application/json", b"{\"id\":\"\xff\"}".to_vec()).await;
    not_utf8.problem(ErrorCode::InvalidBody);
    let surrogate = r#"{"id":"a","name":"\ud800"}"#;
    post(&app, "/v1/users", "application/json", surrogate).await.problem(ErrorCode::InvalidBody);
    for array in [r#"{"users": [[]]}"#, r#"{"users": [["a", null, null, null]]}"#] {
        let refused = post(&app, "/v1/users/batch", "application/json", array).await;
        refused.problem(ErrorCode::InvalidBody);
    }
    let deep = "[".repeat(100_000);
    post(&app, "/v1/users", "application/json", deep).await.problem(ErrorCode::InvalidBody);

    let plain = post(&app, "/v1/users", "text/plain", "{}").await;
    plain.problem(ErrorCode::UnsupportedMediaType);
    let huge = format!("{{\"id\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    post(&app, "/v1/users", "application/json", huge).await.problem(ErrorCode::BodyTooLarge);
}

#[tokio::test]
async fn nul_characters_are_refused_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let path = format!("/v1/conversations/{group}/messages");
    for body in [
        json!({ "text": "a\0b" }),
        json!({ "text": "a", "client_id": "\0" }),
        json!({ "text": "a", "mentions": ["\0"] }),
    ] {
        let response = alice.post(&path, &body).await;
        assert!(matches!(response.any_problem().status, 400 | 422), "{body}");
    }
    let name = json!({ "id": "carol", "name": "\0" });
    app.post("/v1/users", &name).await.problem(ErrorCode::ValidationFailed);
    let avatar = json!({ "avatar_url": "https://example.com/\0" });
    app.patch("/v1/users/alice", &avatar).await.problem(ErrorCode::ValidationFailed);
    let key = json!({ "kind": "group", "key": "\0" });
    app.post("/v1/conversations", &key).await.problem(ErrorCode::ValidationFailed);
    // In metadata it is an escape like any other.
    let body = json!({ "text": "fine", "metadata": { "zero": "\0" } });
    alice.post(&path, &body).await.json::<serde_json::Value>(201);
    assert_eq!(bob.texts(group).await, ["fine"]);
}

#[tokio::test]
async fn ids_parameters_and_routes() {
    let app = TestApp::start().await;
    for path in [
        "/v1/conversations/nonsense",
        "/v1/conversations/con_7",
        "/v1/conversations/msg_00000000000000000000000000000000",
        "/v1/conversations/%00",
        "/v1/conversations/%ff%fe",
        "/v1/users/a%20b",
        "/v1/users?limit=0",
        "/v1/users?limit=101",
        "/v1/users?limit=-1",
        "/v1/users?limit=many",
        "/v1/users?unknown=1",
        "/v1/counters?from=yesterday",
    ] {
        app.get(path).await.problem(ErrorCode::InvalidParameter);
    }
    for cursor in ["", "x", "AAAA", "%00", &"A".repeat(5000)] {
        let path = format!("/v1/users?cursor={cursor}");
        app.get(&path).await.problem(ErrorCode::InvalidCursor);
    }
    app.get("/v1/nothing").await.problem(ErrorCode::RouteNotFound);
    let put = app.call(Method::PUT, "/v1/users", Some(&app.secret_key), None).await;
    assert_eq!(put.headers["allow"], "GET, POST");
    put.problem(ErrorCode::MethodNotAllowed);
    // The socket wants an upgrade.
    app.get("/v1/ws").await.any_problem();
}

/// A cursor opens for the list and the app it was made for, and for no other.
#[tokio::test]
async fn cursors_belong_to_their_list_and_app() {
    let app = TestApp::start().await;
    for id in ["a", "b", "c"] {
        app.user(id).await;
    }
    let page: serde_json::Value = app.get("/v1/users?limit=1").await.json(200);
    let cursor = page["next_cursor"].as_str().unwrap();

    let next: serde_json::Value =
        app.get(&format!("/v1/users?limit=1&cursor={cursor}")).await.json(200);
    assert_eq!(next["data"][0]["id"], "b");
    let elsewhere = format!("/v1/conversations?cursor={cursor}");
    app.get(&elsewhere).await.problem(ErrorCode::InvalidCursor);
    let neighbour = app.neighbour().await;
    let theirs = neighbour.get(&format!("/v1/users?cursor={cursor}")).await;
    theirs.problem(ErrorCode::InvalidCursor);
}

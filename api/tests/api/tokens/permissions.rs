//! What tokens are good for: roles, caps, and what the app decides.

use super::{accept, claims, sign, signing_key, with};
use serde_json::{Value, json};
use warbler_protocol::{App, ErrorCode, Permission};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_guest_takes_part_and_makes_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let guest = app.user_with("guest", json!({ "role": "guest" })).await;
    let group = app.group(&[&alice, &guest]).await;
    let path = format!("/v1/conversations/{group}");
    guest.send(group, "hello").await;
    guest.post(&format!("{path}/read"), &json!({})).await.json::<Value>(200);
    guest.get("/v1/users/alice").await.json::<Value>(200);
    guest.get(&format!("{path}/members")).await.problem(ErrorCode::PermissionDenied);
    for body in [
        json!({ "kind": "group" }),
        json!({ "kind": "channel" }),
        json!({ "kind": "direct", "members": [{ "user_id": "alice" }] }),
    ] {
        guest.post("/v1/conversations", &body).await.problem(ErrorCode::PermissionDenied);
    }
    guest.post(&format!("{path}/join"), &json!({})).await.problem(ErrorCode::PermissionDenied);
    guest.delete(&format!("{path}/members/guest")).await.json::<Value>(200);
}

#[tokio::test]
async fn who_only_reads_leaves_no_trace() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let reader = app.user_with("reader", json!({ "role": "readonly" })).await;
    let group = app.group(&[&alice, &reader]).await;
    alice.send(group, "hello").await;
    let path = format!("/v1/conversations/{group}");
    assert_eq!(reader.texts(group).await, ["hello"]);
    reader.get(&format!("{path}/members")).await.json::<Value>(200);
    reader.post("/v1/sync", &json!({})).await.json::<Value>(200);
    for (path, body) in [
        (format!("{path}/messages"), json!({ "text": "hi" })),
        (format!("{path}/read"), json!({})),
        (format!("{path}/typing"), json!({})),
    ] {
        reader.post(&path, &body).await.problem(ErrorCode::PermissionDenied);
    }
}

#[tokio::test]
async fn role_and_caps_only_narrow() {
    let app = TestApp::start().await;
    let key = signing_key(&app).await;
    app.user("alice").await;
    let token = |claim: Value| sign(&key, &with(claims(&app), claim));
    let create = async |token: String| {
        let body = json!({ "kind": "group" });
        app.call(reqwest::Method::POST, "/v1/conversations", Some(&token), Some(&body)).await
    };
    create(token(json!({ "role": "user" }))).await.json::<Value>(201);
    create(token(json!({ "caps": ["conversations:create_group"] }))).await.json::<Value>(201);
    for narrow in [
        json!({ "caps": [] }),
        json!({ "caps": ["conversations:create_channel", "*", "all"] }),
        json!({ "role": "guest", "caps": ["conversations:create_group"] }),
        json!({ "role": "readonly", "caps": Permission::ALL }),
    ] {
        let token = token(narrow.clone());
        assert_eq!(accept(&app, &token).await["user"]["id"], "alice");
        create(token).await.problem(ErrorCode::PermissionDenied);
    }
}

#[tokio::test]
async fn the_app_decides_what_roles_may_do() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let guest = app.user_with("guest", json!({ "role": "guest" })).await;
    let create = json!({ "kind": "group" });
    let before: App = app.get("/v1/app").await.json(200);
    assert_eq!(before.permissions.user, Permission::ALL);
    assert!(!before.permissions.guest.contains(&Permission::ConversationsCreateGroup));
    alice.post("/v1/conversations", &create).await.json::<Value>(201);

    let wide = json!({ "permissions": { "guest": ["conversations:create_group"] } });
    let after: App = app.patch("/v1/app", &wide).await.json(200);
    assert_eq!(after.permissions.guest, [Permission::ConversationsCreateGroup]);
    assert_eq!(after.permissions.readonly, before.permissions.readonly);
    guest.post("/v1/conversations", &create).await.json::<Value>(201);

    // No role may do more than a user, whatever stands in the table.
    let narrow = json!({ "permissions": { "user": ["messages:send"] } });
    let after: App = app.patch("/v1/app", &narrow).await.json(200);
    assert!(after.permissions.guest.is_empty());
    for user in [&alice, &guest] {
        user.post("/v1/conversations", &create).await.problem(ErrorCode::PermissionDenied);
    }
    // The tenant's server is no user.
    app.post("/v1/conversations", &create).await.json::<Value>(201);
    for bad in [json!({ "user": ["everything"] }), json!({ "admin": [] }), json!(["user"])] {
        let bad = json!({ "permissions": bad });
        app.patch("/v1/app", &bad).await.problem(ErrorCode::InvalidBody);
    }
}

//! End users, and what is left of those who were erased.

mod erasure;

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, Page, User};
use warbler_testing::TestApp;

#[tokio::test]
async fn creating_one_that_exists_changes_what_is_given() {
    let app = TestApp::start().await;
    let body = json!({ "id": "alice", "name": "Alice", "metadata": { "plan": "gold" } });
    let created: User = app.post("/v1/users", &body).await.json(201);
    assert_eq!(
        (created.name.as_deref(), &created.metadata["plan"]),
        (Some("Alice"), &json!("gold"))
    );
    let again = json!({ "id": "alice", "avatar_url": "https://example.com/a.png" });
    let again: User = app.post("/v1/users", &again).await.json(201);
    assert_eq!((again.name, again.metadata), (created.name, created.metadata));
    assert_eq!(again.avatar_url.as_deref(), Some("https://example.com/a.png"));
    let unnamed: User = app.post("/v1/users", &json!({})).await.json(201);
    assert!(unnamed.id.as_str().starts_with("usr_"));
}

#[tokio::test]
async fn a_batch_is_made_whole_or_not_at_all() {
    let app = TestApp::start().await;
    for users in [
        json!([]),
        json!([{ "id": "a" }, { "id": "a" }]),
        json!([{ "id": "a" }, { "id": "b", "name": "" }]),
        json!([{ "id": "a" }, { "id": "b", "avatar_url": "no url" }]),
        json!((0..101).map(|n| json!({ "id": format!("u{n}") })).collect::<Vec<_>>()),
    ] {
        let body = json!({ "users": users });
        app.post("/v1/users/batch", &body).await.problem(ErrorCode::ValidationFailed);
    }
    let page: Page<User> = app.get("/v1/users").await.json(200);
    assert!(page.data.is_empty());
    let users: Vec<_> = (0..100).map(|n| json!({ "id": format!("u{n:02}") })).collect();
    let made: Vec<User> = app.post("/v1/users/batch", &json!({ "users": users })).await.json(201);
    assert_eq!(made.len(), 100);
}

#[tokio::test]
async fn the_list_is_paged_by_id() {
    let app = TestApp::start().await;
    for id in ["c", "a", "e", "b", "d"] {
        app.user(id).await;
    }
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Page<User> = app.get(&format!("/v1/users?limit=2{cursor}")).await.json(200);
        ids.extend(page.data.iter().map(|user| user.id.to_string()));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn users_change_themselves_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let body = json!({ "name": "Alice", "metadata": { "a": 1 } });
    let changed: User = alice.patch("/v1/users/alice", &body).await.json(200);
    assert_eq!(changed.name.as_deref(), Some("Alice"));
    bob.patch("/v1/users/alice", &body).await.problem(ErrorCode::Forbidden);
    let seen: User = bob.get("/v1/users/alice").await.json(200);
    assert_eq!(seen, changed);
    let kept: User = app.patch("/v1/users/alice", &json!({ "name": "A." })).await.json(200);
    assert_eq!(kept.metadata, changed.metadata);
}

#[tokio::test]
async fn devices_are_known_from_connecting_and_can_be_forgotten() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    alice.connect().await.close().await;
    let devices: Value = alice.get("/v1/users/alice/devices").await.json(200);
    assert_eq!(devices[0]["id"], "test");
    assert_eq!(devices[0]["last_seen_at"], json!(app.now()));
    alice.delete("/v1/users/alice/devices/test").await.empty(204);
    alice.delete("/v1/users/alice/devices/test").await.problem(ErrorCode::NotFound);
    app.get("/v1/users/nobody/devices").await.problem(ErrorCode::NotFound);
}

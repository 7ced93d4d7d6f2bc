//! Users and conversations by name.

use serde_json::json;
use warbler_core::{jobs, names::FillNames};
use warbler_protocol::{Conversation, ErrorCode, Page, User};
use warbler_testing::{TestApp, TestUser};

async fn name(app: &TestApp, named: &[(&str, &str)]) {
    let users: Vec<_> = named.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    app.post("/v1/users/batch", &json!({ "users": users })).await.json::<Vec<User>>(201);
}

/// What a user finds, by id.
async fn users(user: &TestUser<'_>, query: &str) -> Vec<String> {
    let page: Page<User> = user.get(&format!("/v1/search/users?q={query}")).await.json(200);
    page.data.into_iter().map(|user| user.id.to_string()).collect()
}

/// What a user finds, by name.
async fn conversations(user: &TestUser<'_>, query: &str) -> Vec<String> {
    let path = format!("/v1/search/conversations?q={query}");
    let page: Page<Conversation> = user.get(&path).await.json(200);
    page.data.into_iter().map(|found| found.name.unwrap()).collect()
}

async fn start(user: &TestUser<'_>, name: &str, visibility: &str) -> String {
    let body = json!({ "kind": "group", "name": name, "visibility": visibility });
    let started: Conversation = user.post("/v1/conversations", &body).await.json(201);
    format!("/v1/conversations/{}", started.id)
}

#[tokio::test]
async fn users_are_found_by_any_part_of_their_name_and_the_best_come_first() {
    let app = TestApp::start().await;
    let me = app.user("me").await;
    let named = [
        ("1", "Lee Ann"),
        ("2", "Anna Lee"),
        ("3", "Ann"),
        ("4", "Jean-Luc Pícard"),
        ("5", "王小明"),
        ("6", "Ann Annette"),
        ("7", "O'Brien 3rd"),
    ];
    name(&app, &named).await;
    for (query, found) in [
        ("ann", &["3", "6", "2", "1"][..]),
        ("ann%20annet", &["6"]),
        ("lee%20a", &["1", "2"]),
        ("ANNET", &["6"]),
        ("picard%20jean", &["4"]),
        ("luc-p%C3%8D", &["4"]),
        ("%E5%B0%8F", &["5"]),
        ("%E5%B0%8F%E6%98%8E", &["5"]),
        ("%E7%8E%8B%E6%98%8E", &[]),
        ("obrien", &["7"]),
        ("3", &["7"]),
        ("nn", &[]),
        ("lee%20annx", &[]),
        ("!!", &[]),
        ("", &[]),
        ("%00", &[]),
        ("%25_", &[]),
    ] {
        assert_eq!(users(&me, query).await, found, "{query}");
    }
    let neighbour = app.neighbour().await;
    let page: Page<User> = neighbour.get("/v1/search/users?q=ann").await.json(200);
    assert!(page.data.is_empty());
}

#[tokio::test]
async fn pages_show_each_user_once() {
    let app = TestApp::start().await;
    let named: Vec<_> =
        (0..6).map(|n| (format!("u{n}"), format!("{}Bob {n} Bob", ["", "Al "][n % 2]))).collect();
    let named: Vec<_> = named.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    name(&app, &named).await;
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/search/users?q=bob&limit=2{cursor}");
        let page: Page<User> = app.get(&path).await.json(200);
        ids.extend(page.data.iter().map(|user| user.id.to_string()));
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(ids[..3], ["u0", "u2", "u4"]);
    ids.sort();
    assert_eq!(ids, ["u0", "u1", "u2", "u3", "u4", "u5"]);
    let other = format!("/v1/search/users?q=al{cursor}");
    app.get(&other).await.problem(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn names_are_found_as_they_are_now() {
    let app = TestApp::start().await;
    let (me, bob) = (app.user("me").await, app.user("bob").await);
    name(&app, &[("bob", "Robert Canary"), ("me", "Myself")]).await;
    assert_eq!(users(&me, "robert").await, ["bob"]);

    bob.patch("/v1/users/bob", &json!({ "name": "Bobby Canary" })).await.json::<User>(200);
    assert_eq!(users(&me, "robert").await, [""; 0]);
    assert_eq!(users(&me, "bobby").await, ["bob"]);
    bob.patch("/v1/users/bob", &json!({ "metadata": {} })).await.json::<User>(200);
    assert_eq!(users(&me, "bobby").await, ["bob"]);

    // Whom one has blocked is out of sight; who was blocked is not told so.
    me.put_empty("/v1/blocks/bob").await.json::<serde_json::Value>(200);
    assert_eq!(users(&me, "bobby").await, [""; 0]);
    assert_eq!(users(&bob, "myself").await, ["me"]);

    app.delete("/v1/users/bob").await.empty(204);
    let page: Page<User> = app.get("/v1/search/users?q=bobby").await.json(200);
    assert!(page.data.is_empty());
    app.work().await;
    assert!(!app.dump().await.to_lowercase().contains("canary"));
}

#[tokio::test]
async fn conversations_are_found_by_who_may_see_them() {
    let app = TestApp::start().await;
    let (me, bob) = (app.user("me").await, app.user("bob").await);
    let own = start(&me, "Sailing at night", "private").await;
    start(&bob, "Sailing in secret", "private").await;
    let open = start(&bob, "Night sailing", "public").await;

    assert_eq!(conversations(&me, "sail").await, ["Sailing at night", "Night sailing"]);
    assert_eq!(conversations(&me, "night%20sail").await, ["Night sailing", "Sailing at night"]);
    let page: Page<Conversation> = app.get("/v1/search/conversations?q=sail").await.json(200);
    assert_eq!(page.data.len(), 3);
    let page: Page<Conversation> = me.get("/v1/search/conversations?q=sail").await.json(200);
    let member: Vec<_> = page.data.iter().map(|found| found.membership.is_some()).collect();
    assert_eq!(member, [true, false]);

    bob.patch(&open, &json!({ "visibility": "private" })).await.json::<Conversation>(200);
    me.patch(&own, &json!({ "name": "Rowing" })).await.json::<Conversation>(200);
    assert_eq!(conversations(&me, "sail").await, [""; 0]);
    assert_eq!(conversations(&me, "row").await, ["Rowing"]);
    me.patch(&own, &json!({ "name": null })).await.json::<Conversation>(200);
    assert_eq!(conversations(&me, "row").await, [""; 0]);
    bob.delete(&open).await.empty(204);
    assert_eq!(conversations(&bob, "sail").await, ["Sailing in secret"]);
}

#[tokio::test]
async fn what_is_imported_is_found_by_name() {
    let app = TestApp::start().await;
    let file = [
        json!({ "type": "app", "version": 1 }),
        json!({ "type": "user", "id": "ann", "name": "Ann Ahoy" }),
        json!({ "type": "conversation", "key": "boats", "kind": "group", "name": "Big Boats",
            "members": [{ "user_id": "ann", "role": "owner" }] }),
    ];
    app.import("", &file.map(|line| format!("{line}\n")).concat()).await;
    let page: Page<User> = app.get("/v1/search/users?q=ahoy").await.json(200);
    assert_eq!(page.data[0].id.as_str(), "ann");
    let page: Page<Conversation> = app.get("/v1/search/conversations?q=boa").await.json(200);
    assert_eq!(page.data[0].key.as_deref(), Some("boats"));
}

#[tokio::test]
async fn names_from_before_there_were_rows_are_entered_by_a_job() {
    let app = TestApp::start().await;
    let me = app.user("me").await;
    name(&app, &[("bob", "Robert"), ("ann", "Ann")]).await;
    start(&me, "Sailing", "private").await;
    for table in ["user_names", "conversation_names"] {
        app.execute(&format!("delete from {table}")).await;
    }
    assert_eq!(users(&me, "rob").await, [""; 0]);
    let job: FillNames = serde_json::from_value(json!({ "users_after": "" })).unwrap();
    jobs::enqueue(app.context().db.writer(), app.id, app.now(), &job).await.unwrap();
    app.work().await;
    assert_eq!(users(&me, "rob").await, ["bob"]);
    assert_eq!(conversations(&me, "sail").await, ["Sailing"]);
}

#[tokio::test]
async fn what_nobody_would_type_is_refused() {
    let app = TestApp::start().await;
    for query in [format!("?q={}", "a".repeat(201)), "?q=a&limit=0".into(), "".into()] {
        let path = format!("/v1/search/users{query}");
        app.get(&path).await.problem(ErrorCode::InvalidParameter);
    }
    app.get("/v1/search/users?q=a&cursor=b").await.problem(ErrorCode::InvalidCursor);
    let guest = app.user_with("guest", json!({ "caps": [] })).await;
    guest.get("/v1/search/users?q=a").await.problem(ErrorCode::PermissionDenied);
}

//! Where people talk, and who may find it.

use futures_util::future::join_all;
use serde_json::{Value, json};
use warbler_protocol::{Conversation, ErrorCode, EventKind, Page};
use warbler_testing::{TestApp, TestUser};

#[tokio::test]
async fn a_pair_has_one_direct_conversation_even_if_both_start_it_at_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let with = |id: &str| json!({ "kind": "direct", "members": [{ "user_id": id }] });
    let (with_alice, with_bob) = (with("alice"), with("bob"));
    let starts = (0..10).map(|n| match n % 2 {
        0 => alice.post("/v1/conversations", &with_bob),
        _ => bob.post("/v1/conversations", &with_alice),
    });

    let answers = join_all(starts).await;

    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(created, 1);
    let id = |answer: &warbler_testing::TestResponse| {
        serde_json::from_slice::<Conversation>(&answer.body).unwrap().id
    };
    assert!(answers.iter().all(|answer| id(answer) == id(&answers[0])));
    let page: Page<Conversation> = bob.get("/v1/conversations").await.json(200);
    assert_eq!((page.data.len(), page.data[0].members.len()), (1, 2));
}

#[tokio::test]
async fn a_direct_conversation_has_two_members() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.user("bob").await;
    app.user("carol").await;
    for members in [
        json!([]),
        json!([{ "user_id": "alice" }]),
        json!([{ "user_id": "bob" }, { "user_id": "carol" }]),
        json!([{ "user_id": "nobody" }]),
    ] {
        let body = json!({ "kind": "direct", "members": members });
        alice.post("/v1/conversations", &body).await.problem(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn a_key_names_one_conversation() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let body = json!({ "kind": "group", "key": "order-7" });
    let answers = join_all((0..10).map(|_| alice.post("/v1/conversations", &body))).await;
    let created: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(created.len(), 1);
    let first: Conversation = created[0].json(201);
    assert_eq!(first.key.as_deref(), Some("order-7"));
    let again: Conversation = app.post("/v1/conversations", &body).await.json(200);
    assert_eq!(again.id, first.id);
    bob.post("/v1/conversations", &body).await.problem(ErrorCode::Conflict);

    app.delete(&format!("/v1/conversations/{}", first.id)).await.empty(204);
    let fresh: Conversation = bob.post("/v1/conversations", &body).await.json(201);
    assert_ne!(fresh.id, first.id);
}

#[tokio::test]
async fn keys_belong_to_their_app() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let body = json!({ "kind": "group", "key": "order-7" });
    let ours: Conversation = app.post("/v1/conversations", &body).await.json(201);
    let theirs: Conversation = neighbour.post("/v1/conversations", &body).await.json(201);
    assert_ne!(ours.id, theirs.id);
}

#[tokio::test]
async fn what_changes_is_an_entry_and_what_does_not_is_none() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}");
    let body = json!({ "name": "Tea", "metadata": { "a": 1 } });
    let changed: Conversation = alice.patch(&path, &body).await.json(200);
    assert_eq!((changed.name.as_deref(), changed.as_of_seq), (Some("Tea"), 2));
    for same in [json!({}), body] {
        let unchanged: Conversation = alice.patch(&path, &same).await.json(200);
        assert_eq!(unchanged.as_of_seq, 2);
    }
    let empty = json!({ "name": "" });
    alice.patch(&path, &empty).await.problem(ErrorCode::ValidationFailed);
    let seen = alice.see(group).await;
    assert_eq!((seen.name, seen.metadata), (changed.name, changed.metadata));
    let kinds: Vec<_> = alice.entries(group).await.iter().map(|entry| entry.t).collect();
    assert_eq!(kinds, [EventKind::ConversationCreated, EventKind::ConversationUpdated]);
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_for_everybody() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sent = alice.send(group, "hi").await;
    let path = format!("/v1/conversations/{group}");
    bob.delete(&path).await.problem(ErrorCode::Forbidden);
    alice.delete(&path).await.empty(204);
    for path in [
        path.clone(),
        format!("{path}/messages"),
        format!("{path}/messages/{}", sent.id),
        format!("{path}/entries"),
        format!("{path}/members"),
    ] {
        alice.get(&path).await.problem(ErrorCode::NotFound);
        app.get(&path).await.problem(ErrorCode::NotFound);
    }
    bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::NotFound);
    alice.delete(&path).await.problem(ErrorCode::NotFound);
    let page: Page<Conversation> = bob.get("/v1/conversations").await.json(200);
    assert!(page.data.is_empty());
}

#[tokio::test]
async fn only_the_server_deletes_a_direct_conversation() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    let path = format!("/v1/conversations/{direct}");
    alice.delete(&path).await.problem(ErrorCode::Forbidden);
    app.delete(&path).await.empty(204);
    let again = app.conversation("direct", &[&alice, &bob]).await;
    assert_ne!(again, direct);
}

async fn list(user: &TestUser<'_>) -> Vec<Conversation> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/conversations?limit=2{cursor}");
        let page: Page<Conversation> = user.get(&path).await.json(200);
        found.extend(page.data);
        assert_eq!(page.has_more, page.next_cursor.is_some());
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn the_list_begins_with_the_most_recently_active() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut groups = Vec::new();
    for _ in 0..5 {
        groups.push(app.group(&[&alice, &bob]).await);
    }
    bob.send(groups[1], "hi").await;
    alice
        .post(&format!("/v1/conversations/{}/read", groups[0]), &json!({}))
        .await
        .json::<Value>(200);

    let listed = list(&alice).await;

    let ids: Vec<_> = listed.iter().map(|conversation| conversation.id).collect();
    assert_eq!(ids, [groups[1], groups[4], groups[3], groups[2], groups[0]]);
    assert_eq!(listed[0].last_message.as_ref().unwrap().text, "hi");
    assert_eq!(listed[0].membership.as_ref().unwrap().unread_count, 1);
}

#[tokio::test]
async fn users_make_no_internal_conversations() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let body = json!({ "kind": "internal" });
    alice.post("/v1/conversations", &body).await.problem(ErrorCode::Forbidden);
    app.post("/v1/conversations", &body).await.json::<Value>(201);
}

#[tokio::test]
async fn descriptions_and_avatars_come_and_go() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let body = json!({ "kind": "group", "name": "Tea", "description": "At five" });
    let made: Conversation = alice.post("/v1/conversations", &body).await.json(201);
    let path = format!("/v1/conversations/{}", made.id);
    let avatar = json!({ "avatar_url": "https://example.com/tea.png", "metadata": { "a": 1 } });
    alice.patch(&path, &avatar).await.json::<Conversation>(200);
    let gone = json!({ "description": null, "name": null, "metadata": { "b": 2 } });
    let changed: Conversation = alice.patch(&path, &gone).await.json(200);

    assert_eq!((made.description.as_deref(), changed.description), (Some("At five"), None));
    assert_eq!((changed.name, json!(changed.metadata)), (None, json!({ "b": 2 })));
    assert_eq!(changed.avatar_url.as_deref(), Some("https://example.com/tea.png"));
    for body in [
        json!({ "description": "" }),
        json!({ "description": "a\0" }),
        json!({ "description": "x".repeat(2049) }),
        json!({ "avatar_url": "no address" }),
    ] {
        alice.patch(&path, &body).await.problem(ErrorCode::ValidationFailed);
    }
}

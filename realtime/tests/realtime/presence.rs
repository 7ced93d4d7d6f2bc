//! Who is there, as others may know.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::{Limits, auth, presence};
use warbler_protocol::Presence;
use warbler_testing::{TestApp, TestSocket, TestUser, eventually};

/// Nobody is waited for.
fn impatient() -> Limits {
    Limits { presence_grace: Duration::ZERO, ..TestApp::limits() }
}

/// How users are, of those who may be seen.
async fn subscribe(socket: &mut TestSocket, user_ids: &[&str]) -> Value {
    let answer = socket.ask("subscribe", json!({ "user_ids": user_ids })).await;
    answer["presence"].clone()
}

async fn changed(socket: &mut TestSocket) -> Value {
    socket.expect("presence.changed").await
}

async fn get(reader: &TestUser<'_>, user: &str) -> Value {
    reader.get(&format!("/v1/users/{user}/presence")).await.json(200)
}

#[tokio::test]
async fn who_asked_is_told_how_the_devices_of_a_user_add_up() {
    let app = TestApp::start_with(impatient()).await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    app.group(&[&alice, &bob]).await;
    app.group(&[&bob, &carol]).await;
    let mut hers = alice.connect().await;
    let seen = subscribe(&mut hers, &["bob", "carol", "nobody", "bob"]).await;
    assert_eq!(seen, json!([{ "user_id": "bob", "status": "offline" }]));

    let mut laptop = bob.connect().await;
    assert_eq!(changed(&mut hers).await, json!({ "user_id": "bob", "status": "online" }));
    let away = json!({ "status": "away", "text": "in a meeting" });
    laptop.ask("presence.set", away).await;
    let told = changed(&mut hers).await;
    assert_eq!(told, json!({ "user_id": "bob", "status": "away", "text": "in a meeting" }));
    assert_eq!(get(&alice, "bob").await, told);

    let phone = bob.listen("?device_id=phone").await;
    assert_eq!(changed(&mut hers).await["status"], "online");
    drop(laptop);
    assert_eq!(changed(&mut hers).await, json!({ "user_id": "bob", "status": "online" }));
    drop(phone);
    app.advance(Duration::from_secs(1));
    carol.connect().await;
    hers.expect_silence().await;
}

#[tokio::test]
async fn a_reconnect_is_nobodys_news() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice, &bob]).await;
    let (mut hers, his) = (alice.connect().await, bob.connect().await);
    assert_eq!(subscribe(&mut hers, &["bob"]).await[0]["status"], "online");
    his.close().await;
    let mut his = bob.connect().await;
    his.ask("presence.set", json!({ "status": "away" })).await;
    assert_eq!(changed(&mut hers).await["status"], "away");
}

#[tokio::test]
async fn who_has_left_was_seen_then() {
    let app = TestApp::start_with(impatient()).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice, &bob]).await;
    let (mut hers, his) = (alice.connect().await, bob.connect().await);
    subscribe(&mut hers, &["bob"]).await;
    let left = app.now();
    his.close().await;
    let offline = json!({ "user_id": "bob", "status": "offline", "last_seen_at": left });
    assert_eq!(changed(&mut hers).await, offline);
    app.work().await;
    assert_eq!(get(&alice, "bob").await, offline);
    hers.ask("unsubscribe", json!({ "user_ids": ["bob"] })).await;
    let mut his = bob.connect().await;
    subscribe(&mut his, &["bob"]).await;
    his.ask("presence.set", json!({ "status": "away" })).await;
    assert_eq!(changed(&mut his).await["status"], "away");
    hers.expect_silence().await;
}

#[tokio::test]
async fn who_is_invisible_is_offline_and_was_last_seen_before() {
    let app = TestApp::start_with(impatient()).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice, &bob]).await;
    let (mut hers, mut his) = (alice.connect().await, bob.connect().await);
    subscribe(&mut hers, &["bob"]).await;
    let hidden = app.now();
    his.ask("presence.set", json!({ "status": "invisible" })).await;
    let offline = json!({ "user_id": "bob", "status": "offline", "last_seen_at": hidden });
    assert_eq!(changed(&mut hers).await, offline);

    app.advance(Duration::from_secs(90));
    his.ask("presence.set", json!({ "status": "invisible", "text": "not to be seen" })).await;
    app.work().await;
    assert_eq!(get(&alice, "bob").await, offline);
    assert_eq!(get(&bob, "bob").await["status"], "invisible");
    // Another device does not give them away, nor does its end.
    let mut phone = app.socket().await;
    phone.ask("auth", json!({ "token": bob.token, "device": { "id": "phone" } })).await;
    app.advance(Duration::from_secs(1));
    phone.close().await;
    eventually("the phone's end", async || {
        let devices: Vec<Value> = bob.get("/v1/users/bob/devices").await.json(200);
        devices.iter().any(|device| device["last_seen_at"] == json!(app.now())).then_some(())
    })
    .await;
    his.close().await;

    // Nor does coming back, if it is said at once.
    let mut his = app.socket().await;
    let d = json!({ "token": bob.token, "presence": { "status": "invisible" } });
    his.ask("auth", d).await;
    assert_eq!(get(&bob, "bob").await["status"], "invisible");
    let mut phone = bob.listen("?device_id=phone&presence=away").await;
    phone.expect("ready").await;
    app.work().await;
    assert_eq!(get(&alice, "bob").await, offline);
    hers.expect_silence().await;
}

#[tokio::test]
async fn nodes_know_of_each_other() {
    let app = TestApp::start_with(impatient()).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice, &bob]).await;
    let node = app.another_node().await;
    let mut hers = alice.connect().await;
    assert_eq!(subscribe(&mut hers, &["bob"]).await[0]["status"], "offline");
    let mut his = bob.connect_to(&node).await;
    assert_eq!(changed(&mut hers).await["status"], "online");
    his.ask("presence.set", json!({ "status": "away", "text": "elsewhere" })).await;
    assert_eq!(changed(&mut hers).await["text"], "elsewhere");
    // The same device here, in another tab: what it said last counts.
    let here = bob.connect().await;
    assert_eq!(get(&alice, "bob").await["status"], "away");
    drop(here);
    his.close().await;
    assert_eq!(changed(&mut hers).await["status"], "offline");
}

#[tokio::test]
async fn a_node_that_was_killed_leaves_nobody_online() {
    let lease = Duration::from_millis(600);
    let app = TestApp::start_with(Limits { presence_lease: lease, ..impatient() }).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice, &bob]).await;
    let mut hers = alice.connect().await;
    subscribe(&mut hers, &["bob"]).await;

    // It says who is there once, and then nothing any more.
    let ghost = app.another_process().await;
    let scope = auth::verify(&ghost, &bob.token).await.unwrap().scope;
    let _there = presence::attend(&ghost, &scope, None, None).unwrap();
    presence::Keeper::new(ghost.clone()).round().await;

    assert_eq!(changed(&mut hers).await["status"], "online");
    assert_eq!(changed(&mut hers).await["status"], "offline");
}

#[tokio::test]
async fn who_no_longer_shares_a_conversation_is_no_longer_told() {
    let app = TestApp::start_with(impatient()).await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&bob, &alice]).await;
    app.group(&[&carol, &alice]).await;
    let (mut hers, mut his, mut theirs) =
        (alice.connect().await, bob.connect().await, carol.connect().await);
    let seen = subscribe(&mut hers, &["bob", "carol"]).await;
    assert_eq!(seen.as_array().unwrap().len(), 2);
    bob.delete(&format!("/v1/conversations/{group}/members/alice")).await.json::<Value>(200);
    hers.expect("member.removed").await;
    his.ask("presence.set", json!({ "status": "away" })).await;
    theirs.ask("presence.set", json!({ "status": "away" })).await;
    assert_eq!(changed(&mut hers).await["user_id"], "carol");
    hers.expect_silence().await;
    assert_eq!(subscribe(&mut hers, &["bob"]).await, json!([]));
}

#[tokio::test]
async fn the_members_of_a_conversation_can_be_watched_together() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (mut hers, _his) = (alice.connect().await, bob.connect().await);
    let members = json!({ "conversation_id": group, "presence": true });
    let seen = hers.ask("subscribe", members.clone()).await;
    assert_eq!(seen["presence"], json!([{ "user_id": "bob", "status": "online" }]));
    hers.ask("unsubscribe", members.clone()).await;
    let outsider = app.user("outsider").await;
    assert_eq!(outsider.connect().await.refused("subscribe", members).await, "not_found");
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let mut socket = alice.connect().await;
    let many: Vec<_> = (0..501).map(|n| format!("u{n}")).collect();
    for (command, d, code) in [
        ("subscribe", json!({}), "invalid_body"),
        ("subscribe", json!({ "presence": true }), "invalid_body"),
        ("subscribe", json!({ "conversation_id": group, "user_ids": [] }), "invalid_body"),
        ("subscribe", json!({ "user_ids": ["a b"] }), "invalid_body"),
        ("subscribe", json!({ "user_ids": many }), "limit_reached"),
        ("presence.set", json!({}), "invalid_body"),
        ("presence.set", json!({ "status": "offline" }), "invalid_body"),
        ("presence.set", json!({ "status": "away", "text": "x".repeat(81) }), "validation_failed"),
        ("presence.set", json!({ "status": "away", "text": "\0" }), "validation_failed"),
    ] {
        assert_eq!(socket.refused(command, d.clone()).await, code, "{command} {d}");
    }
    assert_eq!(subscribe(&mut socket, &[]).await, json!([]));
    let text = "名".repeat(80);
    socket.ask("presence.set", json!({ "status": "online", "text": text })).await;
    let mine: Presence = alice.get("/v1/users/alice/presence").await.json(200);
    assert_eq!(mine.text, Some(text));
}

#[tokio::test]
async fn who_is_erased_leaves_no_trace() {
    let app = TestApp::start_with(impatient()).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.group(&[&alice, &bob]).await;
    let mut his = bob.connect().await;
    assert_eq!(get(&alice, "bob").await["status"], "online");
    app.delete("/v1/users/bob").await.empty(204);
    assert_eq!(his.closed().await, 4502);
    eventually("forgetting", async || {
        let answer = alice.get("/v1/users/bob/presence").await;
        (answer.status == 404).then_some(())
    })
    .await;
}

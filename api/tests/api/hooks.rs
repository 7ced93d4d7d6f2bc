//! Hooks that are asked before something happens.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{CreatedHook, ErrorCode, Hook, KeyScope, Message};
use warbler_testing::{TestApp, TestEndpoint, path_of};

/// A hook of the app at an address that answers this.
async fn hook(app: &TestApp, settings: Value, answer: &Value) -> (TestEndpoint, CreatedHook) {
    let server = TestEndpoint::start().await;
    server.answer(200, "", &answer.to_string());
    let mut body = json!({ "type": "message.before_create", "url": server.url("/hook") });
    for (name, value) in settings.as_object().unwrap() {
        body[name] = value.clone();
    }
    let created = app.post("/v1/hooks", &body).await.json(201);
    (server, created)
}

async fn stats(app: &TestApp, created: &CreatedHook) -> warbler_protocol::HookStats {
    app.node.report().await;
    app.get(&format!("/v1/hooks/{}", created.hook.id)).await.json::<Hook>(200).last_hour
}

#[tokio::test]
async fn a_hook_sees_what_is_about_to_be_said_and_lets_it_pass() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (server, created) = hook(&app, json!({}), &json!({ "action": "allow" })).await;
    let body = json!({ "text": "hello", "metadata": { "mood": "fine" } });
    let message: Message = alice.say(group, &body).await.json(201);
    assert_eq!(message.text, "hello");
    let asked = server.received().pop().unwrap();
    assert_eq!(asked.body["type"], "message.before_create");
    assert_eq!(asked.body["conversation"]["id"], group.to_string());
    let proposed = &asked.body["data"]["message"];
    assert_eq!(proposed["id"], message.id.to_string());
    assert_eq!((&proposed["text"], &proposed["sender_id"]), (&json!("hello"), &json!("alice")));
    assert_eq!(proposed["metadata"]["mood"], "fine");
    assert!(super::webhooks::is_signed(&asked, &created.secret));

    // The tenant's own server is not asked about what it says itself, nor about what strangers try.
    let path = format!("/v1/conversations/{group}/messages");
    app.post(&path, &json!({ "text": "from the server" })).await.json::<Message>(201);
    let outsider = app.user("outsider").await;
    outsider.say(group, &json!({ "text": "psst" })).await.problem(ErrorCode::NotFound);
    assert_eq!(server.received().len(), 1);
    let stats = stats(&app, &created).await;
    assert_eq!((stats.calls, stats.failed, stats.rejected), (1, 0, 0));
}

#[tokio::test]
async fn a_hook_may_refuse_and_say_why() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let no = json!({ "action": "reject", "reason": "no swearing" });
    let (_server, created) = hook(&app, json!({}), &no).await;
    let refused = alice.say(group, &json!({ "text": "darn" })).await;
    assert_eq!(refused.problem(ErrorCode::RejectedByHook).detail, "no swearing");
    assert!(alice.texts(group).await.is_empty());
    assert_eq!(stats(&app, &created).await.rejected, 1);
}

#[tokio::test]
async fn a_hook_may_change_it_and_repeats_are_what_they_were() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let change = |text: &str| json!({ "action": "modify", "message": { "text": text } });
    let (server, _created) = hook(&app, json!({}), &change("d**n")).await;
    let body = json!({ "text": "darn", "client_id": "1" });
    let message: Message = alice.say(group, &body).await.json(201);
    assert_eq!(message.text, "d**n");

    server.answer(200, "", &change("something else").to_string());
    let repeat: Message = alice.say(group, &body).await.json(200);
    assert_eq!((repeat.id, repeat.text.as_str()), (message.id, "d**n"));
    server.answer(200, "", &json!({ "action": "reject" }).to_string());
    let repeat: Message = alice.say(group, &body).await.json(200);
    assert_eq!(repeat.text, "d**n");
    let other = json!({ "text": "d**n", "client_id": "1" });
    alice.say(group, &other).await.problem(ErrorCode::ClientIdConflict);
    assert_eq!(server.received().len(), 1, "nobody is asked about a repeat");
    assert_eq!(alice.texts(group).await, ["d**n"]);
}

#[tokio::test]
async fn without_an_answer_the_hook_itself_decides() {
    for (policy, status) in [("allow", 201), ("reject", 503)] {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let group = app.group(&[&alice]).await;
        let settings = json!({ "on_failure": policy, "deadline_ms": 100 });
        let (server, created) = hook(&app, settings, &json!({ "action": "allow" })).await;
        let say = || async { alice.say(group, &json!({ "text": "hello" })).await.status };
        server.answer(500, "", "");
        assert_eq!(say().await, status);
        server.answer(200, "", "nonsense");
        assert_eq!(say().await, status);
        let long = json!({ "action": "modify", "message": { "text": "x".repeat(40_000) } });
        server.answer(200, "", &long.to_string());
        assert_eq!(say().await, status);
        server.hang();
        assert_eq!(say().await, status);
        server.answer(204, "", "");
        assert_eq!(say().await, 201);
        let stats = stats(&app, &created).await;
        assert_eq!((stats.calls, stats.failed), (5, 4));
        assert!(stats.max_ms >= 100 && stats.mean_ms >= 20, "{stats:?}");
    }
}

#[tokio::test]
async fn one_that_keeps_failing_is_left_alone_for_a_while() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (server, created) = hook(&app, json!({}), &json!({ "action": "allow" })).await;
    server.answer(500, "", "");
    for _ in 0..8 {
        alice.send(group, "hello").await;
    }
    assert_eq!(server.received().len(), 5);
    let stats = stats(&app, &created).await;
    assert_eq!((stats.calls, stats.skipped), (5, 3));

    app.advance(Duration::from_secs(30));
    server.answer(200, "", &json!({ "action": "reject" }).to_string());
    alice.say(group, &json!({ "text": "a" })).await.problem(ErrorCode::RejectedByHook);
    alice.say(group, &json!({ "text": "b" })).await.problem(ErrorCode::RejectedByHook);
}

#[tokio::test]
async fn changes_are_asked_about_too() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let change = json!({ "action": "modify", "message": { "text": "tidy" } });
    let settings = json!({ "type": "message.before_update" });
    let (server, _created) = hook(&app, settings, &change).await;
    let message = alice.send(group, "hello").await;
    assert!(server.received().is_empty());
    let path = path_of(&message);
    let changed: Message = alice.patch(&path, &json!({ "text": "untidy" })).await.json(200);
    assert_eq!(changed.text, "tidy");
    server.answer(200, "", &json!({ "action": "reject" }).to_string());
    alice.patch(&path, &json!({ "text": "x" })).await.problem(ErrorCode::RejectedByHook);
    assert_eq!(alice.read(&message).await.text, "tidy");
}

#[tokio::test]
async fn hooks_are_changed_and_removed_everywhere_at_once() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (server, created) = hook(&app, json!({}), &json!({ "action": "reject" })).await;
    let text = json!({ "text": "hello" });
    alice.say(group, &text).await.problem(ErrorCode::RejectedByHook);
    let path = format!("/v1/hooks/{}", created.hook.id);
    let twice = json!({ "type": "message.before_create", "url": server.url("/") });
    app.post("/v1/hooks", &twice).await.problem(ErrorCode::Conflict);

    let off: Hook = app.patch(&path, &json!({ "enabled": false })).await.json(200);
    assert!(!off.enabled);
    alice.say(group, &text).await.json::<Message>(201);
    app.patch(&path, &json!({ "enabled": true })).await.json::<Hook>(200);
    alice.say(group, &text).await.problem(ErrorCode::RejectedByHook);
    app.delete(&path).await.empty(204);
    alice.say(group, &text).await.json::<Message>(201);
    alice.say_to(&other, group, &text).await.json::<Message>(201);
    app.get(&path).await.problem(ErrorCode::NotFound);

    for mut body in [json!({ "deadline_ms": 99 }), json!({ "deadline_ms": 5001 })] {
        body["type"] = json!("message.before_create");
        body["url"] = json!("https://example.com/");
        app.post("/v1/hooks", &body).await.problem(ErrorCode::ValidationFailed);
    }
    let narrow = app.key(&[KeyScope::WebhooksRead]).await;
    let refused = app.call(reqwest::Method::GET, "/v1/hooks", Some(&narrow), None).await;
    assert_eq!(refused.json::<Vec<Hook>>(200), []);
}

//! What was being written.

use serde_json::{Value, json};
use warbler_protocol::{Conversation, ConversationId, Draft, ErrorCode, Page, SyncResponse};
use warbler_testing::{TestApp, TestUser};

fn path(conversation: ConversationId) -> String {
    format!("/v1/conversations/{conversation}/draft")
}

async fn save(user: &TestUser<'_>, conversation: ConversationId, text: &str) -> Draft {
    user.put(&path(conversation), &json!({ "text": text })).await.json(200)
}

#[tokio::test]
async fn a_draft_is_kept_for_its_writer_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    let message = bob.send(group, "how are you?").await;
    alice.get(&path(group)).await.problem(ErrorCode::NotFound);
    let body =
        json!({ "text": "well, canary", "metadata": { "bold": true }, "reply_to": message.id });

    let draft: Draft = alice.put(&path(group), &body).await.json(200);

    assert_eq!((draft.text.as_str(), draft.reply_to), ("well, canary", Some(message.id)));
    assert_eq!(alice.get(&path(group)).await.json::<Draft>(200), draft);
    let page: Page<Conversation> = alice.get("/v1/conversations").await.json(200);
    let drafts: Vec<_> = page.data.into_iter().map(|it| it.membership.unwrap().draft).collect();
    assert_eq!(drafts, [Some(draft), None]);
    bob.get(&path(group)).await.problem(ErrorCode::NotFound);
    let entries = json!(bob.entries(group).await).to_string()
        + &json!(alice.entries(other).await).to_string();
    assert!(!entries.contains("canary"));
    assert!(
        !String::from_utf8(bob.get("/v1/conversations").await.body).unwrap().contains("canary")
    );

    assert_eq!(save(&alice, group, "fine").await.reply_to, None, "the newest replaces all of it");
    alice.delete(&path(group)).await.empty(204);
    alice.get(&path(group)).await.problem(ErrorCode::NotFound);
    alice.delete(&path(group)).await.empty(204);
}

#[tokio::test]
async fn a_message_takes_the_draft_with_it_when_it_says_so() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    save(&alice, group, "hel").await;
    alice.send(group, "something else").await;
    assert_eq!(alice.get(&path(group)).await.json::<Draft>(200).text, "hel");

    let body = json!({ "text": "hello", "client_id": "1", "clear_draft": true });
    alice.say(group, &body).await.json::<Value>(201);
    alice.get(&path(group)).await.problem(ErrorCode::NotFound);

    // A repeat, or a message that is refused, takes nothing.
    save(&alice, group, "next").await;
    alice.say(group, &body).await.json::<Value>(200);
    let other = json!({ "text": "other", "client_id": "1", "clear_draft": true });
    alice.say(group, &other).await.problem(ErrorCode::ClientIdConflict);
    assert_eq!(alice.get(&path(group)).await.json::<Draft>(200).text, "next");
}

#[tokio::test]
async fn what_is_no_draft_is_refused() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    for body in [
        json!({}),
        json!({ "text": "" }),
        json!({ "text": "a\0b" }),
        json!({ "text": "x".repeat(32 * 1024 + 1) }),
        json!({ "text": "x", "metadata": { "x": "x".repeat(16 * 1024) } }),
    ] {
        alice.put(&path(group), &body).await.problem(ErrorCode::ValidationFailed);
    }
    let elsewhere = json!({ "text": "x", "reply_to": "con_1" });
    alice.put(&path(group), &elsewhere).await.problem(ErrorCode::InvalidBody);
    bob.put(&path(group), &json!({ "text": "x" })).await.problem(ErrorCode::NotFound);
    save(&alice, group, &"x".repeat(32 * 1024)).await;
}

/// Whatever the order in which they arrive, the last one that was answered stands.
#[tokio::test]
async fn the_newest_of_many_wins() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let saves = (0..20).map(|n| {
        let alice = &alice;
        async move { save(alice, group, &n.to_string()).await }
    });
    futures_util::future::join_all(saves).await;
    let last = save(&alice, group, "last").await;
    assert_eq!(alice.get(&path(group)).await.json::<Draft>(200), last);
}

#[tokio::test]
async fn own_news_reach_a_device_that_was_away_and_nobody_else() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let sync = async |user: &TestUser<'_>, cursor: &str| -> SyncResponse {
        user.post("/v1/sync", &json!({ "cursor": cursor })).await.json(200)
    };
    let start = alice.post("/v1/sync", &json!({})).await.json::<SyncResponse>(200).cursor;
    save(&alice, group, "hel").await;
    let settings = json!({ "archived": true });
    let membership = format!("/v1/conversations/{group}/membership");
    alice.patch(&membership, &settings).await.json::<Value>(200);

    let told = |response: &SyncResponse| -> Vec<(String, Value)> {
        let events = response.events.iter();
        events.map(|it| (it.t.to_string(), serde_json::from_str(it.d.get()).unwrap())).collect()
    };
    let first = sync(&alice, &start).await;
    let expected_settings = ("membership.updated".to_owned(), settings);
    let events = told(&first);
    assert_eq!(events[0], expected_settings);
    assert_eq!((events[1].0.as_str(), &events[1].1["text"]), ("draft.updated", &json!("hel")));
    assert!(first.events.iter().all(|event| event.n.is_none()));
    assert!(told(&sync(&bob, &start).await).is_empty());

    alice.delete(&path(group)).await.empty(204);
    let second = sync(&alice, &first.cursor).await;
    assert_eq!(told(&second), [("draft.updated".to_owned(), json!({}))]);
    assert!(told(&sync(&alice, &second.cursor).await).is_empty());
}

#[tokio::test]
async fn erasing_a_user_erases_what_was_theirs_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    save(&bob, group, "canary").await;
    let own = json!({ "metadata": { "x": "canary" } });
    bob.patch(&format!("/v1/conversations/{group}/membership"), &own).await.json::<Value>(200);
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    for (user, other) in [(&bob, "alice"), (&alice, "bob")] {
        user.put(&format!("/v1/blocks/{other}"), &json!({})).await.json::<Value>(200);
    }
    let ban = json!({ "kind": "silence", "reason": "canary" });
    app.put("/v1/bans/bob", &ban).await.json::<Value>(200);

    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;

    let dump = app.dump().await;
    assert!(dump.contains("bob") && !dump.contains("canary"), "{dump}");
    let bans: Page<Value> = app.get("/v1/bans").await.json(200);
    assert_eq!((bans.data.len(), &bans.data[0]["user_id"]), (1, &json!("bob")));
    let blocks: Page<Value> = alice.get("/v1/blocks").await.json(200);
    assert!(blocks.data.is_empty());
    alice.send(direct, "into the void").await;
}

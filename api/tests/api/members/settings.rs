//! What is one's own of a conversation, and the list and the badge that follow from it.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{
    Conversation, ConversationId, ErrorCode, MembershipSettings, Page, Receipt, Timestamp,
};
use warbler_testing::{TestApp, TestUser};

async fn set(user: &TestUser<'_>, group: ConversationId, body: Value) -> MembershipSettings {
    user.patch(&format!("/v1/conversations/{group}/membership"), &body).await.json(200)
}

/// The conversations of a list; `query` begins with `?` or is empty.
async fn listed(user: &TestUser<'_>, query: &str) -> Vec<ConversationId> {
    let page: Page<Conversation> = user.get(&format!("/v1/conversations{query}")).await.json(200);
    page.data.into_iter().map(|conversation| conversation.id).collect()
}

async fn unread(user: &TestUser<'_>) -> Value {
    user.get("/v1/me").await.json::<Value>(200)["unread"].take()
}

#[tokio::test]
async fn settings_are_ones_own_and_stay_until_they_change() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;

    set(&alice, group, json!({ "muted_until": "9999-12-31T23:59:59.999Z" })).await;
    let metadata = json!({ "colour": "red" });
    let settings = set(&alice, group, json!({ "pinned": true, "metadata": metadata })).await;

    assert_eq!(settings.muted_until, Some(Timestamp::FOREVER));
    assert!(settings.pinned && !settings.archived);
    assert_eq!(json!(settings.metadata), metadata);
    assert_eq!(alice.see(group).await.membership.unwrap().settings, settings);
    let his = bob.see(group).await.membership.unwrap().settings;
    assert_eq!(his, MembershipSettings::default());
    let settings = set(&alice, group, json!({ "muted_until": null, "metadata": {} })).await;
    assert_eq!((settings.muted_until, settings.metadata.len()), (None, 0));

    let path = format!("/v1/conversations/{group}/membership");
    let long = json!({ "metadata": { "x": "x".repeat(2048) } });
    alice.patch(&path, &long).await.problem(ErrorCode::ValidationFailed);
    let role = json!({ "role": "owner" });
    alice.patch(&path, &role).await.problem(ErrorCode::InvalidBody);
    let never = json!({ "muted_until": "+99999-01-01T00:00:00Z" });
    alice.patch(&path, &never).await.problem(ErrorCode::InvalidBody);
}

#[tokio::test]
async fn a_hidden_conversation_comes_back_with_its_next_message() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    bob.send(group, "hi").await;
    set(&alice, group, json!({ "hidden": true })).await;

    assert!(listed(&alice, "").await.is_empty());
    assert_eq!(listed(&alice, "?filter=hidden").await, [group]);
    assert_eq!(listed(&alice, "?filter=all").await, [group]);
    assert_eq!(unread(&alice).await["messages"], 0);
    bob.patch(&format!("/v1/conversations/{group}/membership"), &json!({ "pinned": true }))
        .await
        .json::<Value>(200);
    alice.post(&format!("/v1/conversations/{group}/read"), &json!({})).await.json::<Receipt>(200);
    assert!(listed(&alice, "").await.is_empty(), "no message");

    bob.send(group, "are you there?").await;

    assert_eq!(listed(&alice, "").await, [group]);
    assert!(listed(&alice, "?filter=hidden").await.is_empty());
    assert_eq!(unread(&alice).await["messages"], 1);
}

#[tokio::test]
async fn the_archive_keeps_what_is_in_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (kept, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    set(&alice, kept, json!({ "archived": true })).await;
    let mention = json!({ "text": "hi", "mentions": ["alice"] });
    bob.say(kept, &mention).await.json::<Value>(201);

    assert_eq!(listed(&alice, "").await, [other]);
    assert_eq!(listed(&alice, "?filter=archived").await, [kept]);
    let expected = json!({
        "conversations": 0, "messages": 0, "mentions": 0,
        "quiet": { "conversations": 1, "messages": 1, "mentions": 1 },
    });
    assert_eq!(unread(&alice).await, expected);
    set(&alice, kept, json!({ "archived": false })).await;
    assert_eq!(listed(&alice, "").await, [kept, other]);
}

#[tokio::test]
async fn what_is_muted_counts_apart_until_that_is_over() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (loud, muted) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    let until = app.now() + Duration::from_secs(60);
    set(&alice, muted, json!({ "muted_until": until })).await;
    bob.send(loud, "1").await;
    bob.send(muted, "2").await;
    bob.send(muted, "3").await;

    let counts = unread(&alice).await;
    assert_eq!((&counts["messages"], &counts["quiet"]["messages"]), (&json!(1), &json!(2)));
    assert_eq!(listed(&alice, "").await, [muted, loud], "it is muted, not gone");
    app.advance(Duration::from_secs(60));
    let counts = unread(&alice).await;
    assert_eq!((&counts["messages"], &counts["quiet"]), (&json!(3), &Value::Null));
}

#[tokio::test]
async fn pinned_ones_come_first_and_pages_fit_together() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut groups = Vec::new();
    for _ in 0..6 {
        groups.push(app.group(&[&alice, &bob]).await);
    }
    for at in [0, 3] {
        set(&alice, groups[at], json!({ "pinned": true })).await;
    }
    let expected = [3, 0, 5, 4, 2, 1].map(|at: usize| groups[at]);
    for limit in 1..7 {
        let mut found = Vec::new();
        let mut path = format!("/v1/conversations?limit={limit}");
        loop {
            let page: Page<Conversation> = alice.get(&path).await.json(200);
            found.extend(page.data.iter().map(|conversation| conversation.id));
            let Some(cursor) = page.next_cursor else { break };
            path = format!("/v1/conversations?limit={limit}&cursor={cursor}");
        }
        assert_eq!(found, expected, "in pages of {limit}");
    }
    assert_eq!(listed(&alice, "?filter=pinned").await, [groups[3], groups[0]]);
    assert_eq!(listed(&bob, "").await.first(), Some(&groups[5]));
}

#[tokio::test]
async fn lists_are_filtered_by_what_is_unread_and_by_kind() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (quiet, loud) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    let reminded = app.conversation("channel", &[&alice]).await;
    bob.send(loud, "hi").await;
    let path = format!("/v1/conversations/{reminded}/unread");
    alice.post(&path, &json!({})).await.json::<Value>(200);

    assert_eq!(listed(&alice, "?filter=unread").await, [loud, reminded]);
    assert_eq!(listed(&alice, "?kind=channel").await, [reminded]);
    assert_eq!(listed(&alice, "?kind=group&filter=unread").await, [loud]);
    assert_eq!(listed(&bob, "?kind=group").await, [loud, quiet]);
    let all: Page<Value> = app.get("/v1/conversations?kind=channel").await.json(200);
    assert_eq!(all.data.len(), 1);
    app.get("/v1/conversations?filter=unread").await.problem(ErrorCode::InvalidParameter);
    alice.get("/v1/conversations?filter=best").await.problem(ErrorCode::InvalidParameter);
    let page: Value = alice.get("/v1/conversations?limit=1").await.json(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let elsewhere = format!("/v1/conversations?filter=unread&cursor={cursor}");
    alice.get(&elsewhere).await.problem(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn a_hundred_conversations_may_be_pinned() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let mut last = app.group(&[&alice]).await;
    for _ in 0..100 {
        set(&alice, last, json!({ "pinned": true })).await;
        last = app.group(&[&alice]).await;
    }
    let path = format!("/v1/conversations/{last}/membership");
    let pin = json!({ "pinned": true });
    alice.patch(&path, &pin).await.problem(ErrorCode::LimitReached);
}

#[tokio::test]
async fn who_comes_again_starts_afresh() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    set(&bob, group, json!({ "archived": true, "pinned": true, "metadata": { "a": 1 } })).await;
    let draft = format!("/v1/conversations/{group}/draft");
    bob.put(&draft, &json!({ "text": "well" })).await.json::<Value>(200);
    super::leave(&bob, group).await;
    super::add(&app, group, "bob", "member").await;
    let membership = bob.see(group).await.membership.unwrap();
    assert_eq!((membership.settings, membership.draft), (MembershipSettings::default(), None));
}

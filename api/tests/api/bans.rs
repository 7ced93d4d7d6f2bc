//! Keeping people out, or from sending.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{Ban, BanKind, ConversationId, ErrorCode, Page, Timestamp};
use warbler_testing::{TestApp, TestUser};

fn ban(conversation: ConversationId, id: &str) -> String {
    format!("/v1/conversations/{conversation}/bans/{id}")
}

async fn public(app: &TestApp, owner: &TestUser<'_>) -> ConversationId {
    let group = app.group(&[owner]).await;
    let public = json!({ "visibility": "public" });
    app.patch(&format!("/v1/conversations/{group}"), &public).await.json::<Value>(200);
    group
}

async fn join(user: &TestUser<'_>, group: ConversationId) -> warbler_testing::TestResponse {
    user.post(&format!("/v1/conversations/{group}/join"), &json!({})).await
}

#[tokio::test]
async fn who_is_banned_is_out_and_stays_out_until_the_ban_is_over() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = public(&app, &alice).await;
    join(&bob, group).await.json::<Value>(200);
    let until = app.now() + Duration::from_secs(3600);

    let body = json!({ "reason": "rude", "until": until });
    let made: Ban = alice.put(&ban(group, "bob"), &body).await.json(200);

    assert_eq!((made.kind, made.until, made.by), (BanKind::Ban, until, Some(alice.id.clone())));
    bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::NotFound);
    let refused = join(&bob, group).await.problem(ErrorCode::Banned);
    assert_eq!(refused.until, Some(until));
    let list: Page<Ban> = alice.get(&format!("/v1/conversations/{group}/bans")).await.json(200);
    assert_eq!((list.data.len(), list.data[0].reason.as_deref()), (1, Some("rude")));

    app.advance(Duration::from_secs(3600));
    let list: Page<Ban> = alice.get(&format!("/v1/conversations/{group}/bans")).await.json(200);
    assert!(list.data.is_empty());
    join(&bob, group).await.json::<Value>(200);
}

#[tokio::test]
async fn lifting_a_ban_or_being_added_by_an_admin_ends_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = public(&app, &alice).await;
    let made: Ban = alice.put(&ban(group, "bob"), &json!({})).await.json(200);
    assert_eq!(made.until, Timestamp::FOREVER);
    join(&bob, group).await.problem(ErrorCode::Banned);
    alice.delete(&ban(group, "bob")).await.empty(204);
    alice.delete(&ban(group, "bob")).await.empty(204);
    join(&bob, group).await.json::<Value>(200);

    alice.put(&ban(group, "bob"), &json!({})).await.json::<Ban>(200);
    let members = format!("/v1/conversations/{group}/members");
    let add = json!({ "members": [{ "user_id": "bob" }] });
    let added: Value = alice.post(&members, &add).await.json(200);
    assert_eq!(added["member_count"], 2);
    let list: Page<Ban> = alice.get(&format!("/v1/conversations/{group}/bans")).await.json(200);
    assert!(list.data.is_empty());
}

#[tokio::test]
async fn moderators_ban_lower_roles_and_nobody_else() {
    let app = TestApp::start().await;
    let names = ["owner", "admin", "moderator", "other", "member"];
    let mut users = Vec::new();
    for name in names {
        users.push(app.user(name).await);
    }
    let group = app.group(&[&users[0]]).await;
    for (id, role) in [
        ("admin", "admin"),
        ("moderator", "moderator"),
        ("other", "moderator"),
        ("member", "member"),
    ] {
        let body = json!({ "members": [{ "user_id": id, "role": role }] });
        app.post(&format!("/v1/conversations/{group}/members"), &body).await.json::<Value>(200);
    }
    let silence = json!({ "kind": "silence" });
    let rank = [3, 2, 1, 1, 0];
    for (at, user) in users.iter().enumerate() {
        for (target, name) in names.iter().enumerate() {
            let answer = user.put(&ban(group, name), &silence).await;
            match rank[at] >= 1 && rank[at] > rank[target] {
                true => drop(answer.json::<Ban>(200)),
                false => drop(answer.problem(ErrorCode::Forbidden)),
            }
        }
    }
    // Somebody who is not there yet may be banned before they come.
    app.user("stranger").await;
    users[2].put(&ban(group, "stranger"), &json!({})).await.json::<Ban>(200);
    users[2].put(&ban(group, "nobody"), &json!({})).await.problem(ErrorCode::NotFound);
    let direct = app.conversation("direct", &[&users[0], &users[1]]).await;
    app.put(&ban(direct, "admin"), &json!({})).await.problem(ErrorCode::Conflict);
}

#[tokio::test]
async fn who_is_silenced_reads_and_does_not_send() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = public(&app, &alice).await;
    join(&bob, group).await.json::<Value>(200);
    let mine = bob.send(group, "before").await;
    let until = app.now() + Duration::from_secs(60);
    let silence = json!({ "kind": "silence", "until": until });
    alice.put(&ban(group, "bob"), &silence).await.json::<Ban>(200);

    let refused = bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::Silenced);
    assert_eq!(refused.until, Some(until));
    let edit = format!("/v1/conversations/{group}/messages/{}", mine.id);
    bob.patch(&edit, &json!({ "text": "loophole" })).await.problem(ErrorCode::Silenced);
    assert_eq!(bob.texts(group).await, ["before"]);
    assert_eq!(bob.see(group).await.membership.unwrap().settings.silenced_until, Some(until));
    // To leave and come back does not help.
    bob.delete(&format!("/v1/conversations/{group}/members/bob")).await.json::<Value>(200);
    join(&bob, group).await.json::<Value>(200);
    bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::Silenced);

    app.advance(Duration::from_secs(60));
    bob.send(group, "after").await;
}

#[tokio::test]
async fn a_silence_in_the_app_holds_everywhere_and_leaves_others_be() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (old, local) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    let hi = json!({ "text": "hi" });
    let silence = json!({ "kind": "silence" });
    alice.put(&ban(local, "bob"), &silence).await.json::<Ban>(200);
    app.put("/v1/bans/bob", &silence).await.json::<Ban>(200);
    let new = app.group(&[&alice, &bob]).await;
    for group in [old, local, new] {
        bob.say(group, &hi).await.problem(ErrorCode::Silenced);
        alice.send(group, "hi").await;
    }
    app.delete("/v1/bans/bob").await.empty(204);
    bob.send(old, "hi").await;
    bob.send(new, "hi").await;
    bob.say(local, &hi).await.problem(ErrorCode::Silenced);
    alice.delete(&ban(local, "bob")).await.empty(204);
    bob.send(local, "hi").await;
}

#[tokio::test]
async fn who_is_banned_from_the_app_does_nothing_in_it_until_the_ban_is_over() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let neighbour = app.neighbour().await;
    let namesake = neighbour.user("bob").await;
    let until = app.now() + Duration::from_secs(60);

    app.put("/v1/bans/bob", &json!({ "reason": "spam", "until": until })).await.json::<Ban>(200);

    assert_eq!(bob.get("/v1/me").await.problem(ErrorCode::Banned).until, Some(until));
    bob.say(group, &json!({ "text": "hi" })).await.problem(ErrorCode::Banned);
    namesake.get("/v1/me").await.json::<Value>(200);
    let list: Page<Ban> = app.get("/v1/bans").await.json(200);
    assert_eq!((list.data[0].user_id.as_str(), list.data[0].by.as_ref()), ("bob", None));
    assert_eq!(alice.see(group).await.member_count, 2, "they stay a member");
    app.advance(Duration::from_secs(60));
    bob.send(group, "back").await;

    app.put("/v1/bans/bob", &json!({})).await.json::<Ban>(200);
    bob.get("/v1/me").await.problem(ErrorCode::Banned);
    app.delete("/v1/bans/bob").await.empty(204);
    bob.get("/v1/me").await.json::<Value>(200);
    app.put("/v1/bans/nobody", &json!({})).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_no_ban_is_refused() {
    let app = TestApp::start().await;
    app.user("bob").await;
    for body in [
        json!({ "until": app.now() }),
        json!({ "reason": "" }),
        json!({ "reason": "\0" }),
        json!({ "reason": "x".repeat(513) }),
    ] {
        app.put("/v1/bans/bob", &body).await.problem(ErrorCode::ValidationFailed);
    }
    for body in [json!({ "kind": "exile" }), json!({ "until": 7 }), json!({ "until": "tomorrow" })]
    {
        app.put("/v1/bans/bob", &body).await.problem(ErrorCode::InvalidBody);
    }
}

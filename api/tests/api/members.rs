//! Coming, going, and what one sees of the time in between.

mod ownership;
mod roles;
mod settings;
mod visibility;

use serde_json::{Value, json};
use warbler_protocol::{
    Conversation, ConversationId, ErrorCode, EventKind, Member, MembersAdded, MembersRemoved, Page,
};
use warbler_testing::{TestApp, TestUser};

/// The tenant's server makes somebody a member.
async fn add(app: &TestApp, group: ConversationId, id: &str, role: &str) {
    let body = json!({ "members": [{ "user_id": id, "role": role }] });
    let path = format!("/v1/conversations/{group}/members");
    app.post(&path, &body).await.json::<MembersAdded>(200);
}

async fn leave(user: &TestUser<'_>, group: ConversationId) {
    let path = format!("/v1/conversations/{group}/members/{}", user.id);
    user.delete(&path).await.json::<MembersRemoved>(200);
}

#[tokio::test]
async fn a_batch_of_members_is_one_entry_and_who_is_there_stays() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for id in ["bob", "carol"] {
        app.user(id).await;
    }
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/members");
    let body = json!({ "members": [
        { "user_id": "alice", "role": "guest" },
        { "user_id": "bob" },
        { "user_id": "carol", "role": "admin" },
        { "user_id": "bob", "role": "admin" },
    ] });

    let added: MembersAdded = alice.post(&path, &body).await.json(200);

    assert_eq!((added.members.len(), added.member_count), (2, 3));
    let again: MembersAdded = alice.post(&path, &body).await.json(200);
    assert!(again.members.is_empty());
    let page: Page<Member> = alice.get(&path).await.json(200);
    let roles: Vec<_> = page.data.iter().map(|it| (it.user_id.as_str(), json!(it.role))).collect();
    let expected = [("alice", json!("owner")), ("bob", json!("member")), ("carol", json!("admin"))];
    assert_eq!(roles, expected);
    let kinds: Vec<_> = alice.entries(group).await.iter().map(|entry| entry.t).collect();
    assert_eq!(kinds, [EventKind::ConversationCreated, EventKind::MemberAdded]);
    assert_eq!(alice.see(group).await.member_count, 3);
}

#[tokio::test]
async fn strangers_cannot_be_members() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/members");
    let body = json!({ "members": [{ "user_id": "nobody" }] });
    alice.post(&path, &body).await.problem(ErrorCode::ValidationFailed);
    alice.post(&path, &json!({ "members": [] })).await.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn a_direct_conversation_keeps_its_two_members() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.user("carol").await;
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    let path = format!("/v1/conversations/{direct}/members");
    let body = json!({ "members": [{ "user_id": "carol" }] });
    app.post(&path, &body).await.problem(ErrorCode::Conflict);
    alice.delete(&format!("{path}/alice")).await.problem(ErrorCode::Conflict);
    let role = json!({ "role": "owner" });
    alice.patch(&format!("{path}/alice"), &role).await.problem(ErrorCode::Forbidden);
}

#[tokio::test]
async fn anybody_joins_what_is_public_and_nobody_what_is_not() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let body = json!({ "kind": "channel", "visibility": "public" });
    let channel: Conversation = alice.post("/v1/conversations", &body).await.json(201);
    let path = format!("/v1/conversations/{}", channel.id);
    let join = format!("{path}/join");
    alice.send(channel.id, "before").await;

    let seen = bob.see(channel.id).await;
    assert!(seen.membership.is_none() && seen.last_message.is_none() && seen.members.is_empty());
    bob.get(&format!("{path}/messages")).await.problem(ErrorCode::NotFound);
    let joined: MembersAdded = bob.post(&join, &json!({})).await.json(200);
    assert_eq!((joined.members[0].user_id.clone(), joined.member_count), (bob.id.clone(), 2));
    assert_eq!(bob.texts(channel.id).await, ["before"]);
    assert!(bob.post(&join, &json!({})).await.json::<MembersAdded>(200).members.is_empty());

    leave(&bob, channel.id).await;
    alice.patch(&path, &json!({ "visibility": "private" })).await.json::<Value>(200);
    bob.get(&path).await.problem(ErrorCode::NotFound);
    bob.post(&join, &json!({})).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_group_takes_a_thousand_members() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/members");
    for batch in 0..10 {
        let ids = (0..100).map(|n| format!("u{batch}-{n:02}"));
        let users: Vec<_> = ids.clone().map(|id| json!({ "id": id })).collect();
        app.post("/v1/users/batch", &json!({ "users": users })).await.json::<Value>(201);
        let spare = usize::from(batch == 9);
        let members: Vec<_> = ids.skip(spare).map(|id| json!({ "user_id": id })).collect();
        app.post(&path, &json!({ "members": members })).await.json::<Value>(200);
    }
    assert_eq!(alice.see(group).await.member_count, 1000);
    let one_more = json!({ "members": [{ "user_id": "u9-00" }] });
    app.post(&path, &one_more).await.problem(ErrorCode::LimitReached);
    let first: Page<Member> = alice.get(&format!("{path}?limit=100")).await.json(200);
    let next = format!("{path}?limit=100&cursor={}", first.next_cursor.unwrap());
    let second: Page<Member> = alice.get(&next).await.json(200);
    assert_eq!((first.data.len(), second.data.len()), (100, 100));
    assert!(first.data[99].user_id < second.data[0].user_id);
}

//! Whose conversation it is.

use super::{add, leave};
use serde_json::{Value, json};
use warbler_protocol::{ConversationId, ErrorCode, EventKind, Member, Role};
use warbler_testing::{TestApp, TestUser};

/// The roles of all members, as somebody sees them.
async fn roles(user: &TestUser<'_>, group: ConversationId) -> Vec<(String, Role)> {
    let members = user.see(group).await.members;
    let mut roles: Vec<_> = members.iter().map(|it| (it.user_id.to_string(), it.role)).collect();
    roles.sort();
    roles
}

#[tokio::test]
async fn an_owner_hands_over_and_becomes_an_admin() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let path = format!("/v1/conversations/{group}/transfer");
    let to_bob = json!({ "user_id": "bob" });
    bob.post(&path, &to_bob).await.problem(ErrorCode::Forbidden);

    let owner: Member = alice.post(&path, &to_bob).await.json(200);

    assert_eq!((owner.user_id, owner.role), (bob.id.clone(), Role::Owner));
    let expected = [("alice".to_owned(), Role::Admin), ("bob".to_owned(), Role::Owner)];
    assert_eq!(roles(&alice, group).await, expected);
    let entries = alice.entries(group).await;
    let changes = entries.iter().filter(|entry| entry.t == EventKind::MemberUpdated).count();
    assert_eq!(changes, 2);
    alice.post(&path, &to_bob).await.problem(ErrorCode::Forbidden);
    app.post(&path, &json!({ "user_id": "alice" })).await.json::<Member>(200);
    let expected = [("alice".to_owned(), Role::Owner), ("bob".to_owned(), Role::Admin)];
    assert_eq!(roles(&alice, group).await, expected);
}

#[tokio::test]
async fn only_a_member_can_take_a_conversation_over() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let path = format!("/v1/conversations/{group}/transfer");
    alice.post(&path, &json!({ "user_id": "bob" })).await.problem(ErrorCode::NotFound);
    let nobody = json!({ "user_id": "nobody" });
    alice.post(&path, &nobody).await.problem(ErrorCode::ValidationFailed);
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    let path = format!("/v1/conversations/{direct}/transfer");
    let to_bob = json!({ "user_id": "bob" });
    app.post(&path, &to_bob).await.problem(ErrorCode::Conflict);
    alice.post(&path, &to_bob).await.problem(ErrorCode::Forbidden);
}

#[tokio::test]
async fn where_the_owner_leaves_the_next_in_rank_and_time_becomes_owner() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let mut users = Vec::new();
    // By the time they came, and not by their names.
    for (id, role) in
        [("zoe", "member"), ("yan", "moderator"), ("xia", "moderator"), ("bob", "guest")]
    {
        users.push(app.user(id).await);
        add(&app, group, id, role).await;
    }
    let [zoe, yan, xia, bob] = &*users else { panic!() };

    leave(&alice, group).await;

    let owner = async |user: &TestUser<'_>| {
        let roles = roles(user, group).await;
        let owners = roles.into_iter().filter(|(_, role)| *role == Role::Owner);
        owners.map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(owner(bob).await, ["yan"]);
    let kinds: Vec<_> = bob.entries(group).await.iter().map(|entry| entry.t).collect();
    assert_eq!(kinds[kinds.len() - 2..], [EventKind::MemberRemoved, EventKind::MemberUpdated]);
    leave(yan, group).await;
    assert_eq!(owner(bob).await, ["xia"]);
    app.delete(&format!("/v1/conversations/{group}/members/xia")).await.json::<Value>(200);
    assert_eq!(owner(bob).await, ["zoe"]);
    // Who was erased inherits nothing; and the last one leaves to nobody.
    app.delete("/v1/users/bob").await.empty(204);
    leave(zoe, group).await;
    xia.get(&format!("/v1/conversations/{group}")).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn while_an_owner_is_left_nobody_inherits() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let owner = json!({ "role": "owner" });
    let path = format!("/v1/conversations/{group}/members/carol");
    alice.patch(&path, &owner).await.json::<Value>(200);
    leave(&alice, group).await;
    let expected = [("bob".to_owned(), Role::Member), ("carol".to_owned(), Role::Owner)];
    assert_eq!(roles(&bob, group).await, expected);
}

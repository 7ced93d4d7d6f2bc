//! Nobody gives, takes or outlives a role above their own.

use super::add;
use serde_json::{Value, json};
use warbler_protocol::{ConversationId, ErrorCode};
use warbler_testing::{TestApp, TestUser};

const ROLES: [&str; 5] = ["guest", "member", "moderator", "admin", "owner"];

/// A group with one member of each role, called like it.
async fn hierarchy(app: &TestApp) -> (ConversationId, Vec<TestUser<'_>>) {
    let group = app.group(&[]).await;
    let mut users = Vec::new();
    for role in ROLES {
        users.push(app.user(role).await);
        add(app, group, role, role).await;
    }
    (group, users)
}

#[tokio::test]
async fn nobody_gives_a_role_above_their_own() {
    let app = TestApp::start().await;
    let (group, users) = hierarchy(&app).await;
    let path = format!("/v1/conversations/{group}/members");
    for (giver, user) in users.iter().enumerate() {
        for (given, role) in ROLES.iter().enumerate() {
            let id = format!("{}-{role}", ROLES[giver]);
            app.post("/v1/users", &json!({ "id": id })).await.json::<Value>(201);
            let body = json!({ "members": [{ "user_id": id, "role": role }] });
            let answer = user.post(&path, &body).await;
            match giver >= 3 && given <= giver {
                true => drop(answer.json::<Value>(200)),
                false => drop(answer.problem(ErrorCode::Forbidden)),
            }
        }
    }
}

#[tokio::test]
async fn roles_change_from_above() {
    let app = TestApp::start().await;
    let (group, users) = hierarchy(&app).await;
    let path = |role: &str| format!("/v1/conversations/{group}/members/{role}");
    for (giver, user) in users.iter().enumerate().take(4) {
        for (held, role) in ROLES.iter().enumerate() {
            let answer = user.patch(&path(role), &json!({ "role": role })).await;
            match giver == 3 && held < giver {
                true => drop(answer.json::<Value>(200)),
                false => drop(answer.problem(ErrorCode::Forbidden)),
            }
        }
    }
    let admin = &users[3];
    let up = json!({ "role": "owner" });
    admin.patch(&path("member"), &up).await.problem(ErrorCode::Forbidden);
    users[4].patch(&path("admin"), &up).await.json::<Value>(200);
    admin.patch(&path("owner"), &json!({ "role": "guest" })).await.json::<Value>(200);
}

#[tokio::test]
async fn moderators_remove_those_below_them_and_everybody_may_leave() {
    let app = TestApp::start().await;
    let (group, users) = hierarchy(&app).await;
    let path = |id: &str| format!("/v1/conversations/{group}/members/{id}");
    for (at, user) in users.iter().enumerate() {
        for (held, role) in ROLES.iter().enumerate() {
            let id = format!("{}-{role}", ROLES[at]);
            app.post("/v1/users", &json!({ "id": id })).await.json::<Value>(201);
            add(&app, group, &id, role).await;
            let answer = user.delete(&path(&id)).await;
            match at >= 2 && held < at {
                true => drop(answer.json::<Value>(200)),
                false => drop(answer.problem(ErrorCode::Forbidden)),
            }
        }
    }
    for user in &users {
        user.delete(&path(user.id.as_str())).await.json::<Value>(200);
        user.delete(&path(user.id.as_str())).await.problem(ErrorCode::NotFound);
    }
}

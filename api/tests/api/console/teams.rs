//! Organisations and their teams.

use serde_json::{Value, json};
use warbler_protocol::{AccountId, ErrorCode, Organization, TeamMember, TeamRole};
use warbler_testing::{TestAccount, TestApp, TestResponse};

async fn give(by: &TestAccount<'_>, whom: AccountId, role: TeamRole) -> TestResponse {
    let path = by.path(by.organization(), &format!("members/{whom}"));
    by.patch(&path, &json!({ "role": role })).await
}

async fn remove(by: &TestAccount<'_>, whom: AccountId) -> TestResponse {
    by.delete(&by.path(by.organization(), &format!("members/{whom}"))).await
}

#[tokio::test]
async fn nobody_gives_or_touches_what_is_above_them() {
    let app = TestApp::start().await;
    let owner = app.team("owner", TeamRole::Owner).await;
    let admin = app.team("admin", TeamRole::Admin).await;
    let viewer = app.team("viewer", TeamRole::Viewer).await;
    give(&admin, viewer.id(), TeamRole::Owner).await.problem(ErrorCode::Forbidden);
    give(&admin, admin.id(), TeamRole::Owner).await.problem(ErrorCode::Forbidden);
    give(&admin, owner.id(), TeamRole::Viewer).await.problem(ErrorCode::Forbidden);
    remove(&admin, owner.id()).await.problem(ErrorCode::Forbidden);
    give(&viewer, viewer.id(), TeamRole::Admin).await.problem(ErrorCode::Forbidden);
    let made: TeamMember = give(&admin, viewer.id(), TeamRole::Admin).await.json(200);
    assert_eq!((made.account_id, made.role), (viewer.id(), TeamRole::Admin));
    give(&viewer, admin.id(), TeamRole::Developer).await.json::<Value>(200);
    give(&admin, viewer.id(), TeamRole::Viewer).await.problem(ErrorCode::Forbidden);
    let listed: Vec<TeamMember> =
        owner.get(&owner.path(owner.organization(), "members")).await.json(200);
    let roles: Vec<_> = listed.iter().map(|member| (member.name.as_str(), member.role)).collect();
    let expected =
        [("owner", TeamRole::Owner), ("admin", TeamRole::Developer), ("viewer", TeamRole::Admin)];
    assert!(expected.iter().all(|one| roles.contains(one)) && roles.len() == 3, "{roles:?}");
}

#[tokio::test]
async fn there_is_always_an_owner() {
    let app = TestApp::start().await;
    let first = app.team("first", TeamRole::Owner).await;
    give(&first, first.id(), TeamRole::Admin).await.problem(ErrorCode::Conflict);
    remove(&first, first.id()).await.problem(ErrorCode::Conflict);
    // Handing over: another owner first.
    let second = app.team("second", TeamRole::Owner).await;
    // Both at once: one of them stays.
    let (one, other) = futures_util::join!(
        give(&first, first.id(), TeamRole::Viewer),
        give(&second, second.id(), TeamRole::Viewer)
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn who_leaves_is_out_at_once() {
    let app = TestApp::start().await;
    app.team("owner", TeamRole::Owner).await;
    let viewer = app.team("viewer", TeamRole::Viewer).await;
    let ask = async || viewer.ask(reqwest::Method::GET, "/v1/app", Some(app.id), None).await;
    ask().await.json::<Value>(200);
    remove(&viewer, viewer.id()).await.empty(204);
    ask().await.problem(ErrorCode::NotFound);
    remove(&viewer, viewer.id()).await.problem(ErrorCode::NotFound);
    let own: Vec<Organization> = viewer.get("/v1/console/organizations").await.json(200);
    assert!(own.is_empty());
}

#[tokio::test]
async fn organizations_are_made_renamed_and_deleted_when_empty() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let path = "/v1/console/organizations";
    let second: Organization = ada.post(path, &json!({ "name": "Second" })).await.json(201);
    assert_eq!(second.role, TeamRole::Owner);
    let one = format!("{path}/{}", second.id);
    let renamed: Organization = ada.patch(&one, &json!({ "name": "Other" })).await.json(200);
    assert_eq!(renamed.name, "Other");
    assert_eq!(ada.patch(&one, &json!({})).await.json::<Organization>(200), renamed);
    for name in ["", "a\nb", "a\0b"] {
        ada.patch(&one, &json!({ "name": name })).await.problem(ErrorCode::ValidationFailed);
    }
    let body = json!({ "name": "App", "mode": "test" });
    let first = ada.organization();
    ada.post(&ada.path(first, "apps"), &body).await.json::<Value>(201);
    ada.delete(&format!("{path}/{first}")).await.problem(ErrorCode::Conflict);
    ada.delete(&one).await.empty(204);
    ada.get(&one).await.problem(ErrorCode::NotFound);
    let listed: Vec<Organization> = ada.get(path).await.json(200);
    assert_eq!(listed, ada.session.organizations);
}

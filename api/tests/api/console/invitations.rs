//! Invitations: by mail, once, for one address.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::{Limits, SignUpPolicy};
use warbler_protocol::{ErrorCode, Invitation, Organization, TeamMember, TeamRole};
use warbler_testing::{PASSWORD, TestAccount, TestApp, TestResponse};

const ACCEPT: &str = "/v1/console/invitations/accept";
const SIGN_UP: &str = "/v1/console/invitations/sign_up";

async fn invite(by: &TestAccount<'_>, email: &str, role: TeamRole) -> TestResponse {
    let path = by.path(by.organization(), "invitations");
    by.post(&path, &json!({ "email": email, "role": role })).await
}

async fn list(by: &TestAccount<'_>) -> Vec<Invitation> {
    by.get(&by.path(by.organization(), "invitations")).await.json(200)
}

async fn accept(by: &TestAccount<'_>, token: &str) -> TestResponse {
    by.post(ACCEPT, &json!({ "token": token })).await
}

#[tokio::test]
async fn an_account_joins_the_team_that_invited_its_address() {
    let app = TestApp::start().await;
    let (ada, bob, eve) =
        (app.account("ada").await, app.account("bob").await, app.account("eve").await);
    let made = invite(&ada, "BOB@example.com", TeamRole::Developer).await;
    let invitation: Invitation = made.json(201);
    assert_eq!(list(&ada).await, [invitation]);
    let token = app.mailed_token("bob@example.com").await;
    accept(&eve, &token).await.problem(ErrorCode::Forbidden);
    let joined: Organization = accept(&bob, &token).await.json(200);
    assert_eq!((joined.id, joined.role), (ada.organization(), TeamRole::Developer));
    accept(&bob, &token).await.problem(ErrorCode::NotFound);
    assert!(list(&ada).await.is_empty());
    let again = invite(&ada, "bob@example.com", TeamRole::Viewer).await;
    again.problem(ErrorCode::Conflict);
}

#[tokio::test]
async fn somebody_new_signs_up_with_the_invitation_also_where_others_may_not() {
    let limits = Limits { sign_up: SignUpPolicy::Invited, ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    let ada = app.account("ada").await;
    invite(&ada, "new@example.com", TeamRole::Admin).await.json::<Value>(201);
    let token = app.mailed_token("new@example.com").await;
    let body = json!({ "token": token, "name": "New", "password": PASSWORD });
    let new = TestAccount::of(&app, &app.visit(SIGN_UP, "", &body).await);
    assert_eq!(new.session.account.email, "new@example.com");
    assert_eq!((new.organization(), new.session.organizations.len()), (ada.organization(), 1));
    app.visit(SIGN_UP, "", &body).await.problem(ErrorCode::NotFound);
    let team: Vec<TeamMember> = new.get(&new.path(new.organization(), "members")).await.json(200);
    assert_eq!(team.len(), 2);
}

#[tokio::test]
async fn an_invitation_ends_when_it_is_sent_again_revoked_or_old() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.account("ada").await, app.account("bob").await);
    let made = invite(&ada, "bob@example.com", TeamRole::Viewer).await;
    let invitation: Invitation = made.json(201);
    let first = app.mailed_token("bob@example.com").await;
    let twice = invite(&ada, "bob@example.com", TeamRole::Viewer).await;
    twice.problem(ErrorCode::Conflict);
    app.advance(Duration::from_secs(10));
    let one = ada.path(ada.organization(), &format!("invitations/{}", invitation.id));
    let again: Invitation = ada.post(&format!("{one}/resend"), &json!({})).await.json(200);
    assert_eq!(again.expires_at, app.now() + Duration::from_secs(7 * 24 * 3600));
    let second = app.mailed_token("bob@example.com").await;
    accept(&bob, &first).await.problem(ErrorCode::NotFound);
    ada.delete(&one).await.empty(204);
    ada.delete(&one).await.problem(ErrorCode::NotFound);
    accept(&bob, &second).await.problem(ErrorCode::NotFound);

    invite(&ada, "bob@example.com", TeamRole::Viewer).await.json::<Value>(201);
    let third = app.mailed_token("bob@example.com").await;
    app.advance(Duration::from_secs(7 * 24 * 3600 - 1));
    let ada = app.log_in("ada@example.com", "").await.unwrap();
    let bob = app.log_in("bob@example.com", "").await.unwrap();
    app.advance(Duration::from_secs(1));
    accept(&bob, &third).await.problem(ErrorCode::NotFound);
    assert!(list(&ada).await.is_empty());
    invite(&ada, "bob@example.com", TeamRole::Viewer).await.json::<Value>(201);
}

#[tokio::test]
async fn nobody_promises_more_than_they_have_nor_after_they_lost_it() {
    let app = TestApp::start().await;
    let owner = app.team("owner", TeamRole::Owner).await;
    let admin = app.team("admin", TeamRole::Admin).await;
    let bob = app.account("bob").await;
    invite(&admin, "bob@example.com", TeamRole::Owner).await.problem(ErrorCode::Forbidden);
    invite(&admin, "bob@example.com", TeamRole::Admin).await.json::<Value>(201);
    let token = app.mailed_token("bob@example.com").await;
    let path = owner.path(owner.organization(), &format!("members/{}", admin.id()));
    owner.patch(&path, &json!({ "role": "viewer" })).await.json::<Value>(200);
    accept(&bob, &token).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn an_address_gets_only_so_many_mails() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let made = invite(&ada, "bob@example.com", TeamRole::Viewer).await;
    let invitation: Invitation = made.json(201);
    let path = format!("invitations/{}/resend", invitation.id);
    let path = ada.path(ada.organization(), &path);
    for _ in 0..4 {
        ada.post(&path, &json!({})).await.json::<Value>(200);
    }
    ada.post(&path, &json!({})).await.problem(ErrorCode::RateLimited);
    for bad in ["", "bob", "\0@example.com"] {
        let answer = invite(&ada, bad, TeamRole::Viewer).await;
        answer.problem(ErrorCode::ValidationFailed);
    }
}

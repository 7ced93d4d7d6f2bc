//! Sessions: how long they last, and where they are.

use serde_json::Value;
use std::time::Duration;
use warbler_core::Limits;
use warbler_protocol::{ErrorCode, Session};
use warbler_testing::{TestAccount, TestApp};

const SESSION: &str = "/v1/console/session";
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn is_live(account: &TestAccount<'_>) -> bool {
    let answer = account.get(SESSION).await;
    if answer.status != 200 {
        answer.problem(ErrorCode::Unauthenticated);
    }
    answer.status == 200
}

#[tokio::test]
async fn a_session_ends_a_week_after_its_last_use_and_a_month_after_its_start() {
    let app = TestApp::start().await;
    let (idle, used) = (app.account("idle").await, app.account("used").await);
    for _ in 0..4 {
        app.advance(7 * DAY - Duration::from_secs(1));
        assert!(is_live(&used).await);
    }
    assert!(!is_live(&idle).await);
    app.advance(2 * DAY - Duration::from_secs(1));
    assert!(is_live(&used).await);
    app.advance(Duration::from_secs(5));
    assert!(!is_live(&used).await);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one() {
    let app = TestApp::start().await;
    let here = app.account("ada").await;
    app.advance(Duration::from_secs(30));
    let there = app.log_in("ada@example.com", "").await.unwrap();
    let other = app.account("bob").await;
    app.advance(Duration::from_secs(30));
    let listed: Vec<Session> = here.get("/v1/console/sessions").await.json(200);
    assert_eq!(listed.iter().map(|one| one.current).collect::<Vec<_>>(), [false, true]);
    assert_eq!(listed[0].address.as_deref(), Some("127.0.0.1"));
    // What is seen is written once a minute, and not more often.
    assert_eq!(listed[1].last_seen_at, app.now());
    assert_ne!(listed[0].last_seen_at, app.now());

    let theirs: Vec<Session> = other.get("/v1/console/sessions").await.json(200);
    let path = |id| format!("/v1/console/sessions/{id}");
    here.delete(&path(theirs[0].id)).await.problem(ErrorCode::NotFound);
    here.delete(&path(listed[0].id)).await.empty(204);
    assert!(!is_live(&there).await && is_live(&here).await && is_live(&other).await);
}

#[tokio::test]
async fn logging_out_ends_the_session_and_takes_the_cookie() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let answer = ada.delete(SESSION).await;
    answer.empty(204);
    let cookie = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.starts_with("warbler_session=;") && cookie.contains("Max-Age=0"), "{cookie}");
    assert!(!is_live(&ada).await);
}

#[tokio::test]
async fn cookies_are_for_us_alone() {
    let app = TestApp::start_at("https://chat.example/", Limits::default()).await;
    app.account("ada").await;
    let body = serde_json::json!({
        "email": "ada@example.com", "password": warbler_testing::PASSWORD,
    });
    let answer = app.visit("/v1/console/sessions", "", &body).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    for (cookie, name) in cookies.iter().zip(["session", "device"]) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with(&format!("__Host-warbler_{name}=")), "{cookie}");
        for attribute in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/;"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let ada = TestAccount::of(&app, &answer);
    let seen = ada.get(SESSION).await;
    seen.json::<Value>(200);
    assert_eq!(seen.headers.get("cache-control").unwrap(), "no-store");
}

#[tokio::test]
async fn what_has_expired_is_removed() {
    let app = TestApp::start().await;
    app.account("ada").await;
    let reset = serde_json::json!({ "email": "ada@example.com" });
    app.visit("/v1/console/password_resets", "", &reset).await.empty(202);
    app.mails("ada@example.com").await;
    let prune = async || warbler_core::accounts::prune(app.context()).await.unwrap();
    assert_eq!(prune().await, 0);
    app.advance(8 * DAY);
    // A session, a link, the mail, and what was counted: by address, and by address and email.
    assert_eq!(prune().await, 6);
    assert_eq!(prune().await, 0);
}

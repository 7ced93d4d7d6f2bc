//! Apps in the console, and acting in them.

use reqwest::Method;
use serde_json::{Value, json};
use warbler_protocol::{App, CreatedApp, ErrorCode, TeamRole};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_new_app_comes_with_keys_that_work() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let apps = ada.path(ada.organization(), "apps");
    let body = json!({ "name": "Chat", "mode": "live" });
    let created: CreatedApp = ada.post(&apps, &body).await.json(201);
    let secret = Some(created.secret_key.secret.as_str());
    let seen: App = app.call(Method::GET, "/v1/app", secret, None).await.json(200);
    assert_eq!(seen, created.app);
    let user = json!({ "id": "alice" });
    app.call(Method::POST, "/v1/users", secret, Some(&user)).await.json::<Value>(201);
    let minted = app.call(Method::POST, "/v1/users/alice/tokens", secret, Some(&json!({}))).await;
    minted.json::<Value>(201);

    let one = format!("{apps}/{}", seen.id);
    let renamed: App = ada.patch(&one, &json!({ "name": "Talk" })).await.json(200);
    assert_eq!(ada.get(&apps).await.json::<Vec<App>>(200), [renamed]);
    for body in [json!({ "name": "", "mode": "live" }), json!({ "name": "a\0", "mode": "test" })] {
        ada.post(&apps, &body).await.problem(ErrorCode::ValidationFailed);
    }
    let listed = ada.get(&apps).await;
    assert!(!String::from_utf8(listed.body).unwrap().contains("secret"));
}

#[tokio::test]
async fn apps_of_other_organizations_are_not_there() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let nowhere = format!("app_{}", "1".repeat(32)).parse().unwrap();
    let foreign = ada.ask(Method::GET, "/v1/app", Some(app.id), None).await;
    let missing = ada.ask(Method::GET, "/v1/app", Some(nowhere), None).await;
    foreign.problem(ErrorCode::NotFound);
    assert_eq!(foreign.comparable(), missing.comparable());
    let path = ada.path(ada.organization(), &format!("apps/{}", app.id));
    ada.patch(&path, &json!({ "name": "mine" })).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn the_app_must_be_named() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    ada.get("/v1/app").await.problem(ErrorCode::InvalidParameter);
    let cookie = ("cookie", ada.cookies.as_str());
    for bad in ["", "app_7", "\u{e9}", "con_00000000000000000000000000000000"] {
        let headers = [cookie, ("warbler-app", bad)];
        let answer = app.raw(Method::GET, "/v1/app", &headers, Vec::new()).await;
        answer.problem(ErrorCode::InvalidParameter);
    }
}

/// Live apps hold real people's messages: their keys are not for everybody who writes code.
#[tokio::test]
async fn developers_make_no_keys_of_live_apps() {
    let app = TestApp::start().await;
    let owner = app.team("owner", TeamRole::Owner).await;
    let developer = app.team("developer", TeamRole::Developer).await;
    let apps = owner.path(owner.organization(), "apps");
    let live = json!({ "name": "Live", "mode": "live" });
    developer.post(&apps, &live).await.problem(ErrorCode::Forbidden);
    let live: CreatedApp = owner.post(&apps, &live).await.json(201);
    let key = json!({ "name": "mine" });
    let make =
        async |app_id| developer.ask(Method::POST, "/v1/keys", Some(app_id), Some(&key)).await;
    make(live.app.id).await.problem(ErrorCode::MissingScope);
    make(app.id).await.json::<Value>(201);
}

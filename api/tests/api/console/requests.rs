//! What a request of a browser needs beside its cookie.

use reqwest::Method;
use serde_json::{Value, json};
use warbler_core::Limits;
use warbler_protocol::{App, ConsoleSession, ErrorCode};
use warbler_testing::{TestApp, TestResponse};

async fn rename(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> TestResponse {
    let mut headers = headers.to_vec();
    headers.push(("content-type", "application/json"));
    app.raw(Method::PATCH, path, &headers, br#"{"name":"renamed"}"#.to_vec()).await
}

#[tokio::test]
async fn what_changes_something_needs_the_sessions_token() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.account("ada").await, app.account("bob").await);
    let cookie = ("cookie", ada.cookies.as_str());
    let path = format!("/v1/console/organizations/{}", ada.organization());
    for token in [None, Some(""), Some("x"), Some(bob.session.csrf_token.as_str())] {
        let headers: Vec<_> = token.map(|token| ("x-csrf-token", token)).into_iter().collect();
        let answer = rename(&app, &path, &[&[cookie], &headers[..]].concat()).await;
        answer.problem(ErrorCode::CsrfFailed);
    }
    let token = ("x-csrf-token", ada.session.csrf_token.as_str());
    rename(&app, &path, &[cookie, token]).await.json::<Value>(200);
    // Reading does not; that is how a page gets the token.
    let read = app.raw(Method::GET, "/v1/console/session", &[cookie], Vec::new()).await;
    assert_eq!(read.json::<ConsoleSession>(200).csrf_token, ada.session.csrf_token);
}

#[tokio::test]
async fn pages_of_other_sites_may_not_ask() {
    let app = TestApp::start_at("https://chat.example/im/", Limits::default()).await;
    let ada = app.account("ada").await;
    let cookie = ("cookie", ada.cookies.as_str());
    let token = ("x-csrf-token", ada.session.csrf_token.as_str());
    let path = format!("/v1/console/organizations/{}", ada.organization());
    for origin in
        ["https://evil.example", "null", "https://chat.example.evil.example", "http://chat.example"]
    {
        let answer = rename(&app, &path, &[cookie, token, ("origin", origin)]).await;
        answer.problem(ErrorCode::CsrfFailed);
        let headers = [("origin", origin), ("content-type", "application/json")];
        let body = json!({ "email": "a@example.com", "password": "x" }).to_string();
        let log_in = app.raw(Method::POST, "/v1/console/sessions", &headers, body.into()).await;
        log_in.problem(ErrorCode::CsrfFailed);
    }
    let ours = ("origin", "https://chat.example");
    rename(&app, &path, &[cookie, token, ours]).await.json::<Value>(200);
    // Or of the host that was asked, by whatever name this is.
    let asked = |origin| [cookie, token, ("host", "10.0.0.7:8080"), ("origin", origin)];
    rename(&app, &path, &asked("https://10.0.0.7:8080")).await.json::<Value>(200);
    let insecure = rename(&app, &path, &asked("http://10.0.0.7:8080")).await;
    insecure.problem(ErrorCode::CsrfFailed);
}

#[tokio::test]
async fn what_is_borne_counts_before_the_cookie() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let bearer = format!("Bearer {}", app.secret_key);
    let headers = [("cookie", ada.cookies.as_str()), ("authorization", bearer.as_str())];
    // Without a CSRF token: no browser sends this along by itself.
    let renamed: App = rename(&app, "/v1/app", &headers).await.json(200);
    assert_eq!(renamed.id, app.id);
    let console = app.raw(Method::GET, "/v1/console/session", &headers, Vec::new()).await;
    console.problem(ErrorCode::WrongCredential);
    let nonsense = [headers[0], ("authorization", "Bearer nonsense")];
    rename(&app, "/v1/app", &nonsense).await.problem(ErrorCode::TokenMalformed);
}

#[tokio::test]
async fn a_cookie_that_is_no_session_opens_nothing() {
    let app = TestApp::start().await;
    for value in ["", "x", "%00", "%ff", &"A".repeat(43), &"A".repeat(4000)] {
        let cookie = format!("warbler_session={value}");
        let headers = [("cookie", cookie.as_str())];
        let answer = app.raw(Method::GET, "/v1/console/session", &headers, Vec::new()).await;
        answer.problem(ErrorCode::Unauthenticated);
        let answer = app.raw(Method::GET, "/v1/app", &headers, Vec::new()).await;
        answer.problem(ErrorCode::Unauthenticated);
    }
}

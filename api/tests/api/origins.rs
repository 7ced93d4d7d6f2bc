//! Browsers on pages of other origins.

use reqwest::Method;
use serde_json::json;
use warbler_protocol::{App, ErrorCode};
use warbler_testing::{TestApp, TestResponse};

const PAGE: &str = "https://app.example.com";

async fn ask(app: &TestApp, path: &str, credential: &str, origin: &str) -> TestResponse {
    let bearer = format!("Bearer {credential}");
    let headers = [("authorization", bearer.as_str()), ("origin", origin)];
    app.raw(Method::GET, path, &headers, Vec::new()).await
}

fn header<'a>(answer: &'a TestResponse, name: &str) -> Option<&'a str> {
    answer.headers.get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_preflight_is_answered_generously_and_without_credentials() {
    let app = TestApp::start().await;
    let headers = [
        ("origin", PAGE),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,content-type,idempotency-key"),
    ];
    let answer = app.raw(Method::OPTIONS, "/v1/users/alice", &headers, Vec::new()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(PAGE));
    assert!(header(&answer, "access-control-allow-methods").unwrap().contains("PATCH"));
    assert!(header(&answer, "access-control-allow-headers").unwrap().contains("idempotency-key"));
    assert_eq!(header(&answer, "access-control-max-age"), Some("7200"));
    assert_eq!(header(&answer, "access-control-allow-credentials"), None);
    assert!(header(&answer, "vary").unwrap().contains("Origin"));
    // Without what makes it a preflight, it is a request like any other.
    let plain = app.raw(Method::OPTIONS, "/v1/users", &[], Vec::new()).await;
    plain.problem(ErrorCode::MethodNotAllowed);
}

#[tokio::test]
async fn answers_and_refusals_can_be_read_from_any_page() {
    let app = TestApp::start().await;
    let fine = ask(&app, "/v1/app", &app.secret_key, PAGE).await;
    let forbidden = ask(&app, "/v1/me", &app.secret_key, PAGE).await;
    let unknown = ask(&app, "/v1/app", "nonsense", PAGE).await;
    let nowhere = ask(&app, "/v1/nothing", &app.secret_key, PAGE).await;
    for (answer, status) in [(&fine, 200), (&forbidden, 403), (&unknown, 401), (&nowhere, 404)] {
        assert_eq!(answer.status, status);
        assert_eq!(header(answer, "access-control-allow-origin"), Some(PAGE), "{status}");
        let exposed = header(answer, "access-control-expose-headers").unwrap();
        for name in ["x-request-id", "x-ratelimit-remaining", "idempotent-replayed", "location"] {
            assert!(exposed.contains(name), "{name} of {status}");
        }
        assert!(header(answer, "vary").unwrap().contains("Origin"), "{status}");
        assert_eq!(header(answer, "access-control-allow-credentials"), None);
    }
    forbidden.problem(ErrorCode::WrongCredential);
}

#[tokio::test]
async fn an_app_says_from_which_pages_it_may_be_used() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let neighbour = app.neighbour().await;
    let origins = json!(["https://*.example.com", "http://localhost:3000"]);
    let changed: App = app.patch("/v1/app", &json!({ "allowed_origins": origins })).await.json(200);
    assert_eq!(json!(changed.allowed_origins), origins);

    for fine in [PAGE, "http://localhost:3000"] {
        assert_eq!(ask(&app, "/v1/me", &alice.token, fine).await.status, 200, "{fine}");
    }
    for foreign in ["https://example.org", "http://app.example.com", "null", ""] {
        let refused = ask(&app, "/v1/me", &alice.token, foreign).await;
        refused.problem(ErrorCode::OriginNotAllowed);
        ask(&app, "/v1/app", &app.secret_key, foreign).await.problem(ErrorCode::OriginNotAllowed);
    }
    assert_eq!(alice.get("/v1/me").await.status, 200, "not from a page");
    assert_eq!(ask(&neighbour, "/v1/app", &neighbour.secret_key, "null").await.status, 200);

    let none = app.patch("/v1/app", &json!({ "allowed_origins": [] })).await;
    assert_eq!(none.json::<App>(200).allowed_origins, Vec::<String>::new());
    assert_eq!(ask(&app, "/v1/me", &alice.token, "https://example.org").await.status, 200);
}

#[tokio::test]
async fn what_is_no_origin_is_not_allowed() {
    let app = TestApp::start().await;
    let many = vec!["https://example.com"; 101];
    for (origins, pointer) in [
        (json!(["https://example.com", "example.org"]), "/allowed_origins/1"),
        (json!(["https://*.com"]), "/allowed_origins/0"),
        (json!(["https://\0.com"]), "/allowed_origins/0"),
        (json!(many), "/allowed_origins"),
    ] {
        let refused = app.patch("/v1/app", &json!({ "allowed_origins": origins })).await;
        assert_eq!(refused.problem(ErrorCode::ValidationFailed).errors[0].pointer, pointer);
    }
}

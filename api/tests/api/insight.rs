//! What a tenant sees of its app's traffic.

use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use warbler_core::{request_logs, series};
use warbler_protocol::{ErrorCode, Page, PrincipalKind, RequestLog, Series};
use warbler_testing::TestApp;

async fn logs(app: &TestApp, query: &str) -> Vec<RequestLog> {
    app.node.report().await;
    app.get(&format!("/v1/request_logs{query}")).await.json::<Page<RequestLog>>(200).data
}

async fn values(app: &TestApp, query: &str) -> Vec<i64> {
    let series: Series = app.get(&format!("/v1/series?{query}")).await.json(200);
    series.data.into_iter().filter_map(|point| point.value).collect()
}

async fn total(app: &TestApp, metric: &str) -> i64 {
    values(app, &format!("metric={metric}")).await.into_iter().sum()
}

#[tokio::test]
async fn a_request_is_logged_without_what_it_said() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bearer = format!("Bearer {}", alice.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("user-agent", &"agent/1 ".repeat(50)),
        ("x-request-id", "mine-1"),
    ];
    let path = "/v1/users/nobody?ticket=hunter2";
    app.raw(Method::GET, path, &headers, Vec::new()).await.problem(ErrorCode::NotFound);

    let logged = logs(&app, "?request_id=mine-1").await;
    assert_eq!(logged.len(), 1);
    let log = &logged[0];
    assert_eq!((log.status, log.code, log.weight), (404, Some(ErrorCode::NotFound), 1));
    assert_eq!((log.method.as_str(), log.route.as_str()), ("GET", "/v1/users/{user_id}"));
    assert_eq!((log.path.as_str(), log.at), ("/v1/users/nobody", app.now()));
    assert_eq!((log.principal.kind, log.principal.id.as_str()), (PrincipalKind::User, "alice"));
    assert_eq!((log.address.as_deref(), log.request_bytes), (Some("127.0.0.1"), 0));
    assert_eq!(log.user_agent.as_ref().map(String::len), Some(100));
    assert!(log.duration_us > 0 && log.response_bytes > 100);
    let json = serde_json::to_string(&logged).unwrap();
    assert!(!json.contains("hunter2") && !json.contains(&alice.token), "{json}");
}

#[tokio::test]
async fn logged_requests_are_found_by_what_they_were() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let alice = app.user("alice").await;
    alice.get("/v1/me").await.json::<serde_json::Value>(200);
    alice.get("/v1/app").await.problem(ErrorCode::WrongCredential);
    app.advance(Duration::from_secs(60));
    let later = app.now();
    app.post("/v1/users", &json!({})).await.json::<serde_json::Value>(201);
    neighbour.get("/v1/app").await.json::<serde_json::Value>(200);

    let routes = |logs: Vec<RequestLog>| -> Vec<String> {
        logs.into_iter().map(|log| format!("{} {} {}", log.method, log.route, log.status)).collect()
    };
    let all = ["POST /v1/users 201", "GET /v1/app 403", "GET /v1/me 200"];
    let mut everything = routes(logs(&app, "").await);
    everything.truncate(3);
    everything.sort();
    assert_eq!(everything, [all[1], all[2], all[0]]);
    assert_eq!(routes(logs(&app, "?principal=alice&status=4xx").await), [all[1]]);
    assert_eq!(routes(logs(&app, "?status=403").await), [all[1]]);
    assert_eq!(routes(logs(&app, "?route=/v1/me").await), [all[2]]);
    let query = format!("?from={later}&route=/v1/users");
    assert_eq!(routes(logs(&app, &query).await), [all[0]]);
    assert_eq!(logs(&app, &format!("?to={later}&route=/v1/users")).await.len(), 1);
    assert!(logs(&app, "?status=500").await.is_empty());
}

#[tokio::test]
async fn the_log_comes_in_pages_and_is_kept_for_a_week() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        app.get("/v1/app").await.json::<serde_json::Value>(200);
    }
    app.node.report().await;
    let mut seen = 0;
    let mut cursor = String::new();
    loop {
        let path = format!("/v1/request_logs?route=/v1/app&limit=2{cursor}");
        let page: Page<RequestLog> = app.get(&path).await.json(200);
        seen += page.data.len();
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, 5);
    app.advance(Duration::from_secs(7 * 24 * 3600));
    assert_eq!(request_logs::prune(app.context()).await.unwrap(), 0);
    app.advance(Duration::from_secs(1));
    assert!(request_logs::prune(app.context()).await.unwrap() >= 5);
    assert!(logs(&app, "?route=/v1/app").await.is_empty());
}

/// Of more than twenty a second some are kept, and errors have room of their own.
#[tokio::test]
async fn a_busy_app_is_sampled() {
    let app = TestApp::start().await;
    for _ in 0..50 {
        app.get("/v1/app").await.json::<serde_json::Value>(200);
        app.get("/v1/nothing").await.problem(ErrorCode::RouteNotFound);
    }
    assert_eq!(logs(&app, "?status=2xx&limit=100&route=/v1/app").await.len(), 40);
    assert_eq!(logs(&app, "?status=4xx&limit=100").await.len(), 50);
    // The clock stood still: it was all one second. In the next one, it is known how many come.
    app.advance(Duration::from_secs(1));
    for _ in 0..52 {
        app.get("/v1/app").await.json::<serde_json::Value>(200);
    }
    let from = format!("?route=/v1/app&limit=100&from={}", app.now());
    let weights: i64 = logs(&app, &from).await.iter().map(|log| log.weight).sum();
    assert!((51..=54).contains(&weights), "{weights}");
}

#[tokio::test]
async fn filters_that_cannot_be_are_refused() {
    let app = TestApp::start().await;
    for query in [
        "?status=9xx",
        "?status=xx",
        "?status=+2xx",
        "?status=40",
        "?status=99999xx",
        "?route=%00",
        "?principal=a%00",
        "?from=yesterday",
        "?limit=0",
        "?unknown=1",
    ] {
        let answer = app.get(&format!("/v1/request_logs{query}")).await;
        answer.problem(ErrorCode::InvalidParameter);
    }
    app.get("/v1/request_logs?cursor=x").await.problem(ErrorCode::InvalidCursor);
    for query in [
        "",
        "metric=nothing",
        "metric=requests&step=61",
        "metric=requests&step=0",
        "metric=requests&step=-60",
        "metric=requests&step=9223372036854775800",
        "metric=requests&from=2023-01-01T00:00:00Z&step=60",
        "metric=requests&from=0001-01-01T00:00:00Z",
        "metric=requests&from=9999-01-01T00:00:00Z",
        "metric=requests&to=9999-01-01T00:00:00Z&from=0001-01-01T00:00:00Z",
    ] {
        app.get(&format!("/v1/series?{query}")).await.problem(ErrorCode::InvalidParameter);
    }
}

#[tokio::test]
async fn requests_are_counted_by_the_minute_and_app() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    for _ in 0..3 {
        app.get("/v1/app").await.json::<serde_json::Value>(200);
    }
    app.get("/v1/me").await.problem(ErrorCode::WrongCredential);
    let first = app.now().minute();
    app.node.report().await;
    app.node.report().await;
    assert_eq!((total(&app, "requests").await, total(&app, "errors_4xx").await), (4, 1));
    assert_eq!((total(&app, "errors_5xx").await, total(&neighbour, "requests").await), (0, 0));

    // What asked for these counts is counted for the next minute.
    app.advance(Duration::from_secs(60));
    app.node.report().await;
    let window = format!("from={first}&to={}", app.now());
    assert_eq!(values(&app, &format!("metric=requests&{window}")).await, [4, 3]);
    assert_eq!(values(&app, &format!("metric=requests&{window}&step=120")).await, [7]);
    assert_eq!(values(&app, &format!("metric=requests&{window}&step=86400")).await, [7]);
    let p50 = values(&app, &format!("metric=latency_p50&{window}")).await;
    let p99 = values(&app, &format!("metric=latency_p99&{window}")).await;
    assert!(p50.len() == 2 && p50[0] > 0 && p50[0] <= p99[0], "{p50:?} {p99:?}");
    // Where nothing was asked, there is no latency.
    assert_eq!(values(&neighbour, &format!("metric=latency_p95&{window}")).await.len(), 1);

    app.advance(Duration::from_secs(30 * 24 * 3600));
    assert!(series::prune(app.context()).await.unwrap() >= 1);
}

/// Every node adds its part; messages are counted once, wherever they were sent.
#[tokio::test]
async fn nodes_add_up() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    app.work().await;
    // Within the minute, but after the lease of whoever counted.
    app.advance(Duration::from_secs(20));
    let before = total(&app, "requests").await;
    let sockets = (alice.connect().await, alice.connect().await, alice.connect_to(&other).await);
    for client_id in ["1", "2", "2"] {
        let body = json!({ "client_id": client_id, "text": "hi" });
        assert!(alice.say_to(&other, group, &body).await.status < 300);
    }
    sockets.0.close().await;
    other.report().await;
    app.work().await;
    assert_eq!(total(&app, "messages").await, 2);
    assert_eq!(total(&app, "connections").await, 3);
    assert!(total(&app, "requests").await >= before + 3);
}

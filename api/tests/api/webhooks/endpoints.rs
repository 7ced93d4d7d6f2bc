//! Making and changing endpoints, and their secrets.

use super::{Hooked, is_signed};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{CreatedEndpoint, Delivery, Endpoint, ErrorCode};
use warbler_testing::TestApp;

#[tokio::test]
async fn an_endpoint_shows_its_secret_once() {
    let app = TestApp::start().await;
    let hooked = Hooked::create(&app, json!({ "description": "CRM" })).await;
    assert!(hooked.created.secret.starts_with("whsec_"));
    let shown = app.get(&hooked.path("")).await;
    assert_eq!(shown.json::<Endpoint>(200), hooked.created.endpoint);
    assert!(!String::from_utf8_lossy(&shown.body).contains("whsec_"));
    let listed: Vec<Endpoint> = app.get("/v1/webhook_endpoints").await.json(200);
    assert_eq!(listed, std::slice::from_ref(&hooked.created.endpoint));
    assert!(!app.dump().await.contains(&hooked.created.secret));

    let change = json!({ "description": null, "event_types": ["message.*"] });
    let changed: Endpoint = app.patch(&hooked.path(""), &change).await.json(200);
    assert_eq!(changed.description, None);
    assert_eq!(changed.event_types[0].to_string(), "message.*");

    app.delete(&hooked.path("")).await.empty(204);
    app.get(&hooked.path("")).await.problem(ErrorCode::NotFound);
    app.delete(&hooked.path("")).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn both_secrets_sign_while_one_is_rotated() {
    let app = TestApp::start().await;
    let hooked = Hooked::create(&app, json!({})).await;
    let ping = hooked.path("/ping");
    let rotate = hooked.path("/rotate");
    let hour = json!({ "expires_in_seconds": 3600 });
    let rotated: CreatedEndpoint = app.post(&rotate, &hour).await.json(200);
    assert_ne!(rotated.secret, hooked.created.secret);
    app.post(&ping, &json!({})).await.json::<Delivery>(202);
    app.work().await;
    let both = hooked.server.received().pop().unwrap();
    assert_eq!(both.headers["webhook-signature"].split(' ').count(), 2);
    assert!(is_signed(&both, &rotated.secret) && is_signed(&both, &hooked.created.secret));

    app.advance(Duration::from_secs(3600));
    app.post(&ping, &json!({})).await.json::<Delivery>(202);
    app.work().await;
    let one = hooked.server.received().pop().unwrap();
    assert!(is_signed(&one, &rotated.secret) && !is_signed(&one, &hooked.created.secret));
    let long = json!({ "expires_in_seconds": 1e300 });
    app.post(&rotate, &long).await.problem(ErrorCode::InvalidBody);
    let long = json!({ "expires_in_seconds": 2_592_001 });
    app.post(&rotate, &long).await.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn addresses_that_may_not_be_called_are_refused() {
    let app = TestApp::start().await;
    let too_long = format!("https://example.com/{}", "x".repeat(2048));
    for url in [
        "",
        "nonsense",
        "http://192.168.0.1/",
        "ftp://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://user:secret@example.com/",
        "https://example.com:22/",
        "https://example.com/\0",
        &too_long,
    ] {
        // Loopback is allowed in tests, and other private ranges are not.
        let body = json!({ "url": url });
        let problem = app.post("/v1/webhook_endpoints", &body).await;
        problem.problem(ErrorCode::ValidationFailed);
        let hook = json!({ "url": url, "type": "message.before_create" });
        app.post("/v1/hooks", &hook).await.problem(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let url = "https://example.com/";
    for body in [
        json!({}),
        json!({ "url": 7 }),
        json!({ "url": url, "event_types": ["receipt.updated"] }),
        json!({ "url": url, "event_types": ["message.unheard_of"] }),
        json!({ "url": url, "conversation_kinds": ["forum"] }),
        json!({ "url": url, "unknown": 1 }),
    ] {
        app.post("/v1/webhook_endpoints", &body).await.problem(ErrorCode::InvalidBody);
    }
    for body in [
        json!({ "url": url, "event_types": [] }),
        json!({ "url": url, "description": "a\0b" }),
        json!({ "url": url, "description": "x".repeat(257) }),
    ] {
        app.post("/v1/webhook_endpoints", &body).await.problem(ErrorCode::ValidationFailed);
    }
    let hooked = Hooked::create(&app, json!({})).await;
    for body in [json!({}), json!({ "from": "2023-11-14T00:00:00Z", "after": "x" })] {
        app.post(&hooked.path("/replay"), &body).await.problem(ErrorCode::ValidationFailed);
    }
    let bad = json!({ "after": "nonsense\0" });
    app.post(&hooked.path("/replay"), &bad).await.problem(ErrorCode::InvalidCursor);
    let path = hooked.path("/deliveries?cursor=nonsense");
    app.get(&path).await.problem(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn fifty_endpoints_are_enough() {
    let app = TestApp::start().await;
    let body = json!({ "url": "https://example.com/" });
    for _ in 0..50 {
        app.post("/v1/webhook_endpoints", &body).await.json::<Value>(201);
    }
    app.post("/v1/webhook_endpoints", &body).await.problem(ErrorCode::LimitReached);
}

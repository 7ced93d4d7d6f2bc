//! The log of deliveries, and sending once more.

use super::{HOUR, Hooked, created};
use serde_json::json;
use warbler_protocol::{AppEvents, Delivery, DeliveryStatus, ErrorCode};
use warbler_testing::TestApp;

#[tokio::test]
async fn the_log_shows_every_attempt_as_it_was() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.script(&[503]);
    alice.send(group, "hello").await;
    app.work().await;
    app.advance(HOUR);
    app.work().await;

    let detail = hooked.newest(&app).await;
    assert_eq!(detail.delivery.status, DeliveryStatus::Succeeded);
    assert_eq!((detail.delivery.attempts, detail.delivery.status_code), (2, Some(200)));
    assert_eq!((detail.delivery.next_attempt_at, &detail.delivery.error), (None, &None));
    let [first, second] = &detail.attempt_log[..] else { panic!("{detail:?}") };
    assert_eq!((first.status_code, second.status_code), (Some(503), Some(200)));
    assert_eq!(first.response_body.as_deref(), Some("as scripted"));
    assert_eq!(second.response_headers["content-length"], "6");
    for (attempt, request) in [first, second].into_iter().zip(hooked.server.received()) {
        for (name, value) in &attempt.request_headers {
            assert_eq!(request.headers[name], *value);
        }
    }
    let body = serde_json::to_value(detail.request_body.unwrap()).unwrap();
    assert_eq!(body, hooked.server.received()[0].body);
}

#[tokio::test]
async fn long_answers_are_cut_and_still_count() {
    let app = TestApp::start().await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.answer(200, "x-nul: a\r\n", &format!("\0{}", "x".repeat(100_000)));
    app.post(&hooked.path("/ping"), &json!({})).await.json::<Delivery>(202);
    app.work().await;
    let detail = hooked.newest(&app).await;
    assert_eq!(detail.delivery.status, DeliveryStatus::Succeeded);
    assert_eq!(detail.attempt_log[0].response_body.as_ref().unwrap().len(), 1023);
}

#[tokio::test]
async fn what_was_delivered_can_be_sent_again() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({})).await;
    alice.send(group, "hello").await;
    app.work().await;
    let first = hooked.newest(&app).await.delivery;
    let path = hooked.path(&format!("/deliveries/{}/resend", first.id));
    let again: Delivery = app.post(&path, &json!({})).await.json(202);
    assert_ne!(again.id, first.id);
    assert_eq!((again.event_id, again.status), (first.event_id, DeliveryStatus::Pending));
    app.work().await;
    let received = hooked.server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].headers["webhook-id"], received[1].headers["webhook-id"]);
    let unknown = hooked.path(&format!("/deliveries/dlv_{}/resend", "0".repeat(32)));
    app.post(&unknown, &json!({})).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_stretch_of_time_can_be_replayed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({ "event_types": ["message.created"] })).await;
    let mut moments = Vec::new();
    for text in ["1", "2", "3", "4"] {
        moments.push(app.now());
        alice.send(group, text).await;
        app.advance(HOUR);
    }
    app.work().await;
    let middle = json!({ "from": moments[1], "to": moments[3] });
    app.post(&hooked.path("/replay"), &middle).await.empty(202);
    app.work().await;
    let mut told = hooked.told().split_off(4);
    told.sort();
    assert_eq!(told, created(&["2", "3"]));

    let cursor = app.get("/v1/app_events").await.json::<AppEvents>(200).next_cursor;
    alice.send(group, "5").await;
    app.work().await;
    app.post(&hooked.path("/replay"), &json!({ "after": cursor })).await.empty(202);
    app.work().await;
    assert_eq!(hooked.told().split_off(6), created(&["5", "5"]));

    let off = json!({ "enabled": false });
    app.patch(&hooked.path(""), &off).await.json::<serde_json::Value>(200);
    app.post(&hooked.path("/replay"), &middle).await.problem(ErrorCode::Conflict);
    app.post(&hooked.path("/ping"), &json!({})).await.problem(ErrorCode::Conflict);
}

#[tokio::test]
async fn the_log_is_forgotten_after_two_weeks() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({})).await;
    alice.send(group, "hello").await;
    app.work().await;
    app.advance(13 * 24 * HOUR);
    app.tidy().await;
    assert_eq!(hooked.deliveries(&app, "").await.len(), 1);
    app.advance(2 * 24 * HOUR);
    app.tidy().await;
    assert!(hooked.deliveries(&app, "").await.is_empty());
}

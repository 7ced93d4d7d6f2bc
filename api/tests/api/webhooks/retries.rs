//! Endpoints that fail: when it is tried again, how long, and who else waits.

use super::{HOUR, Hooked, created};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::Limits;
use warbler_protocol::{Delivery, DeliveryStatus, DisabledReason, Endpoint, TeamRole};
use warbler_testing::{TestApp, TestEndpoint, eventually};

#[tokio::test]
async fn it_is_tried_ten_times_with_the_same_id_and_then_given_up() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.answer(500, "", "not now");
    alice.send(group, "hello").await;
    app.work().await;
    app.advance(Duration::from_secs(4));
    app.work().await;
    assert_eq!(hooked.server.received().len(), 1, "not before five seconds");

    // Each is more than the pause before it, jitter included.
    let minutes = [1, 6, 34, 133, 331, 661, 925, 1321, 1585];
    for (tried, pause) in (2..).zip(minutes) {
        app.advance(Duration::from_secs(pause * 60));
        app.work().await;
        assert_eq!(hooked.server.received().len(), tried);
    }
    app.advance(100 * HOUR);
    app.work().await;

    let received = hooked.server.received();
    assert_eq!(received.len(), 10);
    let ids: Vec<_> = received.iter().map(|request| &request.headers["webhook-id"]).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    let first = &received[0].headers["webhook-timestamp"];
    assert_ne!(*first, received[9].headers["webhook-timestamp"], "each attempt has its time");
    let detail = hooked.newest(&app).await;
    assert_eq!(detail.delivery.status, DeliveryStatus::Dead);
    assert_eq!(detail.attempt_log.len(), 10);
    assert_eq!(detail.attempt_log[9].number, 10);
    assert_eq!(detail.attempt_log[9].response_body.as_deref(), Some("not now"));
    let dead: Vec<Delivery> = hooked.deliveries(&app, "?status=dead").await;
    assert_eq!(dead.len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_asks_for_a_pause_gets_one() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.answer(429, "retry-after: 600\r\n", "");
    alice.send(group, "one").await;
    app.work().await;
    // Not even something new is sent before.
    alice.send(group, "two").await;
    app.advance(Duration::from_secs(599));
    app.work().await;
    assert_eq!(hooked.server.received().len(), 1);
    hooked.server.answer(200, "", "");
    app.advance(Duration::from_secs(1));
    app.work().await;
    let mut told = hooked.told();
    told.sort();
    assert_eq!(told, created(&["one", "one", "two"]));
    assert_eq!(hooked.state(&app).await.failing_since, None);
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_not_followed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let elsewhere = TestEndpoint::start().await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.answer(302, &format!("location: {}\r\n", elsewhere.url("/")), "");
    alice.send(group, "hello").await;
    app.work().await;
    assert!(elsewhere.requests().is_empty());
    let delivery = hooked.newest(&app).await.delivery;
    assert_eq!(delivery.status, DeliveryStatus::Pending);
    assert_eq!(delivery.error.as_deref(), Some("answered 302: redirects are not followed"));
}

#[tokio::test]
async fn one_that_is_gone_is_disabled_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.answer(410, "", "");
    alice.send(group, "one").await;
    app.work().await;
    alice.send(group, "two").await;
    app.work().await;
    assert_eq!(hooked.server.received().len(), 1);
    let state = hooked.state(&app).await;
    assert_eq!((state.enabled, state.disabled_reason), (false, Some(DisabledReason::Gone)));

    // Enabled again, it hears of what happens from then on.
    hooked.server.answer(200, "", "");
    let enabled: Endpoint =
        app.patch(&hooked.path(""), &json!({ "enabled": true })).await.json(200);
    assert_eq!((enabled.enabled, enabled.disabled_reason), (true, None));
    alice.send(group, "three").await;
    app.work().await;
    assert_eq!(hooked.told().last().unwrap().1, "three");
    assert_eq!(hooked.server.received().len(), 2);
}

#[tokio::test]
async fn after_five_days_of_failure_it_is_disabled_and_the_owner_told() {
    let app = TestApp::start().await;
    app.team("ada", TeamRole::Owner).await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.answer(500, "", "");
    for day in 0..6 {
        assert!(hooked.state(&app).await.enabled, "day {day}");
        app.post(&hooked.path("/ping"), &json!({})).await.json::<Delivery>(202);
        app.work().await;
        app.advance(24 * HOUR);
    }
    let state = hooked.state(&app).await;
    assert_eq!((state.enabled, state.disabled_reason), (false, Some(DisabledReason::Failing)));
    let mails = app.mails("ada@example.com").await;
    let told: Vec<_> = mails.iter().filter(|mail| mail.contains("endpoint was disabled")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(&hooked.created.endpoint.url));
}

#[tokio::test]
async fn a_recalled_message_does_not_come_back() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hooked = Hooked::create(&app, json!({ "event_types": ["message.created"] })).await;
    hooked.server.answer(500, "", "cannot take: canary-4711");
    let message = alice.send(group, "canary-4711").await;
    app.work().await;
    alice.delete(&warbler_testing::path_of(&message)).await.json::<Value>(200);
    app.work().await;
    assert!(!app.dump().await.contains("canary-4711"), "also not in what was answered");
    hooked.server.answer(200, "", "");
    app.advance(HOUR);
    app.work().await;
    let delivery = hooked.newest(&app).await.delivery;
    app.post(&hooked.path(&format!("/deliveries/{}/resend", delivery.id)), &json!({}))
        .await
        .json::<Delivery>(202);
    app.post(&hooked.path("/replay"), &json!({ "from": "2023-11-14T00:00:00Z" })).await.empty(202);
    app.work().await;

    let received = hooked.server.received();
    assert_eq!(received.len(), 4);
    assert_eq!(received[0].body["data"]["text"], "canary-4711");
    for request in &received[1..] {
        assert!(!request.text.contains("canary-4711"));
        assert!(request.body["data"]["recalled_at"].is_string());
    }
}

#[tokio::test]
async fn where_order_matters_a_conversation_waits_and_no_other() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (slow, fine) = (app.group(&[&alice]).await, app.group(&[&alice]).await);
    let settings = json!({ "event_types": ["message.created"], "ordered": true });
    let hooked = Hooked::create(&app, settings).await;
    hooked.server.script(&[500]);
    alice.send(slow, "1").await;
    app.work().await;
    for text in ["2", "3"] {
        alice.send(slow, text).await;
        alice.send(fine, text).await;
    }
    app.work().await;
    assert_eq!(hooked.told(), created(&["1", "2", "3"]), "the other conversation goes on");
    app.advance(Duration::from_secs(6));
    app.work().await;
    assert_eq!(hooked.told()[3..], created(&["1", "2", "3"]));
    // A ping is in nobody's way, nor anybody in its.
    app.post(&hooked.path("/ping"), &json!({})).await.json::<Delivery>(202);
    app.work().await;
    assert_eq!(hooked.told().pop().unwrap().0, "endpoint.pinged");
}

#[tokio::test]
async fn one_that_hangs_delays_nobody_else() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let hanging = Hooked::create(&app, json!({})).await;
    hanging.server.hang();
    let healthy = Hooked::create(&app, json!({})).await;
    for number in 0..20 {
        alice.send(group, &number.to_string()).await;
    }
    let work = app.work_beside();
    let all = || async { (healthy.server.received().len() == 20).then_some(()) };
    eventually("deliveries to the healthy one", all).await;
    assert!(!work.is_finished(), "the other one still hangs");
    assert!(hanging.server.received().len() <= 8);
    work.abort();
}

#[tokio::test]
async fn no_answer_in_time_is_a_failure() {
    let limits = Limits { webhook_timeout: Duration::from_millis(100), ..TestApp::limits() };
    let app = TestApp::start_with(limits).await;
    let hooked = Hooked::create(&app, json!({})).await;
    hooked.server.hang();
    app.post(&hooked.path("/ping"), &json!({})).await.json::<Delivery>(202);
    app.work().await;
    let detail = hooked.newest(&app).await;
    assert_eq!(detail.delivery.error.as_deref(), Some("no answer in time"));
    assert_eq!(detail.delivery.status, DeliveryStatus::Pending);
    assert_eq!(detail.attempt_log[0].status_code, None);
    assert!(hooked.state(&app).await.failing_since.is_some());
}

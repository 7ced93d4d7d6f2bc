//! What time brings. The clock of a test begins on Tuesday, 2023-11-14, at 22:13:20 UTC.

use super::desk::{Desk, kinds};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{ErrorCode, Queue, ServiceTarget, Support, SupportState};
use warbler_testing::TestApp;

const MINUTE: Duration = Duration::from_secs(60);

fn berlin() -> Value {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let open = days.map(|day| json!({ "day": day, "from": "09:00", "to": "17:00" }));
    json!({ "zone": "Europe/Berlin", "open": open, "holidays": ["2023-11-15"] })
}

#[tokio::test]
async fn outside_business_hours_customers_are_told_when_somebody_comes() {
    let app = TestApp::start().await;
    let queue = json!({ "hours": berlin(), "messages": { "closed": "We sleep.", "away": "Soon!" },
        "targets": { "first_response_minutes": 30 } });
    let desk = Desk::open(&app, queue).await;
    let asked = desk.ask().await;
    assert_eq!(desk.customer.texts(asked).await, ["We sleep."]);
    let expectation = desk.seen_by_customer(asked).await.expectation.unwrap();
    assert_eq!(json!(expectation.opens_at), "2023-11-16T08:00:00.000Z", "after the holiday");
    let due = desk.seen_by_operator(asked).await.desk.unwrap().response_due_at;
    assert_eq!(json!(due), "2023-11-16T08:30:00.000Z");
    app.advance(Duration::from_secs(36 * 3600));
    let late = app.user("late").await;
    let asked = super::desk::ask(&late).await;
    assert_eq!(late.texts(asked).await, ["Soon!"], "open, and nobody there");
    let queue: Queue = app.get(&format!("/v1/support/queues/{}", desk.queue.id)).await.json(200);
    assert!(queue.open && queue.opens_at.is_none());
    for (zone, from) in [("Europe/Atlantis", "09:00"), ("UTC", "9:00"), ("UTC", "18:00")] {
        let open = json!([{ "day": "monday", "from": from, "to": "17:00" }]);
        let body = json!({ "hours": { "zone": zone, "open": open } });
        let path = format!("/v1/support/queues/{}", desk.queue.id);
        app.patch(&path, &body).await.problem(ErrorCode::ValidationFailed);
    }
}

#[tokio::test]
async fn who_waits_too_long_is_told_or_goes_back_to_the_bot() {
    let app = TestApp::start().await;
    let desk =
        Desk::open(&app, json!({ "max_wait_minutes": 5, "messages": { "waited": "Sorry" } })).await;
    let asked = desk.ask().await;
    app.work().await;
    app.advance(5 * MINUTE - Duration::from_millis(1));
    app.work().await;
    assert!(desk.customer.texts(asked).await.is_empty());
    app.advance(Duration::from_millis(1));
    for _ in 0..3 {
        app.work().await;
        app.advance(5 * MINUTE);
    }
    assert_eq!(desk.customer.texts(asked).await, ["Sorry"], "once");
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Queued);

    let desk = {
        app.user("robo").await;
        app.patch("/v1/support", &json!({ "bot_id": "robo" })).await.json::<Value>(200);
        let path = format!("/v1/support/queues/{}", desk.queue.id);
        app.patch(&path, &json!({ "return_to_bot": true })).await.json::<Value>(200);
        desk
    };
    let asked = desk.ask().await;
    let mut states = Vec::new();
    for _ in 0..2 {
        desk.server(asked, "handoff", json!({ "reason": "no_answer" })).await;
        app.advance(5 * MINUTE);
        app.work().await;
        states.push(desk.seen_by_customer(asked).await.state);
    }
    // The second handover within ten minutes: the queue keeps them.
    assert_eq!(states, [SupportState::Bot, SupportState::Queued]);
}

#[tokio::test]
async fn a_missed_target_is_told_once_and_one_that_was_met_never() {
    let app = TestApp::start().await;
    let targets = json!({ "first_response_minutes": 10, "resolution_minutes": 60 });
    let desk = Desk::open(&app, json!({ "targets": targets })).await;
    let (slow, quick) = (desk.ask().await, desk.ask().await);
    desk.operator(quick, "claim", json!({})).await;
    desk.operator.send(quick, "At once!").await;
    app.work().await;
    app.advance(10 * MINUTE);
    app.work().await;
    app.work().await;
    let desk_of = async |asked| desk.seen_by_operator(asked).await.desk.unwrap();
    assert_eq!(desk_of(slow).await.breached, [ServiceTarget::FirstResponse]);
    assert!(desk_of(quick).await.breached.is_empty());
    assert_eq!(desk_of(quick).await.response_due_at, None);
    app.advance(50 * MINUTE);
    app.work().await;
    let both = [ServiceTarget::FirstResponse, ServiceTarget::Resolution];
    assert_eq!(desk_of(slow).await.breached, both);
    assert_eq!(desk_of(quick).await.breached, [ServiceTarget::Resolution]);
    let told = desk.operator.entries(desk.queue.inbox_id).await;
    let breaches: Vec<Support> = told
        .iter()
        .filter(|event| event.t.as_str() == "support.breached")
        .map(|event| serde_json::from_str(event.d.get()).unwrap())
        .collect();
    let whose: Vec<_> = breaches.iter().map(|it| it.conversation_id).collect();
    assert_eq!(whose.iter().filter(|it| **it == slow).count(), 2);
    assert_eq!(whose.len(), 3);
}

#[tokio::test]
async fn silence_after_our_answer_resolves_and_a_question_never_does() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    app.patch("/v1/support", &json!({ "auto_resolve_hours": 2 })).await.json::<Value>(200);
    let (answered, open, waiting) = (desk.ask().await, desk.ask().await, desk.ask().await);
    for asked in [answered, open] {
        desk.customer.send(asked, "Where is it?").await;
        desk.operator(asked, "claim", json!({})).await;
        desk.operator.send(asked, "On its way.").await;
    }
    desk.customer.send(waiting, "Hello?").await;
    app.advance(60 * MINUTE);
    desk.customer.send(open, "It is not.").await;
    app.work().await;
    app.advance(60 * MINUTE - Duration::from_millis(1));
    app.work().await;
    assert_eq!(desk.seen_by_customer(answered).await.state, SupportState::Assigned);
    app.advance(Duration::from_millis(1));
    app.work().await;
    assert_eq!(desk.seen_by_customer(answered).await.state, SupportState::Resolved);
    app.advance(600 * MINUTE);
    app.work().await;
    assert_eq!(desk.seen_by_customer(open).await.state, SupportState::Assigned);
    assert_eq!(desk.seen_by_customer(waiting).await.state, SupportState::Queued);
}

/// That a bot says somebody comes is no answer.
#[tokio::test]
async fn who_was_promised_a_person_waits_for_one() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    app.patch("/v1/support", &json!({ "auto_resolve_hours": 1 })).await.json::<Value>(200);
    let asked = desk.ask().await;
    desk.customer.send(asked, "A person, please.").await;
    desk.server(asked, "handoff", json!({ "customer_message": "One moment." })).await;
    app.work().await;
    assert!(desk.seen_by_operator(asked).await.desk.unwrap().waiting_since.is_some());
    desk.operator(asked, "claim", json!({})).await;
    app.advance(600 * MINUTE);
    app.work().await;
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Assigned);
    desk.operator.send(asked, "Here I am.").await;
    app.work().await;
    assert!(desk.seen_by_operator(asked).await.desk.unwrap().waiting_since.is_none());
    app.advance(60 * MINUTE);
    app.work().await;
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Resolved);
}

/// Nobody has listened yet when the silence seems to be over.
#[tokio::test]
async fn what_was_just_written_is_no_silence() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    app.patch("/v1/support", &json!({ "auto_resolve_hours": 1 })).await.json::<Value>(200);
    let asked = desk.ask().await;
    desk.operator(asked, "claim", json!({})).await;
    desk.operator.send(asked, "All well?").await;
    app.work().await;
    app.advance(60 * MINUTE);
    desk.customer.send(asked, "No.").await;
    app.sweep_desk(app.context()).await;
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Assigned);
    app.work().await;
    assert_eq!(kinds(&desk.customer, asked).await, ["opened", "assigned"]);
}

#[tokio::test]
async fn a_snooze_ends_with_its_time_and_reopening_follows_the_policy() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    desk.operator(asked, "take_over", json!({})).await;
    let until = app.now() + 90 * MINUTE;
    desk.operator(asked, "snooze", json!({ "until": until })).await;
    app.work().await;
    app.advance(90 * MINUTE);
    app.work().await;
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Assigned);

    let reopened = async |policy: Value| {
        app.patch("/v1/support", &policy).await.json::<Value>(200);
        desk.operator(asked, "resolve", json!({})).await;
        app.advance(90 * MINUTE);
        desk.customer.send(asked, "again").await;
        app.work().await;
        let state = desk.seen_by_customer(asked).await.state;
        if state != SupportState::Assigned {
            desk.server(asked, "assign", json!({ "operator_id": "olga" })).await;
        }
        state
    };
    desk.be("olga", "away").await;
    assert_eq!(reopened(json!({ "reopen_to": "queue" })).await, SupportState::Queued);
    assert_eq!(reopened(json!({ "reopen_to": "assignee" })).await, SupportState::Queued, "away");
    desk.be("olga", "available").await;
    assert_eq!(reopened(json!({ "reopen_to": "assignee" })).await, SupportState::Assigned);
    assert_eq!(reopened(json!({ "reopen_to": "bot" })).await, SupportState::Bot);
    let late = json!({ "reopen_to": "assignee", "reopen_hours": 1 });
    assert_eq!(reopened(late).await, SupportState::Bot, "as a new one");
}

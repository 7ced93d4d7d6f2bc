//! Ratings and reports.

use super::desk::Desk;
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{ErrorCode, HandoffCount, HandoffReason, Support, SupportReport};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_resolution_is_rated_once_and_only_if_that_was_asked_for() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    let path = format!("/v1/conversations/{asked}/support/rating");
    let good = json!({ "score": 5, "comment": "canary-comment" });
    desk.customer.post(&path, &good).await.problem(ErrorCode::Conflict);
    desk.server(asked, "resolve", json!({})).await;
    desk.customer.post(&path, &good).await.problem(ErrorCode::Conflict);
    desk.server(asked, "reopen", json!({})).await;
    app.patch("/v1/support", &json!({ "ask_rating": true })).await.json::<Value>(200);
    desk.server(asked, "resolve", json!({})).await;
    assert!(desk.seen_by_customer(asked).await.rating_requested);
    for bad in
        [json!({ "score": 0 }), json!({ "score": 6 }), json!({ "score": 5, "comment": "\0" })]
    {
        desk.customer.post(&path, &bad).await.problem(ErrorCode::ValidationFailed);
    }
    let rated: Support = desk.customer.post(&path, &good).await.json(200);
    assert_eq!((rated.rating.unwrap().score, rated.rating_requested), (5, false));
    desk.customer.post(&path, &good).await.problem(ErrorCode::Conflict);
    desk.server(asked, "reopen", json!({})).await;
    desk.server(asked, "resolve", json!({})).await;
    desk.customer.post(&path, &json!({ "score": 1.0 })).await.json::<Support>(200);

    desk.server(asked, "reopen", json!({})).await;
    let summary = json!({ "summary": "canary-summary" });
    desk.server(asked, "handoff", summary).await;
    app.delete("/v1/users/cleo").await.empty(204);
    app.work().await;
    let rest = app.dump().await;
    assert!(!rest.contains("canary-comment"), "erased with who wrote it");
    assert!(!rest.contains("canary-summary"), "erased with whom it is about");
}

#[tokio::test]
async fn reports_count_by_the_day_of_the_zone() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    app.patch("/v1/support", &json!({ "ask_rating": true })).await.json::<Value>(200);
    let (one, two) = (desk.ask().await, desk.ask().await);
    desk.server(one, "handoff", json!({ "reason": "no_answer" })).await;
    desk.operator(one, "claim", json!({})).await;
    app.advance(Duration::from_secs(90));
    desk.operator.send(one, "Hello").await;
    desk.server(two, "resolve", json!({})).await;
    // After midnight in UTC and in Berlin.
    app.advance(Duration::from_secs(2 * 3600));
    desk.operator(one, "resolve", json!({})).await;
    let rating = format!("/v1/conversations/{one}/support/rating");
    desk.customer.post(&rating, &json!({ "score": 4 })).await.json::<Value>(200);
    app.work().await;
    let report = async |zone: &str| -> SupportReport {
        let days = "from=2023-11-14&to=2023-11-15";
        app.get(&format!("/v1/support/report?{days}{zone}")).await.json(200)
    };
    let [first, second] = report("").await.days.try_into().unwrap();
    assert_eq!((first.day.as_str(), first.opened, second.opened), ("2023-11-14", 2, 0));
    assert_eq!((first.resolved, first.resolved_by_bot, second.resolved), (1, 1, 1));
    assert_eq!((first.first_response_seconds, first.resolution_seconds), (Some(90), Some(90)));
    assert_eq!((second.ratings, second.mean_score), (1, Some(4.0)));
    assert_eq!(second.resolution_seconds, Some(7290));
    let handoff = HandoffCount { reason: HandoffReason::NoAnswer, count: 1 };
    assert_eq!(first.handoffs, [handoff]);
    let [tokyo, _] = report("&zone=Asia/Tokyo").await.days.try_into().unwrap();
    assert_eq!(tokyo.opened, 0, "it is the 15th there");
    for bad in [
        "from=x&to=2023-11-15",
        "from=2023-11-15&to=2023-11-14",
        "from=2023-01-01&to=2023-12-31",
        "from=2023-11-14&to=2023-11-15&zone=Mars",
    ] {
        let answer = app.get(&format!("/v1/support/report?{bad}")).await;
        answer.problem(ErrorCode::InvalidParameter);
    }
}

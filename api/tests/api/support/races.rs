//! Several at once: one of them wins.

use super::desk::{Desk, ask, kinds};
use serde_json::{Value, json};
use warbler_protocol::{ConversationId, ErrorCode, Operator, SupportState};
use warbler_testing::{TestApp, TestResponse, TestUser};

async fn claim(user: &TestUser<'_>, asked: ConversationId) -> TestResponse {
    user.post(&format!("/v1/conversations/{asked}/support/claim"), &json!({})).await
}

#[tokio::test]
async fn of_two_who_claim_one_does() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    let other = app.user("otto").await;
    desk.hire("otto", json!({})).await;
    for _ in 0..2 {
        let asked = desk.ask().await;
        let (one, two) = tokio::join!(claim(&desk.operator, asked), claim(&other, asked));
        let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
        let owner: Value = won.json(200);
        lost.problem(ErrorCode::Conflict);
        assert_eq!(kinds(&desk.customer, asked).await, ["opened", "assigned"]);
        let seen = desk.seen_by_customer(asked).await;
        assert_eq!(json!(seen.owner), owner["owner"]);
    }
}

#[tokio::test]
async fn nobody_gets_more_customers_than_they_can_take() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    let mut asked = Vec::new();
    for _ in 0..5 {
        asked.push(desk.ask().await);
    }
    let [one, two, three, four, five] = asked[..] else { panic!("five") };
    let olga = &desk.operator;
    let answers = tokio::join!(
        claim(olga, one),
        claim(olga, two),
        claim(olga, three),
        claim(olga, four),
        claim(olga, five)
    );
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4];
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|it| it.status == 200);
    assert_eq!(won.len(), 2);
    for lost in lost {
        lost.problem(ErrorCode::LimitReached);
    }
    let operator: Operator = app.get("/v1/support/operators/olga").await.json(200);
    assert_eq!((operator.load, operator.capacity), (2, 2));
}

#[tokio::test]
async fn two_workers_do_once_what_is_due_once() {
    let app = TestApp::start().await;
    let desk =
        Desk::open(&app, json!({ "max_wait_minutes": 5, "messages": { "waited": "Sorry" } })).await;
    let others = [app.user("d1").await, app.user("d2").await, app.user("d3").await];
    let mut asked = vec![desk.ask().await];
    for other in &others {
        asked.push(ask(other).await);
    }
    app.work().await;
    app.advance(std::time::Duration::from_secs(301));
    desk.be("olga", "available").await;
    let (here, there) = (app.context(), app.another_process().await);
    for _ in 0..4 {
        tokio::join!(app.sweep_desk(here), app.sweep_desk(&there));
    }
    let mut assigned = 0;
    for asked in asked {
        let server = app.get(&format!("/v1/conversations/{asked}/messages")).await;
        let texts = String::from_utf8(server.body).unwrap();
        assert!(texts.matches("Sorry").count() <= 1, "{texts}");
        let support = desk.seen_by_operator(asked).await;
        match support.state {
            SupportState::Assigned => assigned += 1,
            state => assert_eq!((state, texts.matches("Sorry").count()), (SupportState::Queued, 1)),
        }
    }
    assert_eq!(assigned, 2, "as many as she takes");
}

//! The support desk: who answers, step by step.

mod desk;
mod operators;
mod races;
mod random;
mod reports;
mod time;

use desk::{Desk, kinds};
use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, Message, OwnerKind, Page, Support, SupportState};
use warbler_testing::TestApp;

#[tokio::test]
async fn a_customer_comes_to_a_person_and_back_and_is_done() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    let support = desk.seen_by_customer(asked).await;
    assert_eq!((support.state, support.owner_epoch), (SupportState::Bot, 1));
    assert_eq!(support.owner.user_id.as_ref().map(|id| id.as_str()), Some("robo"));

    desk.server(asked, "offer", json!({ "customer_message": "A colleague?" })).await;
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Offered);
    desk.customer.send(asked, "no, you please").await;
    app.work().await;
    let support = desk.seen_by_customer(asked).await;
    assert_eq!((support.state, support.owner_epoch), (SupportState::Bot, 1));

    let handoff = json!({ "reason": "low_confidence", "summary": "wants a refund",
        "priority": "high", "customer_message": "One moment.", "epoch": 1 });
    desk.server(asked, "handoff", handoff).await;
    let support = desk.seen_by_customer(asked).await;
    assert_eq!((support.state, support.owner.kind), (SupportState::Queued, OwnerKind::Queue));
    assert_eq!((support.owner_epoch, support.desk), (2, None));
    assert_eq!(support.expectation.unwrap().ahead, 0);

    let claimed = desk.operator(asked, "claim", json!({})).await;
    assert_eq!((claimed.state, claimed.owner_epoch), (SupportState::Assigned, 3));
    let internal_id = claimed.desk.unwrap().internal_id;
    assert_eq!(desk.operator.texts(internal_id).await, ["wants a refund"]);
    assert_eq!(desk.operator.texts(asked).await, ["A colleague?", "no, you please", "One moment."]);
    desk.operator.send(asked, "Hello, I am Olga.").await;

    let returned = desk.operator(asked, "return", json!({})).await;
    assert_eq!((returned.state, returned.owner_epoch), (SupportState::Bot, 4));
    for conversation in [asked, internal_id] {
        let path = format!("/v1/conversations/{conversation}");
        desk.operator.get(&path).await.problem(ErrorCode::NotFound);
    }
    assert_eq!(desk.operator(asked, "take_over", json!({})).await.owner_epoch, 5);
    let until = app.now() + std::time::Duration::from_secs(3600);
    desk.operator(asked, "snooze", json!({ "until": until })).await;
    desk.customer.send(asked, "still there?").await;
    app.work().await;
    assert_eq!(desk.seen_by_customer(asked).await.state, SupportState::Assigned);
    let resolved = desk.operator(asked, "resolve", json!({ "customer_message": "Bye!" })).await;
    assert_eq!((resolved.state, resolved.owner_epoch), (SupportState::Resolved, 6));
    desk.customer.send(asked, "one more thing").await;
    app.work().await;
    let support = desk.seen_by_customer(asked).await;
    assert_eq!((support.state, support.owner_epoch), (SupportState::Bot, 7));

    let events: Vec<_> = kinds(&desk.customer, asked).await;
    assert_eq!(
        events,
        [
            "opened", "offered", "returned", "queued", "assigned", "returned", "assigned",
            "snoozed", "assigned", "resolved", "reopened"
        ]
    );
}

#[tokio::test]
async fn without_a_bot_customers_wait_and_with_one_they_may_ask_for_a_person() {
    let app = TestApp::start().await;
    let customer = app.user("ann").await;
    let asked = desk::ask(&customer).await;
    let path = format!("/v1/conversations/{asked}/support");
    let support: Support = customer.get(&path).await.json(200);
    assert_eq!(support.state, SupportState::Queued, "in the queue that was made for it");
    assert!(support.expectation.unwrap().away);
    let again = customer.post(&format!("{path}/handoff"), &json!({})).await;
    again.problem(ErrorCode::Conflict);

    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    let path = format!("/v1/conversations/{asked}/support/handoff");
    for decides in [
        json!({ "summary": "x" }),
        json!({ "priority": "urgent" }),
        json!({ "reason": "policy" }),
        json!({ "customer_message": "x" }),
    ] {
        desk.customer.post(&path, &decides).await.problem(ErrorCode::Forbidden);
    }
    let support: Support = desk.customer.post(&path, &json!({})).await.json(200);
    assert_eq!((support.state, support.desk), (SupportState::Queued, None));
    let seen = desk.seen_by_operator(asked).await.desk.unwrap();
    assert_eq!(seen.reason, Some(warbler_protocol::HandoffReason::UserRequest));
}

#[tokio::test]
async fn who_knows_an_older_owner_is_refused() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    desk.operator(asked, "take_over", json!({ "epoch": 1 })).await;
    for (step, body) in [
        ("handoff", json!({ "epoch": 1 })),
        ("offer", json!({ "epoch": 1 })),
        ("resolve", json!({ "epoch": 1 })),
        ("return", json!({ "epoch": 1 })),
        ("assign", json!({ "operator_id": "olga", "epoch": 3 })),
    ] {
        desk.try_server(asked, step, body).await.problem(ErrorCode::OwnerChanged);
    }
    assert_eq!(desk.seen_by_operator(asked).await.owner_epoch, 2);
}

#[tokio::test]
async fn a_bot_with_a_token_of_its_own_works_at_the_desk_while_it_answers() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    let token = app.token("robo", json!({})).await;
    let path = format!("/v1/conversations/{asked}/support/handoff");
    let body = json!({ "reason": "budget", "summary": "too dear", "epoch": 1 });
    let ask = || app.call(reqwest::Method::POST, &path, Some(&token), Some(&body));
    let support: Support = ask().await.json(200);
    assert_eq!((support.state, support.desk), (SupportState::Queued, None));
    ask().await.problem(ErrorCode::OwnerChanged);
    let desk = desk.seen_by_operator(asked).await.desk.unwrap();
    assert_eq!(desk.reason, Some(warbler_protocol::HandoffReason::Budget));
}

#[tokio::test]
async fn a_state_allows_what_it_allows() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let until = app.now() + std::time::Duration::from_secs(60);
    let body = |step: &str| match step {
        "claim" | "take_over" | "assign" => json!({ "operator_id": "olga" }),
        "snooze" => json!({ "until": until }),
        _ => json!({}),
    };
    let refused: [(&[&str], &[&str]); 5] = [
        (&[], &["claim", "return", "snooze", "wake", "reopen"]),
        (&["handoff"], &["handoff", "offer", "take_over", "snooze", "wake", "resolve", "reopen"]),
        (&["take_over"], &["offer", "claim", "take_over", "assign", "wake", "reopen"]),
        (&["take_over", "snooze"], &["offer", "claim", "take_over", "assign", "snooze", "reopen"]),
        (
            &["resolve"],
            &[
                "handoff",
                "offer",
                "claim",
                "take_over",
                "assign",
                "return",
                "snooze",
                "wake",
                "resolve",
            ],
        ),
    ];
    for (way, steps) in refused {
        let asked = desk.ask().await;
        for step in way {
            desk.server(asked, step, body(step)).await;
        }
        for step in steps {
            let answer = desk.try_server(asked, step, body(step)).await;
            assert_eq!(answer.any_problem().code, ErrorCode::Conflict, "{way:?} {step}");
        }
        // Makes room for the next.
        let there = desk.seen_by_operator(asked).await.state;
        if matches!(there, SupportState::Assigned | SupportState::Snoozed) {
            desk.server(asked, "resolve", json!({})).await;
        }
    }
}

#[tokio::test]
async fn customers_never_see_what_operators_say_among_themselves() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    let handoff = json!({ "reason": "frustrated", "summary": "canary-summary" });
    desk.server(asked, "handoff", handoff).await;
    let path = format!("/v1/conversations/{asked}/support");
    let triage = json!({ "labels": ["canary-label"], "priority": "urgent" });
    desk.operator.patch(&path, &triage).await.json::<Support>(200);
    let claimed = desk.operator(asked, "claim", json!({})).await;
    let note = json!({ "text": "canary-note" });
    let note: Message = desk.operator.post(&format!("{path}/notes"), &note).await.json(201);
    assert_eq!(note.sender_id.as_ref(), Some(&desk.operator.id));
    let internal_id = claimed.desk.unwrap().internal_id;
    assert_eq!(desk.operator.texts(internal_id).await, ["canary-summary", "canary-note"]);

    let mut seen = Vec::new();
    for path in [
        path.clone(),
        format!("/v1/conversations/{asked}"),
        "/v1/conversations".to_owned(),
        format!("/v1/conversations/{asked}/entries?limit=100"),
        format!("{path}/transcript"),
    ] {
        seen.push(desk.customer.get(&path).await.json::<Value>(200).to_string());
    }
    let seen = seen.join("\n");
    for canary in ["canary", "frustrated", "urgent", internal_id.to_string().as_str(), "que_"] {
        assert!(!seen.contains(canary), "{canary} in {seen}");
    }
    for path in
        [format!("/v1/conversations/{internal_id}"), format!("{path}/transcript?notes=true")]
    {
        desk.customer.get(&path).await.problem(ErrorCode::NotFound);
    }
    let text = desk.operator.get(&format!("{path}/transcript?notes=true&format=text")).await;
    let text = String::from_utf8(text.body).unwrap();
    assert!(text.contains(" olga (note): canary-note\n"), "{text}");
    assert_eq!(app.get(&path).await.json::<Support>(200).desk.unwrap().labels, ["canary-label"]);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    for (step, body) in [
        ("handoff", json!({ "summary": "a\0b" })),
        ("handoff", json!({ "customer_message": "" })),
        ("handoff", json!({ "summary": "x".repeat(8193) })),
        ("claim", json!({ "operator_id": "nobody" })),
        ("claim", json!({})),
    ] {
        desk.try_server(asked, step, body).await.problem(ErrorCode::ValidationFailed);
    }
    desk.try_server(asked, "handoff", json!({ "epoch": 1e300 }))
        .await
        .problem(ErrorCode::InvalidBody);
    let nowhere = json!({ "queue_id": format!("que_{}", "0".repeat(32)) });
    desk.try_server(asked, "handoff", nowhere).await.problem(ErrorCode::NotFound);
    let path = format!("/v1/conversations/{asked}/support");
    for labels in [json!(["Big"]), json!([""]), json!(["a\0"]), json!(["x".repeat(41)])] {
        let labels = json!({ "labels": labels });
        desk.operator.patch(&path, &labels).await.problem(ErrorCode::ValidationFailed);
    }
    desk.operator(asked, "take_over", json!({})).await;
    for until in ["1999-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
        let answer = desk.try_server(asked, "snooze", json!({ "until": until })).await;
        answer.problem(ErrorCode::ValidationFailed);
    }
    for body in [
        json!({ "kind": "support", "visibility": "public" }),
        json!({ "kind": "support", "history": "since_join" }),
    ] {
        desk.customer.post("/v1/conversations", &body).await.problem(ErrorCode::ValidationFailed);
    }
    let nobody = app.post("/v1/conversations", &json!({ "kind": "support" })).await;
    nobody.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn a_support_conversation_that_is_deleted_is_off_the_desk() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let asked = desk.ask().await;
    let customer = desk.customer.delete(&format!("/v1/conversations/{asked}")).await;
    customer.problem(ErrorCode::Forbidden);
    app.delete(&format!("/v1/conversations/{asked}")).await.empty(204);
    let inbox: Page<Support> = app.get("/v1/support/conversations").await.json(200);
    assert!(inbox.data.is_empty());
    app.get(&format!("/v1/conversations/{asked}/support")).await.problem(ErrorCode::NotFound);
    app.work().await;
}

//! Operators, what they are given, and what they look at.

use super::desk::{Desk, ask};
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{
    CannedReply, ErrorCode, Operator, Page, QueueCounts, RenderedReply, Support, SupportCounts,
    SupportState,
};
use warbler_testing::{TestApp, TestSocket, TestUser};

/// The next that the inbox tells.
async fn heard(socket: &mut TestSocket) -> Value {
    loop {
        let event = socket.next().await;
        if event["t"] == "inbox.updated" {
            return event;
        }
    }
}

async fn owner(desk: &Desk<'_>, asked: warbler_protocol::ConversationId) -> Option<String> {
    let support = desk.seen_by_operator(asked).await;
    (support.state == SupportState::Assigned).then(|| support.owner.user_id.unwrap().to_string())
}

#[tokio::test]
async fn customers_are_given_to_whom_has_fewest_in_turn_the_most_urgent_first() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    app.user("otto").await;
    desk.hire("otto", json!({ "capacity": 1 })).await;
    let mut asked = Vec::new();
    for _ in 0..4 {
        app.advance(Duration::from_secs(1));
        asked.push(desk.ask().await);
    }
    let urgent = format!("/v1/conversations/{}/support", asked[3]);
    app.patch(&urgent, &json!({ "priority": "urgent" })).await.json::<Value>(200);
    assert_eq!(desk.seen_by_customer(asked[0]).await.expectation.unwrap().ahead, 1);
    app.work().await;
    assert_eq!(owner(&desk, asked[0]).await, None, "nobody is there");
    desk.be("olga", "available").await;
    desk.be("otto", "available").await;
    app.work().await;
    let mut owners = Vec::new();
    for asked in &asked {
        owners.push(owner(&desk, *asked).await);
    }
    let mut given: Vec<_> = owners.iter().flatten().map(String::as_str).collect();
    given.sort_unstable();
    assert_eq!(given, ["olga", "olga", "otto"]);
    assert_eq!(owners[2], None, "the last of those who are not urgent");
    // Whoever is free again is given the next.
    let at = owners.iter().position(|it| it.as_deref() == Some("otto")).unwrap();
    desk.server(asked[at], "resolve", json!({})).await;
    app.work().await;
    assert_eq!(owner(&desk, asked[2]).await.as_deref(), Some("otto"));
}

#[tokio::test]
async fn a_queue_may_ask_for_skills_or_wait_to_be_claimed() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({ "skills": ["french"] })).await;
    let otto = app.user("otto").await;
    desk.hire("otto", json!({ "skills": ["french", "billing"] })).await;
    desk.be("olga", "available").await;
    let asked = desk.ask().await;
    app.work().await;
    assert_eq!(owner(&desk, asked).await, None);
    let path = "/v1/support/operators/otto/availability";
    otto.put(path, &json!({ "availability": "available" })).await.json::<Operator>(200);
    app.work().await;
    assert_eq!(owner(&desk, asked).await.as_deref(), Some("otto"));

    let queue = format!("/v1/support/queues/{}", desk.queue.id);
    app.patch(&queue, &json!({ "assign": false })).await.json::<Value>(200);
    let asked = desk.ask().await;
    app.work().await;
    assert_eq!(owner(&desk, asked).await, None);
    desk.operator(asked, "claim", json!({})).await;
}

#[tokio::test]
async fn operators_hear_of_their_queues_and_of_no_others() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    let stranger = app.user("sam").await;
    let other: Value = app.post("/v1/support/queues", &json!({ "name": "Other" })).await.json(201);
    let serve = json!({ "queues": [other["id"]] });
    app.put("/v1/support/operators/sam", &serve).await.json::<Value>(200);
    let mut socket = desk.operator.connect().await;
    let cursor = socket.cursor.clone();
    let asked = desk.ask().await;
    let live = heard(&mut socket).await;
    assert_eq!(live["d"]["conversation_id"], json!(asked));
    assert_eq!((&live["d"]["state"], &live["c"]), (&json!("queued"), &json!(desk.queue.inbox_id)));
    let (_, missed) = desk.operator.resume(&cursor).await;
    assert!(missed.iter().any(|event| event["t"] == "inbox.updated" && event["d"] == live["d"]));

    let path = format!("/v1/conversations/{asked}/support");
    stranger.get(&path).await.problem(ErrorCode::NotFound);
    stranger.post(&format!("{path}/claim"), &json!({})).await.problem(ErrorCode::NotFound);
    let inbox = async |user: &TestUser<'_>, query: &str| {
        let page: Page<Support> =
            user.get(&format!("/v1/support/conversations{query}")).await.json(200);
        page.data.into_iter().map(|it| it.conversation_id).collect::<Vec<_>>()
    };
    assert_eq!(inbox(&desk.operator, "").await, [asked]);
    assert!(inbox(&stranger, "").await.is_empty());
    // Handed to the other queue, both inboxes hear of it.
    desk.server(asked, "handoff", json!({ "queue_id": other["id"] })).await;
    let moved = heard(&mut socket).await;
    assert_eq!(moved["d"]["desk"]["queue_id"], other["id"]);
    assert_eq!(inbox(&stranger, "?state=queued").await, [asked]);
    assert!(inbox(&desk.operator, "").await.is_empty());
}

#[tokio::test]
async fn the_inbox_is_filtered_counted_and_comes_in_pages() {
    let app = TestApp::start().await;
    let desk = Desk::with_bot(&app).await;
    let mut asked = Vec::new();
    for n in 0..5 {
        app.advance(Duration::from_secs(1));
        asked.push(desk.ask().await);
        if n > 0 {
            desk.server(asked[n], "handoff", json!({})).await;
        }
    }
    desk.operator(asked[1], "claim", json!({})).await;
    let path = format!("/v1/conversations/{}/support", asked[2]);
    let triage = json!({ "labels": ["vip", "vip", "refund"], "priority": "high" });
    let support: Support = desk.operator.patch(&path, &triage).await.json(200);
    assert_eq!(support.desk.unwrap().labels, ["refund", "vip"]);
    let list = async |query: &str| -> Page<Support> {
        desk.operator.get(&format!("/v1/support/conversations{query}")).await.json(200)
    };
    let ids = |page: &Page<Support>| -> Vec<_> {
        page.data.iter().map(|it| it.conversation_id).collect()
    };
    let first = list("?state=queued&limit=2").await;
    assert_eq!(ids(&first), [asked[2], asked[3]]);
    let cursor = first.next_cursor.unwrap();
    assert_eq!(ids(&list(&format!("?state=queued&limit=2&cursor={cursor}")).await), [asked[4]]);
    assert_eq!(ids(&list("?operator_id=olga").await), [asked[1]]);
    assert_eq!(ids(&list("?label=vip").await), [asked[2]]);
    assert!(list("?label=vi").await.data.is_empty());
    let stray = format!("/v1/support/conversations?cursor={cursor}");
    desk.operator.get(&stray).await.problem(ErrorCode::InvalidCursor);
    let counts: SupportCounts = desk.operator.get("/v1/support/counts").await.json(200);
    let queue_id = desk.queue.id;
    let expected = QueueCounts { queue_id, bot: 1, offered: 0, queued: 3, assigned: 1, snoozed: 0 };
    assert_eq!(counts.queues, [expected]);
    assert_eq!(counts.operators["olga"], 1);
}

#[tokio::test]
async fn customers_of_an_operator_who_goes_wait_again() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    let other = app.user("ann").await;
    let (one, two) = (desk.ask().await, ask(&other).await);
    desk.operator(one, "claim", json!({})).await;
    desk.operator(two, "claim", json!({})).await;
    let until = app.now() + Duration::from_secs(60);
    desk.operator(two, "snooze", json!({ "until": until })).await;
    let leave = format!("/v1/conversations/{one}/members/olga");
    desk.operator.delete(&leave).await.problem(ErrorCode::Conflict);
    app.delete("/v1/support/operators/olga").await.empty(204);
    for asked in [one, two] {
        assert_eq!(desk.seen_by_operator(asked).await.state, SupportState::Queued);
        let path = format!("/v1/conversations/{asked}");
        desk.operator.get(&path).await.problem(ErrorCode::NotFound);
    }
    let inbox = format!("/v1/conversations/{}", desk.queue.inbox_id);
    desk.operator.get(&inbox).await.problem(ErrorCode::NotFound);
    app.delete("/v1/support/operators/olga").await.problem(ErrorCode::NotFound);
    let queue = format!("/v1/support/queues/{}", desk.queue.id);
    app.delete(&queue).await.problem(ErrorCode::Conflict);
}

#[tokio::test]
async fn who_is_in_the_console_answers_as_their_operator() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    app.team("boss", warbler_protocol::TeamRole::Owner).await;
    let account = app.team("olga", warbler_protocol::TeamRole::Operator).await;
    desk.hire("olga", json!({ "account_id": account.id() })).await;
    app.user("otto").await;
    let taken = json!({ "account_id": account.id() });
    let taken = app.put("/v1/support/operators/otto", &taken).await;
    taken.problem(ErrorCode::ValidationFailed);
    let asked = desk.ask().await;
    let path = format!("/v1/conversations/{asked}/support/claim");
    let in_app = async |path: &str, body: Value| {
        account.ask(reqwest::Method::POST, path, Some(app.id), Some(&body)).await
    };
    let support: Support = in_app(&path, json!({})).await.json(200);
    assert_eq!(support.owner.user_id.as_ref(), Some(&desk.operator.id));
    let body = json!({ "text": "Hello!", "sender_id": "olga" });
    let path = format!("/v1/conversations/{asked}/messages");
    in_app(&path, body).await.json::<Value>(201);
    assert_eq!(desk.customer.texts(asked).await, ["Hello!"]);
}

#[tokio::test]
async fn answers_are_kept_ready_and_put_together() {
    let app = TestApp::start().await;
    let desk = Desk::open(&app, json!({})).await;
    app.patch("/v1/users/cleo", &json!({ "name": "Cleo" })).await.json::<Value>(200);
    let text = "Dear {{customer}}, order {{order}} is due {{day}}. Yours, {{operator}}";
    let body = json!({ "shortcut": "due", "text": text });
    let reply: CannedReply = app.post("/v1/support/canned_replies", &body).await.json(201);
    let again = app.post("/v1/support/canned_replies", &body).await;
    again.problem(ErrorCode::ValidationFailed);
    let asked = desk.ask().await;
    let path = format!("/v1/support/canned_replies/{}/render", reply.id);
    let body = json!({ "conversation_id": asked, "variables": { "order": "7" } });
    let rendered: RenderedReply = desk.operator.post(&path, &body).await.json(200);
    assert_eq!(rendered.text, "Dear Cleo, order 7 is due {{day}}. Yours, olga");
    assert_eq!(rendered.missing, ["day"]);
    let path = format!("/v1/support/canned_replies/{}", reply.id);
    app.patch(&path, &json!({ "shortcut": "late" })).await.json::<Value>(200);
    let page: Page<CannedReply> = desk.operator.get("/v1/support/canned_replies").await.json(200);
    assert_eq!(page.data[0].shortcut, "late");
    app.delete(&path).await.empty(204);
    app.delete(&path).await.problem(ErrorCode::NotFound);
}

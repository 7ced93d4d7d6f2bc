//! Server-sent events: the socket's frames, one way.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpSocket,
};
use warbler_core::Limits;
use warbler_protocol::{ErrorCode, EventTicket, Token};
use warbler_testing::{TestApp, TestEvents, TestUser};

async fn ticket(user: &TestUser<'_>) -> String {
    let made: EventTicket = user.post("/v1/events/tickets", &json!({})).await.json(201);
    made.ticket
}

#[tokio::test]
async fn a_listener_hears_what_a_socket_hears() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut his = bob.listen("").await;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-cache, no-store, no-transform"),
        ("x-accel-buffering", "no"),
        ("content-encoding", "identity"),
    ] {
        assert_eq!(his.headers()[name], value);
    }
    let ready = his.expect("ready").await;
    assert_eq!((&ready["me"]["id"], &ready["cursor"]), (&json!("bob"), &json!(his.cursor)));
    let mut socket = bob.connect().await;

    let sent = alice.send(group, "你好\nline").await;
    let heard = his.event().await.unwrap();

    assert_eq!(heard.data["d"], json!(sent));
    assert_eq!(heard.data, socket.next().await);
    assert_eq!(heard.kind, "message");
    assert!(heard.id.is_some());
    alice.connect().await.ask("typing", json!({ "conversation_id": group })).await;
    assert_eq!(his.event().await.unwrap().id, None, "typing is nothing to resume after");
}

#[tokio::test]
async fn the_last_id_resumes_exactly() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let mut his = bob.listen("").await;
    his.expect("ready").await;
    alice.send(group, "one").await;
    his.expect("message.created").await;
    let id = his.cursor.clone();
    drop(his);
    for text in ["two", "three"] {
        alice.send(group, text).await;
    }
    // As a browser does it: the address of old, and where it was beside.
    let stale = bob.listen("").await.cursor;
    let request = app.request(&app.node, &format!("/v1/events?cursor={stale}"));
    let request = request.bearer_auth(&bob.token).header("last-event-id", &id);
    let mut his = TestEvents::open(request).await;
    let ready = his.event().await.unwrap();
    assert_eq!((&ready.data["t"], ready.id), (&json!("ready"), None));
    for text in ["two", "three"] {
        let event = his.event().await.unwrap();
        assert_eq!((&event.data["d"]["text"], event.id), (&json!(text), None));
    }
    let resumed = his.event().await.unwrap();
    assert_eq!(resumed.data["d"]["cursor"], json!(resumed.id.unwrap()));
    alice.send(group, "four").await;
    assert_eq!(his.expect("message.created").await["text"], "four");
    let (_, missed) = bob.resume(&his.cursor).await;
    assert!(missed.is_empty());
}

#[tokio::test]
async fn a_ticket_stands_for_a_token_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let node = app.another_node().await;
    let path = format!("/v1/events?ticket={}", ticket(&alice).await);
    let mut hers = TestEvents::open(app.request(&node, &path)).await;
    assert_eq!(hers.expect("ready").await["me"]["id"], "alice");
    let get = async |path: &str| app.call(Method::GET, path, None, None).await;
    get(&path).await.problem(ErrorCode::Unauthenticated);

    let late = format!("/v1/events?ticket={}", ticket(&alice).await);
    app.advance(Duration::from_secs(30));
    get(&late).await.problem(ErrorCode::Unauthenticated);
    let foreign = ticket(&app.neighbour().await.user("alice").await).await;
    let (_, secret) = foreign.rsplit_once('_').unwrap();
    let ours = format!("tkt_{}_{secret}", app.id.to_string().strip_prefix("app_").unwrap());
    for forged in [ours.as_str(), "", "tkt_", "tkt_x_y", "tkt_%00_y", &"x".repeat(5000)] {
        let answer = get(&format!("/v1/events?ticket={forged}")).await;
        answer.problem(ErrorCode::Unauthenticated);
    }
    get("/v1/events").await.problem(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_ticket_lives_no_longer_than_its_token() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let path = format!("/v1/events?ticket={}", ticket(&alice).await);
    app.delete("/v1/users/alice").await.empty(204);
    app.call(Method::GET, &path, None, None).await.problem(ErrorCode::UserDeactivated);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_before_the_stream_begins() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let get = async |query: &str| alice.get(&format!("/v1/events{query}")).await;
    for cursor in ["nonsense", "%00", "AAAA"] {
        get(&format!("?cursor={cursor}")).await.problem(ErrorCode::InvalidCursor);
    }
    for query in ["?unknown=1", "?device_id=a%20b", "?presence=offline"] {
        get(query).await.problem(ErrorCode::InvalidParameter);
    }
}

#[tokio::test]
async fn the_end_of_the_token_ends_it() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let life = json!({ "expires_in": 1 });
    let short: Token = app.post("/v1/users/alice/tokens", &life).await.json(201);
    let alice = TestUser { app: &app, id: "alice".parse().unwrap(), token: short.token };
    let mut hers = alice.listen("").await;
    hers.expect("ready").await;
    hers.expect("auth.expiring").await;
    assert_eq!(hers.closed().await, json!({ "code": 4003, "reason": "token_expired" }));
}

#[tokio::test]
async fn who_is_erased_is_sent_away() {
    let app = TestApp::start().await;
    let mut hers = app.user("alice").await.listen("").await;
    app.delete("/v1/users/alice").await.empty(204);
    assert_eq!(hers.closed().await["code"], 4502);
}

#[tokio::test]
async fn a_node_that_leaves_says_so() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let node = app.another_node().await;
    let mut hers = alice.listen_to(&node, "").await;
    hers.expect("ready").await;
    let stopping = tokio::spawn(node.stop());
    assert!(hers.expect("go_away").await["in_ms"].as_u64().unwrap() < 5000);
    assert_eq!(hers.closed().await, json!({ "code": 4000, "reason": "shutdown" }));
    stopping.await.unwrap();
}

#[tokio::test]
async fn who_does_not_read_makes_room_and_holds_up_nobody() {
    let limits = Limits { max_connections_per_user: 1, ..TestApp::limits() };
    let app = TestApp::start_with(limits).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stuck = socket.connect(app.address()).await.unwrap();
    let request = format!(
        "GET /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\r\n",
        alice.token
    );
    stuck.write_all(request.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    stuck.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");

    let text = "x".repeat(32 * 1024);
    while alice.get("/v1/events").await.status != 200 {
        join_all((0..16).map(|_| bob.send(group, &text))).await;
    }
}

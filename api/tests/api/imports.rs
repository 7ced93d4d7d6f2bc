//! Files that come in.

mod bad_lines;
mod large;
mod round_trip;
mod traces;
mod whole;

use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::imports::{self, Checkpoint, Line, Reader, StartImport};
use warbler_protocol::{
    Conversation, ErrorCode, HourlyCount, KeyScope, Message, Page, Tally, TransferStatus,
};
use warbler_testing::{TestApp, TestUser};

/// A file with two people and a group, and that many messages.
fn file(messages: usize) -> String {
    let mut lines = vec![
        json!({ "type": "app", "version": 1 }),
        json!({ "type": "user", "id": "ann", "name": "Ann" }),
        json!({ "type": "conversation", "key": "boats", "kind": "group", "name": "Boats",
            "created_at": "2004-12-25T09:00:00Z", "members": [{ "user_id": "ann", "role": "owner" }] }),
        json!({ "type": "member", "conversation_key": "boats", "user_id": "bob" }),
        json!({ "type": "x-ours", "anything": ["goes"] }),
    ];
    for n in 0..messages {
        let sender = if n % 2 == 0 { "ann" } else { "bob" };
        lines.push(json!({ "type": "message", "conversation_key": "boats", "sender_id": sender,
            "client_id": n.to_string(), "text": format!("number {n}"),
            "created_at": format!("2004-12-25T{:02}:{:02}:00.500Z", 9 + n / 60, n % 60) }));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

async fn token<'a>(app: &'a TestApp, id: &str) -> TestUser<'a> {
    let minted = app.post(&format!("/v1/users/{id}/tokens"), &json!({})).await;
    let token = minted.json::<Value>(201)["token"].as_str().unwrap().to_owned();
    TestUser { app, id: id.parse().unwrap(), token }
}

async fn boats(app: &TestApp) -> Conversation {
    let page: Page<Conversation> = app.get("/v1/conversations").await.json(200);
    page.data.into_iter().find(|it| it.key.as_deref() == Some("boats")).unwrap()
}

#[tokio::test]
async fn what_is_imported_is_history() {
    let app = TestApp::start().await;

    let import = app.import("?name=boats.jsonl", &file(9)).await;

    assert_eq!(import.status, TransferStatus::Done);
    assert_eq!((import.name.as_str(), import.lines), ("boats.jsonl", 14));
    assert_eq!(Some(import.offset), import.size);
    let ann = token(&app, "ann").await;
    let boats = boats(&app).await;
    assert_eq!(
        (boats.member_count, boats.created_at.to_string()),
        (2, "2004-12-25T09:00:00.000Z".into())
    );
    let history = ann.history(boats.id, "").await.data;
    assert_eq!(
        history.iter().map(|message| message.ordinal).collect::<Vec<_>>(),
        Vec::from_iter(1..=9)
    );
    assert_eq!(history[8].text, "number 8");
    assert_eq!(history[8].created_at.to_string(), "2004-12-25T09:08:00.500Z");
    assert_eq!(history[1].sender_id.as_ref().unwrap().as_str(), "bob");
    let kinds: Vec<_> = ann.entries(boats.id).await.iter().map(|event| event.t.as_str()).collect();
    assert_eq!(kinds[..3], ["conversation.created", "member.added", "message.created"]);
}

#[tokio::test]
async fn importing_again_adds_what_is_new_and_nothing_else() {
    let app = TestApp::start().await;
    app.import("", &file(5)).await;
    let ann = token(&app, "ann").await;
    let boats = boats(&app).await;
    ann.send(boats.id, "and this is live").await;

    let again = app.import("", &file(5)).await.tally;
    let longer = app.import("", &file(7)).await.tally;

    let known = Tally {
        users_known: 1,
        conversations_known: 1,
        members_known: 1,
        messages_known: 5,
        ..Tally::default()
    };
    assert_eq!(again, known);
    assert_eq!(longer, Tally { messages_new: 2, ..known });
    assert_eq!(ann.texts(boats.id).await[5..], ["and this is live", "number 5", "number 6"]);
}

#[tokio::test]
async fn imported_messages_are_news_to_nobody() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let body = json!({ "kind": "group", "key": "boats",
        "members": [{ "user_id": "ann" }, { "user_id": "bob" }] });
    let boats: Conversation = app.post("/v1/conversations", &body).await.json(201);
    bob.send(boats.id, "one").await;
    bob.send(boats.id, "two").await;

    app.import("", &file(8)).await;

    let unread =
        async |user: &TestUser<'_>| user.see(boats.id).await.membership.unwrap().unread_count;
    assert_eq!((unread(&ann).await, unread(&bob).await), (2, 0));
    ann.send(boats.id, "three").await;
    assert_eq!((unread(&ann).await, unread(&bob).await), (0, 1));
    // The counters are leased to the worker that counted last.
    app.advance(Duration::from_secs(60));
    app.work().await;
    let counts: Vec<HourlyCount> = app.get("/v1/counters").await.json(200);
    let count =
        |name: &str| counts.iter().filter(|it| it.counter == name).map(|it| it.count).sum::<i64>();
    assert_eq!((count("message.created"), count("message.imported")), (3, 8));
}

/// Killed after its first chunk, an import is taken up where it was; and from its start, too.
#[tokio::test]
async fn an_import_that_was_killed_goes_on() {
    let app = TestApp::start().await;
    let (ctx, scope) = (app.context(), app.system().await);
    let text = file(9);
    let mut reader = Reader::new(text.as_bytes());
    let mut lines: Vec<Line> = Vec::new();
    while let Some((line, _)) = reader.next().await.unwrap() {
        lines.push(line);
    }
    let input = StartImport { name: "boats".to_owned(), skip_bad: false, size: None };
    let import = imports::start(ctx, &scope, input).await.unwrap();
    let (first, rest) = lines.split_at(8);
    let after = Checkpoint { offset: first[7].end, lines: 8, digest: Some("abc".to_owned()) };
    imports::apply(ctx, &scope, import, first, after.clone()).await.unwrap();

    let found = imports::interrupted(ctx, &scope, "boats").await.unwrap().unwrap();
    assert_eq!(found.digest.as_deref(), Some("abc"));
    assert_eq!(found.import.offset.unsigned_abs(), after.offset);
    let resumed =
        imports::apply(ctx, &scope, found.import, rest, Checkpoint::default()).await.unwrap();
    imports::finish(ctx, &scope, resumed.clone(), None).await.unwrap();

    assert_eq!(resumed.tally.messages_new, 9);
    assert!(imports::interrupted(ctx, &scope, "boats").await.unwrap().is_none());
    assert_eq!(app.import("", &text).await.tally.messages_new, 0);
    let ann = token(&app, "ann").await;
    assert_eq!(ann.texts(boats(&app).await.id).await.len(), 9);
}

#[tokio::test]
async fn a_client_may_repeat_what_was_imported() {
    let app = TestApp::start().await;
    app.import("", &file(1)).await;
    let ann = token(&app, "ann").await;
    let boats = boats(&app).await;
    let body = |text: &str| json!({ "client_id": "0", "text": text });

    let repeated: Message = ann.say(boats.id, &body("number 0")).await.json(200);
    assert_eq!(repeated.ordinal, 1);
    ann.say(boats.id, &body("another")).await.problem(ErrorCode::ClientIdConflict);
}

#[tokio::test]
async fn replies_name_messages_by_what_the_tenant_knows() {
    let app = TestApp::start().await;
    let reply = json!({ "type": "message", "conversation_key": "boats", "sender_id": "bob",
        "client_id": "r", "text": "yes", "reply_to_client": { "sender_id": "ann", "client_id": "0" } });
    app.import("", &format!("{}{reply}\n", file(1))).await;
    let ann = token(&app, "ann").await;

    let history = ann.history(boats(&app).await.id, "").await.data;

    assert_eq!(history[1].reply_to, Some(history[0].id));
}

#[tokio::test]
async fn exports_are_kept_for_a_week() {
    let app = TestApp::start().await;
    let export: Value = app.post("/v1/exports", &json!({})).await.json(202);
    let path = format!("/v1/exports/{}", export["id"].as_str().unwrap());
    app.get(&format!("{path}/content")).await.problem(ErrorCode::Conflict);
    app.work().await;
    let done: Value = app.get(&path).await.json(200);
    let content = app.get(&format!("{path}/content")).await;
    assert_eq!((&done["status"], &done["lines"]), (&json!("done"), &json!(1)));
    assert_eq!(done["size"], content.body.len());

    app.advance(Duration::from_secs(7 * 24 * 3600 + 1));
    app.work().await;

    app.get(&path).await.problem(ErrorCode::NotFound);
    app.get(&format!("{path}/content")).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn importing_and_exporting_are_scopes_of_their_own() {
    let app = TestApp::start().await;
    let importer = app.key(&[KeyScope::DataImport]).await;
    let post = async |path: &str, key: &str| {
        app.call("POST".parse().unwrap(), path, Some(key), None).await
    };
    post("/v1/exports", &importer).await.problem(ErrorCode::MissingScope);
    assert_eq!(post("/v1/imports", &importer).await.status, 202);
}

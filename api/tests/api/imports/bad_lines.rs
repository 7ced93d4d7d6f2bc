//! Lines that cannot be taken.

use super::{boats, file, token};
use serde_json::{Value, json};
use warbler_protocol::{ConversationId, ErrorCode, TransferStatus};
use warbler_testing::TestApp;

const HEADER: &str = "{\"type\":\"app\",\"version\":1}\n";

#[tokio::test]
async fn a_bad_line_stops_an_import_after_what_came_before_it() {
    let app = TestApp::start().await;
    let text = file(4);
    let mut lines: Vec<_> = text.lines().collect();
    lines[7] = "{\"type\":\"message\"";

    let import = app.import("", &lines.join("\n")).await;

    assert_eq!(import.status, TransferStatus::Failed);
    assert_eq!((import.bad_lines.len(), import.bad_lines[0].line), (1, 8));
    assert!(import.bad_lines[0].reason.contains("EOF"), "{import:?}");
    let ann = token(&app, "ann").await;
    assert_eq!(ann.texts(boats(&app).await.id).await, ["number 0", "number 1"]);
    // Mended, it is imported to its end.
    assert_eq!(app.import("", &text).await.tally.messages_new, 2);
}

#[tokio::test]
async fn bad_lines_are_left_out_where_that_is_wanted() {
    let app = TestApp::start().await;
    let text = file(4)
        .replace("number 1", "")
        .replace("\"ann\",\"text\":\"number 2\"", "7,\"text\":\"x\"");

    let import = app.import("?skip_bad=true", &text).await;

    assert_eq!(import.status, TransferStatus::Done);
    assert_eq!((import.tally.messages_new, import.tally.skipped), (2, 2));
    let lines: Vec<_> = import.bad_lines.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [7, 8]);
    assert_eq!(
        import.bad_lines[0].reason,
        "/text a message has a text, attachments or metadata, unless it was recalled"
    );
}

/// A line that is refused, and of what the reason speaks.
type Refused = (Value, &'static str);

fn things(con: ConversationId) -> Vec<Refused> {
    let numbers = |from: i64| {
        json!({ "intervals": [[from, null]], "joined_ordinal": 0, "read_seq": 0,
            "read_ordinal": 0, "delivered_seq": 0, "own_last_ordinal": 0 })
    };
    vec![
        (json!({ "type": "user", "id": "a b" }), "1 to 128"),
        (json!({ "type": "user", "id": "a", "name": "\0" }), "NUL"),
        (json!({ "type": "user", "id": "a", "name": "" }), "length"),
        (json!({ "type": "user", "id": "a", "metadata": { "a": "x".repeat(20_000) } }), "16 KiB"),
        (json!({ "type": "conversation", "kind": "group" }), "id or a key"),
        (json!({ "type": "conversation", "kind": "direct", "key": "d" }), "two members"),
        (json!({ "type": "conversation", "kind": "room", "key": "d" }), "unknown variant"),
        (json!({ "type": "conversation", "kind": "group", "id": con, "as_of_seq": 1e99 }), "i64"),
        (
            json!({ "type": "conversation", "kind": "group", "key": "d", "as_of_seq": 1 }),
            "as_of_seq",
        ),
        (
            json!({ "type": "member", "conversation_key": "nowhere", "user_id": "a" }),
            "not there yet",
        ),
        (
            json!({ "type": "member", "conversation_id": con, "user_id": "a", "numbers": numbers(0) }),
            "intervals",
        ),
        (
            json!({ "type": "member", "conversation_id": con, "user_id": "a", "numbers": numbers(99) }),
            "intervals",
        ),
    ]
}

fn sayings(con: ConversationId) -> Vec<Refused> {
    let message = |more: Value| {
        let line = json!({ "type": "message", "conversation_key": "boats", "client_id": "n",
            "text": "x" });
        with(line, more)
    };
    let event = |more: Value| {
        let line = json!({ "type": "event", "conversation_id": con, "seq": 4,
            "kind": "member.added", "created_at": "2004-12-25T09:00:00Z",
            "data": { "members": [], "member_count": 2 } });
        with(line, more)
    };
    vec![
        (message(json!({ "conversation_key": null })), "says which"),
        (message(json!({ "conversation_key": "\0" })), "not there yet"),
        (message(json!({ "client_id": null })), "/client_id"),
        (message(json!({ "client_id": "x".repeat(65) })), "1 to 64"),
        (message(json!({ "text": "\0" })), "NUL"),
        (message(json!({ "text": "x".repeat(40_000) })), "32 KiB"),
        (
            message(json!({ "text": "other", "client_id": "0", "sender_id": "ann" })),
            "other content",
        ),
        (message(json!({ "seq": 3 })), "another entry 3"),
        (message(json!({ "seq": 99 })), "entry 4 is missing"),
        (message(json!({ "seq": 4, "ordinal": 7 })), "message 2 is missing"),
        (message(json!({ "reply_to": format!("msg_{}", "0".repeat(32)) })), "/reply_to"),
        (message(json!({ "content_hash": "zz" })), "hexadecimal"),
        (message(json!({ "created_at": "yesterday" })), "end of input"),
        (event(json!({ "kind": "conversation.deleted" })), "of no event"),
        (event(json!({ "kind": "message.updated", "data": null })), "or a message_id"),
        (event(json!({ "data": { "members": 7 } })), "not what this kind has"),
        (event(json!({ "seq": 2, "kind": "member.removed" })), "another entry 2"),
    ]
}

/// What users make of conversations, and the files that they carry.
fn doings(con: ConversationId) -> Vec<Refused> {
    let nobody = format!("msg_{}", "0".repeat(32));
    let unknown = format!("file_{}", "0".repeat(32));
    let message = |more: Value| {
        let line = json!({ "type": "message", "conversation_key": "boats", "client_id": "n",
            "text": "x" });
        with(line, more)
    };
    let member = |more: Value| {
        with(json!({ "type": "member", "conversation_id": con, "user_id": "a" }), more)
    };
    let file = |more: Value| {
        let line = json!({ "type": "file", "id": unknown, "name": "f", "size": 5,
            "content_type": "text/plain", "sha256": "00", "created_at": "2004-12-25T09:00:00Z" });
        with(line, more)
    };
    let reaction = |more: Value| {
        let line = json!({ "type": "reaction", "conversation_id": con, "user_id": "a",
            "message_client": { "sender_id": "ann", "client_id": "0" }, "key": "+1" });
        with(line, more)
    };
    vec![
        (message(json!({ "attachments": [unknown] })), "/attachments names"),
        (message(json!({ "attachments": [unknown, unknown] })), "10 different files"),
        (message(json!({ "thread_id": nobody })), "/thread_id"),
        (message(json!({ "kind": "system", "sender_id": "ann" })), "by nobody"),
        (message(json!({ "kind": "system", "ordinal": 2 })), "/ordinal"),
        (message(json!({ "kind": "other" })), "unknown variant"),
        (member(json!({ "settings": { "hidden_ordinal": 9 } })), "/settings/hidden_ordinal"),
        (member(json!({ "settings": { "metadata": { "a": "x".repeat(3000) } } })), "2 KiB"),
        (member(json!({ "settings": { "color": 1 } })), "unknown field"),
        (member(json!({ "draft": { "text": "\0", "updated_at": "2004-12-25T09:00:00Z" } })), "NUL"),
        (file(json!({})), "/sha256"),
        (file(json!({ "size": 0 })), "/size"),
        (json!({ "type": "file_bytes", "file_id": unknown, "offset": 0, "data": "" }), "/file_id"),
        (reaction(json!({ "key": "a\0" })), "/key"),
        (reaction(json!({ "message_client": null })), "which message"),
        (reaction(json!({ "message_id": nobody })), "/message_id"),
        (
            json!({ "type": "version", "conversation_id": con, "message_id": nobody, "version": 1,
                "created_at": "2004-12-25T09:00:00Z" }),
            "/message_id",
        ),
        (
            json!({ "type": "thread", "conversation_id": con, "message_id": nobody,
                "members": [{ "user_id": "ann", "following": true }] }),
            "/thread_id",
        ),
        (
            json!({ "type": "thread", "conversation_id": con, "message_id": nobody, "members": [] }),
            "/members",
        ),
        (json!({ "type": "ban", "user_id": "a", "reason": "\0" }), "NUL"),
        (json!({ "type": "ban", "user_id": "a", "conversation_key": "nowhere" }), "not there yet"),
        (json!({ "type": "block", "user_id": "a", "blocked_id": "a" }), "themselves"),
    ]
}

#[tokio::test]
async fn pieces_that_are_not_of_their_file_are_refused() {
    let app = TestApp::start().await;
    let id = format!("file_{}", "1".repeat(32));
    let piece = |offset: i64, data: &str| json!({ "type": "file_bytes", "file_id": id, "offset": offset, "data": data });
    let lines = [
        json!({ "type": "file", "id": id, "name": "f", "size": 5, "content_type": "text/plain",
            "sha256": "0".repeat(64), "created_at": "2004-12-25T09:00:00Z" }),
        piece(0, "!"),
        piece(0, "aGVsbG8gdGhlcmU="),
        piece(1, "ZWxsbw=="),
        piece(i64::MIN, "aGVsbG8="),
        piece(0, "aGVsbG8="),
    ];
    let file = lines.map(|line| format!("{line}\n")).concat();

    let import = app.import("?skip_bad=true", &format!("{HEADER}{file}")).await;

    assert_eq!((import.tally.files_new, import.tally.skipped), (1, 5));
    let reasons: Vec<_> = import.bad_lines.iter().map(|bad| bad.reason.as_str()).collect();
    assert!(reasons[0].contains("base64") && reasons[4].contains("digest"), "{reasons:?}");
    assert!(reasons[1..4].iter().all(|reason| reason.contains("/offset")), "{reasons:?}");
    app.get(&format!("/v1/files/{id}/download")).await.problem(ErrorCode::Conflict);
}

fn with(mut line: Value, mut more: Value) -> Value {
    line.as_object_mut().unwrap().append(more.as_object_mut().unwrap());
    line
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let app = TestApp::start().await;
    app.import("", &file(1)).await;
    let con = boats(&app).await.id;
    let bad = [things(con), sayings(con), doings(con)].concat();
    let file = bad.iter().map(|(line, _)| format!("{line}\n")).collect::<String>();

    let import = app.import("?skip_bad=true", &format!("{HEADER}{file}")).await;

    assert_eq!(import.status, TransferStatus::Done);
    for (at, (line, expected)) in (0..).zip(&bad) {
        let found = import.bad_lines.iter().find(|bad| bad.line == at + 2);
        let reason = found.map_or("nothing", |bad| &bad.reason);
        assert!(reason.contains(expected), "{expected:?} is not in {reason:?} of {line}");
    }
    assert_eq!(import.tally.skipped, i64::try_from(bad.len()).unwrap());
    assert_eq!(boats(&app).await.as_of_seq, 3);
}

#[tokio::test]
async fn files_that_are_none_are_refused() {
    let app = TestApp::start().await;
    for (text, expected) in [
        ("", "empty"),
        ("{\"type\":\"user\",\"id\":\"a\"}\n", "must be"),
        ("{\"type\":\"app\",\"version\":2}\n", "newer"),
    ] {
        let import = app.import("", text).await;
        assert_eq!(import.status, TransferStatus::Failed);
        let said = format!("{:?}{:?}", import.error, import.bad_lines);
        assert!(said.contains(expected), "{said}");
    }
    let long = format!("/v1/imports?name={}", "x".repeat(300));
    for path in [long.as_str(), "/v1/imports?name=%00", "/v1/imports?name="] {
        app.post(path, &json!({})).await.problem(ErrorCode::ValidationFailed);
    }
    app.post("/v1/imports?skip_bad=2", &json!({})).await.problem(ErrorCode::InvalidParameter);
    app.get("/v1/imports/imp_1").await.problem(ErrorCode::InvalidParameter);
}

/// Nothing brings back what an erased user said.
#[tokio::test]
async fn who_was_erased_says_nothing_any_more() {
    let app = TestApp::start().await;
    app.import("", &file(2)).await;
    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;

    let import = app.import("?skip_bad=true", &file(4)).await;

    assert_eq!((import.tally.messages_new, import.tally.skipped), (2, 0));
    let ann = token(&app, "ann").await;
    assert_eq!(ann.texts(boats(&app).await.id).await, ["number 0", "", "number 2", ""]);
}

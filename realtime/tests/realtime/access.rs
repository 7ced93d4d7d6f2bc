//! Who may command what: every command times every principal. A command without a row fails.

use Answer::{Conflict, Forbidden, NotFound, Yes};
use serde_json::{Value, json};
use warbler_protocol::{Command, ConversationId, Message};
use warbler_testing::{TestApp, TestUser};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    Forbidden,
    /// As if it were not there.
    NotFound,
    Conflict,
}

/// What owner, member and outsider of a private group get. Its message was sent by the member.
const POLICY: &[(&str, [Answer; 3])] = &[
    ("auth", [Conflict, Conflict, Conflict]),
    ("auth.refresh", [Yes, Yes, Yes]),
    ("message.send", [Yes, Yes, NotFound]),
    ("message.edit", [Forbidden, Yes, NotFound]),
    ("message.recall", [Yes, Yes, NotFound]),
    ("reaction.add", [Yes, Yes, NotFound]),
    ("reaction.remove", [Yes, Yes, NotFound]),
    ("read", [Yes, Yes, NotFound]),
    ("delivered", [Yes, Yes, NotFound]),
    ("typing", [Yes, Yes, NotFound]),
    ("subscribe", [Yes, Yes, NotFound]),
    ("unsubscribe", [Yes, Yes, NotFound]),
    ("presence.set", [Yes, Yes, Yes]),
    ("sync", [Yes, Yes, Yes]),
    ("ping", [Yes, Yes, Yes]),
];

/// Arguments that each command takes.
fn arguments(command: &str, conversation_id: &str, message_id: &str, token: &str) -> Value {
    match command {
        "auth" | "auth.refresh" => json!({ "token": token }),
        "message.send" => json!({ "conversation_id": conversation_id, "text": "hello" }),
        "message.edit" => json!({
            "conversation_id": conversation_id, "message_id": message_id, "text": "changed",
        }),
        "message.recall" => {
            json!({ "conversation_id": conversation_id, "message_id": message_id })
        }
        "reaction.add" | "reaction.remove" => json!({
            "conversation_id": conversation_id, "message_id": message_id, "key": "👍",
        }),
        "sync" | "ping" => json!({}),
        "presence.set" => json!({ "status": "away" }),
        _ => json!({ "conversation_id": conversation_id }),
    }
}

#[test]
fn every_command_has_a_policy() {
    let rows: Vec<_> = POLICY.iter().map(|(command, _)| *command).collect();
    assert_eq!(rows, Command::NAMES);
}

/// A private group of owner and member, and what the member said there.
async fn scene(owner: &TestUser<'_>, member: &TestUser<'_>) -> (ConversationId, Message) {
    let group = owner.app.group(&[owner, member]).await;
    (group, member.send(group, "hi").await)
}

#[tokio::test]
async fn every_command_answers_every_principal_as_the_policy_says() {
    let app = TestApp::start().await;
    let users = [app.user("owner").await, app.user("member").await, app.user("outsider").await];
    for (command, expected) in POLICY {
        for (user, expected) in users.iter().zip(expected) {
            let (group, message) = scene(&users[0], &users[1]).await;
            let (group, message) = (group.to_string(), message.id.to_string());
            let mut socket = user.connect().await;
            let id = socket.begin(command, arguments(command, &group, &message, &user.token)).await;
            let reply = socket.reply(id).await;
            let answer = match reply["e"]["code"].as_str() {
                None if reply["ok"] == true => Yes,
                Some("forbidden") => Forbidden,
                Some("not_found") => NotFound,
                Some("conflict") => Conflict,
                _ => panic!("{command}: {reply}"),
            };
            assert_eq!(answer, *expected, "{command} as {}", user.id);
        }
    }
}

/// A token that grants nothing is good for reading, and for keeping the connection.
#[tokio::test]
async fn a_token_that_grants_nothing_changes_nothing() {
    let app = TestApp::start().await;
    let owner = app.user("owner").await;
    let member = app.user_with("member", json!({ "caps": ["messages:send"] })).await;
    let (group, message) = scene(&owner, &member).await;
    let (group, message) = (group.to_string(), message.id.to_string());
    let nothing = app.token("member", json!({ "caps": [] })).await;
    let mut socket = member.connect().await;
    // A newer token counts from then on.
    socket.ask("auth.refresh", json!({ "token": nothing })).await;
    for command in Command::NAMES {
        let id = socket.begin(command, arguments(command, &group, &message, &nothing)).await;
        let reply = socket.reply(id).await;
        let expected = match *command {
            "auth" => Some("conflict"),
            "auth.refresh" | "subscribe" | "unsubscribe" | "sync" | "ping" => None,
            _ => Some("permission_denied"),
        };
        assert_eq!(reply["e"]["code"].as_str(), expected, "{command}");
    }
}

/// What belongs to another app does not exist, to the byte.
#[tokio::test]
async fn neighbours_cannot_tell_ours_from_nothing() {
    let app = TestApp::start().await;
    let (owner, member) = (app.user("owner").await, app.user("member").await);
    let (group, message) = scene(&owner, &member).await;
    let neighbour = app.neighbour().await;
    let intruder = neighbour.user("member").await;
    let mut socket = intruder.connect().await;
    let nothing = format!("con_{}", "1".repeat(32));
    let nobody = format!("msg_{}", "1".repeat(32));
    for (command, expected) in POLICY.iter().filter(|(_, expected)| expected[2] == NotFound) {
        let mut refusals = Vec::new();
        for (conversation, message) in
            [(group.to_string(), message.id.to_string()), (nothing.clone(), nobody.clone())]
        {
            let d = arguments(command, &conversation, &message, &intruder.token);
            let id = socket.begin(command, d).await;
            let mut reply = socket.reply(id).await;
            assert_eq!(reply["ok"], false, "{command} {expected:?}");
            reply["e"]["request_id"].take();
            reply["r"].take();
            refusals.push(reply.to_string());
        }
        assert_eq!(refusals[0], refusals[1], "{command}");
    }
}

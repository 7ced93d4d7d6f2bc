//! Conversations whose reactions are no entries, and threads that others kept.

use super::{boats, token};
use serde_json::{Value, json};
use warbler_protocol::TransferStatus;
use warbler_testing::{TestApp, path_of};

const HEADER: &str = "{\"type\":\"app\",\"version\":1}\n";

/// A channel that is large.
fn channel() -> String {
    let mut lines = vec![
        json!({ "type": "conversation", "key": "boats", "kind": "channel" }),
        json!({ "type": "message", "conversation_key": "boats", "client_id": "1", "text": "hi" }),
    ];
    lines.extend((0..1001).map(
        |n| json!({ "type": "member", "conversation_key": "boats", "user_id": format!("u{n}") }),
    ));
    HEADER.to_owned() + &lines.iter().map(|line| format!("{line}\n")).collect::<String>()
}

#[tokio::test]
async fn reactions_of_large_conversations_come_along() {
    let app = TestApp::start().await;
    app.import("", &channel()).await;
    let boats = boats(&app).await.id;
    let users = [token(&app, "u1").await, token(&app, "u2").await, token(&app, "u3").await];
    let message = users[0].history(boats, "").await.data.remove(0);
    for (user, key) in [(0, "b"), (1, "b"), (2, "a"), (1, "a")] {
        let path = format!("{}/reactions/{key}", path_of(&message));
        users[user].put_empty(&path).await.json::<Value>(200);
        app.advance(std::time::Duration::from_secs(1));
    }
    users[0].delete(&format!("{}/reactions/b", path_of(&message))).await.json::<Value>(200);
    let exported = app.export().await;
    let copy = app.neighbour().await;

    let file = format!("{HEADER}{}\n", exported.join("\n"));
    let import = copy.import("", &file).await;

    assert_eq!(import.status, TransferStatus::Done, "{:?}", import.bad_lines);
    assert_eq!(import.tally.others_new, 3);
    let there = token(&copy, "u2").await;
    assert_eq!(there.read(&message).await, users[1].read(&message).await);
    assert_eq!(copy.export().await, exported);
    assert_eq!(copy.import("", &file).await.tally.others_new, 0);
}

#[tokio::test]
async fn threads_and_reactions_are_named_by_what_the_tenant_knows() {
    let app = TestApp::start().await;
    let ann = json!({ "sender_id": "ann", "client_id": "0" });
    let more = [
        json!({ "type": "message", "conversation_key": "boats", "sender_id": "bob",
            "client_id": "r", "text": "yes", "thread_client": ann }),
        json!({ "type": "reaction", "conversation_key": "boats", "message_client": ann,
            "key": "+1", "user_id": "bob" }),
        json!({ "type": "message", "conversation_key": "boats", "client_id": "s",
            "kind": "system", "text": "Bob waved" }),
        json!({ "type": "ban", "conversation_key": "boats", "user_id": "eve", "reason": "spam" }),
    ];
    let more = more.map(|line| format!("{line}\n")).concat();
    let file = super::file(2) + &more;
    assert_eq!(app.import("", &file).await.tally.others_new, 2);
    assert_eq!(app.import("", &file).await.tally.others_new, 0);
    let ann = token(&app, "ann").await;

    let boats = ann.see(boats(&app).await.id).await;

    assert_eq!((boats.last_ordinal, boats.membership.unwrap().unread_count), (2, 0));
    let history = ann.history(boats.id, "").await.data;
    assert_eq!(history.iter().map(|it| it.ordinal).collect::<Vec<_>>(), [1, 2, 0]);
    let root = &history[0];
    assert_eq!(root.thread.as_ref().map(|thread| thread.reply_count), Some(1));
    assert_eq!((root.reactions[0].key.as_str(), root.reactions[0].count), ("+1", 1));
    // What is imported is news to nobody: nobody follows the thread.
    assert_eq!(ann.get("/v1/threads").await.json::<Value>(200)["data"], json!([]));
    let reply = ann.reply(root, "indeed").await;
    assert_eq!(reply.ordinal, 2);
}

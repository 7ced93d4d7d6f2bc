//! An app that is exported and imported is the same app.

use super::token;
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{ConversationId, Message, TransferStatus};
use warbler_testing::{TestApp, TestUser};

/// An app in which everything has happened that an app remembers.
async fn live(app: &TestApp) -> Vec<ConversationId> {
    let (ann, bob, eve) = (app.user("ann").await, app.user("bob").await, app.user("eve").await);
    let metadata =
        json!({ "name": "Ann", "metadata": { "z": 1, "a": [true, null, { "b": 2.5 }] } });
    app.patch("/v1/users/ann", &metadata).await.json::<Value>(200);
    let group = app.group(&[&ann, &bob]).await;
    let path = format!("/v1/conversations/{group}");
    let first = ann.send(group, "hello").await;
    app.advance(Duration::from_secs(3));
    let reply =
        json!({ "text": "hi @ann", "reply_to": first.id, "mentions": ["ann"], "client_id": "c" });
    let second: Message = bob.say(group, &reply).await.json(201);
    let loud = json!({ "text": "all of you", "mention_all": true, "metadata": { "k": "v" } });
    let third: Message = ann.say(group, &loud).await.json(201);
    ann.patch(&format!("{path}/messages/{}", first.id), &json!({ "text": "hello!" }))
        .await
        .json::<Value>(200);
    bob.delete(&format!("{path}/messages/{}", second.id)).await.json::<Value>(200);
    ann.patch(&path, &json!({ "name": "Sailors" })).await.json::<Value>(200);
    let eves = json!({ "members": [{ "user_id": "eve", "role": "moderator" }] });
    ann.post(&format!("{path}/members"), &eves).await.json::<Value>(200);
    ann.patch(&format!("{path}/members/bob"), &json!({ "role": "guest" })).await.json::<Value>(200);
    ann.delete(&format!("{path}/members/eve")).await.json::<Value>(200);
    ann.send(group, "not for eve").await;
    ann.post(&format!("{path}/members"), &eves).await.json::<Value>(200);
    eve.send(group, "back again").await;
    bob.post(&format!("{path}/read"), &json!({ "seq": third.seq })).await.json::<Value>(200);
    ann.post(&format!("{path}/unread"), &json!({})).await.json::<Value>(200);

    let direct = app.conversation("direct", &[&ann, &eve]).await;
    ann.send(direct, "psst").await;
    let body =
        json!({ "kind": "channel", "key": "news", "visibility": "public", "posting": "admins" });
    let channel = app.post("/v1/conversations", &body).await.json::<Value>(201)["id"].clone();
    let gone = app.group(&[&ann]).await;
    app.delete(&format!("/v1/conversations/{gone}")).await.empty(204);
    let mallory = app.user("mallory").await;
    let other = app.group(&[&mallory, &ann]).await;
    mallory.send(other, "to be forgotten").await;
    app.delete("/v1/users/mallory").await.empty(204);
    app.work().await;
    // What was first is last active.
    eve.send(group, "the last word").await;
    vec![group, direct, serde_json::from_value(channel).unwrap(), other]
}

/// What a user sees, without the app that it is in.
async fn seen(user: &TestUser<'_>, conversations: &[ConversationId]) -> Vec<Value> {
    let mut paths = vec!["/v1/conversations?limit=100".to_owned()];
    for id in conversations {
        let path = format!("/v1/conversations/{id}");
        paths.push(format!("{path}/messages?limit=100"));
        paths.push(format!("{path}/entries?limit=100"));
        paths.push(format!("{path}/members?limit=100"));
        paths.push(path);
    }
    let mut answers = Vec::new();
    for path in paths {
        let answer = user.get(&path).await;
        let text = String::from_utf8(answer.body).unwrap().replace(&user.app.id.to_string(), "app");
        let mut body: Value = serde_json::from_str(&text).unwrap();
        body.as_object_mut().unwrap().remove("request_id");
        answers.push(json!({ "path": path, "status": answer.status, "body": body }));
    }
    answers
}

#[tokio::test]
async fn an_app_is_the_same_where_it_is_imported() {
    let app = TestApp::start().await;
    let conversations = live(&app).await;
    let exported = app.export().await;
    let file = format!("{{\"type\":\"app\",\"version\":1}}\n{}\n", exported.join("\n"));
    let copy = app.neighbour().await;

    let import = copy.import("", &file).await;

    assert_eq!(import.status, TransferStatus::Done, "{:?}", import.bad_lines);
    assert_eq!(copy.export().await, exported);
    for id in ["ann", "bob", "eve"] {
        let (here, there) = (token(&app, id).await, token(&copy, id).await);
        assert_eq!(seen(&here, &conversations).await, seen(&there, &conversations).await, "{id}");
    }
    let again = copy.import("", &file).await;
    assert_eq!(again.tally.messages_new + again.tally.events_new + again.tally.members_new, 0);
    assert_eq!(copy.export().await, exported);
}

/// The copy goes on like any conversation: numbers follow, and rights are those of the original.
#[tokio::test]
async fn a_copy_goes_on() {
    let app = TestApp::start().await;
    let conversations = live(&app).await;
    let file = format!("{{\"type\":\"app\",\"version\":1}}\n{}\n", app.export().await.join("\n"));
    let copy = app.neighbour().await;
    copy.import("", &file).await;
    let (ann, bob) = (token(&copy, "ann").await, token(&copy, "bob").await);
    let before = ann.see(conversations[0]).await;

    let sent = ann.send(conversations[0], "on we go").await;

    assert_eq!((sent.seq, sent.ordinal), (before.as_of_seq + 1, before.last_ordinal + 1));
    assert_eq!(bob.see(conversations[0]).await.last_message.unwrap().id, sent.id);
    // An older export is no way back: what it has is there, what came since stays.
    assert_eq!(copy.import("", &file).await.status, TransferStatus::Done);
    assert_eq!(ann.see(conversations[0]).await.last_message.unwrap().id, sent.id);
}

/// What was recalled in the meantime is recalled where an older export was imported, too.
#[tokio::test]
async fn a_recall_reaches_the_copy_with_the_next_export() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let group = app.group(&[&ann, &bob]).await;
    let sent = ann.send(group, "oh no").await;
    let header = "{\"type\":\"app\",\"version\":1}\n";
    let before = app.export().await.join("\n");
    ann.delete(&format!("/v1/conversations/{group}/messages/{}", sent.id)).await.json::<Value>(200);
    let after = app.export().await;
    let copy = app.neighbour().await;

    copy.import("", &format!("{header}{before}")).await;
    copy.import("", &format!("{header}{}", after.join("\n"))).await;

    let read = token(&copy, "bob").await.history(group, "").await.data;
    assert_eq!((read[0].text.as_str(), read[0].recalled_at.is_some()), ("", true));
    copy.import("", &format!("{header}{before}")).await;
    assert_eq!(token(&copy, "bob").await.texts(group).await, [""]);
    let told = token(&copy, "bob").await.entries(group).await;
    assert_eq!(told.last().unwrap().t.as_str(), "message.recalled");
}

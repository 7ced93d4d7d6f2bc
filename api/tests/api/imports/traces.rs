//! What was taken back is in no export, and goes where an older one was imported.

use super::token;
use serde_json::{Value, json};
use warbler_core::blobs::Blobs;
use warbler_protocol::{Import, Message, TransferStatus};
use warbler_testing::{TestApp, path_of};

const HEADER: &str = "{\"type\":\"app\",\"version\":1}\n";

#[tokio::test]
async fn an_export_has_no_trace_of_what_was_recalled_or_erased() {
    let app = TestApp::start().await;
    let (ann, bob, eve) = (app.user("ann").await, app.user("bob").await, app.user("eve").await);
    let group = app.group(&[&ann, &bob, &eve]).await;
    let path = format!("/v1/conversations/{group}");
    let edited = ann.send(group, "canary one").await;
    ann.patch(&path_of(&edited), &json!({ "text": "canary two" })).await.json::<Value>(200);
    bob.put_empty(&format!("{}/reactions/canary", path_of(&edited))).await.json::<Value>(200);
    let root = ann.send(group, "harmless").await;
    bob.reply(&root, "canary three").await;
    bob.put_empty(&format!("{}/reactions/canary", path_of(&root))).await.json::<Value>(200);
    let said = bob.send(group, "canary four").await;
    let forward = json!({ "forward": { "conversation_id": group, "message_id": said.id } });
    ann.say(group, &forward).await.json::<Message>(201);
    let own = json!({ "metadata": { "is": "canary" } });
    bob.patch(&format!("{path}/membership"), &own).await.json::<Value>(200);
    bob.put(&format!("{path}/draft"), &json!({ "text": "canary five" })).await.json::<Value>(200);
    app.put("/v1/bans/bob", &json!({ "kind": "silence", "reason": "canary" }))
        .await
        .json::<Value>(200);
    bob.upload("canary.txt", "canary six").await;
    assert_eq!(app.export().await.join("\n").matches("canary").count(), 10);

    ann.delete(&path_of(&edited)).await.json::<Value>(200);
    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;

    let after = app.export().await.join("\n");
    assert!(!after.contains("canary"), "{after}");
    assert!(after.contains("harmless"));
}

#[tokio::test]
async fn a_recall_takes_all_that_an_older_export_brought() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let group = app.group(&[&ann, &bob]).await;
    let root = ann.send(group, "harmless").await;
    let picture = ann.upload("canary.txt", "bytes").await;
    let body = json!({ "text": "canary", "mention_all": true, "attachments": [picture.id] });
    let said: Message = ann.say(group, &body).await.json(201);
    ann.patch(&path_of(&said), &json!({ "text": "canary again" })).await.json::<Value>(200);
    bob.put_empty(&format!("{}/reactions/heart", path_of(&said))).await.json::<Value>(200);
    ann.put_empty(&format!("{}/pin", path_of(&said))).await.json::<Value>(200);
    let reply = bob.reply(&root, "canary too").await;
    let copy = app.neighbour().await;
    copy.import("", &format!("{HEADER}{}", app.export().await.join("\n"))).await;
    ann.delete(&path_of(&said)).await.json::<Value>(200);
    bob.delete(&path_of(&reply)).await.json::<Value>(200);
    app.work().await;
    let after = app.export().await;

    copy.import("", &format!("{HEADER}{}", after.join("\n"))).await;
    copy.work().await;

    let left = copy.dump().await;
    let left: Vec<_> = left.lines().filter(|row| row.contains("canary")).collect();
    assert!(left.is_empty(), "{left:?}");
    let ann = token(&copy, "ann").await;
    assert_eq!(ann.read(&root).await.thread.unwrap().reply_count, 0);
    let pins: Value = ann.get(&format!("/v1/conversations/{group}/pins")).await.json(200);
    assert_eq!(pins["data"], json!([]));
    assert_eq!(copy.export().await, after);
}

/// An import whose file is lost says so, rather than run for ever.
#[tokio::test]
async fn an_import_whose_job_is_buried_has_failed() {
    let app = TestApp::start().await;
    let path = "/v1/imports?name=lost";
    let bearer = format!("Bearer {}", app.secret_key);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-ndjson")];
    let started = app.raw(reqwest::Method::POST, path, &headers, HEADER.into()).await;
    let started: Import = started.json(202);
    app.context().blobs.delete(&Blobs::key(app.id, "imports", started.id)).await.unwrap();

    app.work().await;

    let import: Import = app.get(&format!("/v1/imports/{}", started.id)).await.json(200);
    assert_eq!(import.status, TransferStatus::Failed);
    assert!(import.error.unwrap().contains("file"));
    assert_eq!(app.get("/v1/dead_letters").await.json::<Vec<Value>>(200).len(), 1);
}

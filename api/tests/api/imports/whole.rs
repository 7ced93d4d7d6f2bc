//! What users make of conversations comes along: threads, reactions, pins, files and all that is
//! somebody's own.

use super::token;
use crate::files::picture;
use image::ImageFormat;
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{ConversationId, File, Message, TransferStatus};
use warbler_testing::{TestApp, TestUser, path_of};

const HEADER: &str = "{\"type\":\"app\",\"version\":1}\n";

/// What is to be compared.
struct World {
    conversations: Vec<ConversationId>,
    messages: Vec<Message>,
    files: Vec<File>,
}

async fn done(answer: warbler_testing::TestResponse) {
    assert!(answer.status < 300, "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
}

async fn react(user: &TestUser<'_>, message: &Message, key: &str) {
    done(user.put_empty(&format!("{}/reactions/{key}", path_of(message))).await).await;
}

/// Threads in two conversations, so that their order shows.
async fn threads(ann: &TestUser<'_>, bob: &TestUser<'_>, eve: &TestUser<'_>, at: &[Message; 2]) {
    let app = ann.app;
    let [root, other] = at;
    bob.reply(root, "one").await;
    app.advance(Duration::from_secs(1));
    let body = json!({ "text": "two", "thread_id": root.id, "mentions": ["bob"] });
    done(eve.say(root.conversation_id, &body).await).await;
    let gone = eve.reply(root, "three").await;
    done(eve.delete(&path_of(&gone)).await).await;
    eve.reply(other, "aside").await;
    ann.reply(root, "four").await;
    done(bob.post(&format!("{}/read", path_of(root)), &json!({})).await).await;
    eve.reply(root, "five").await;
    done(eve.post(&format!("{}/unfollow", path_of(root)), &json!({})).await).await;
    let quiet = ann.send(other.conversation_id, "nobody replies").await;
    done(eve.post(&format!("{}/follow", path_of(&quiet)), &json!({})).await).await;
}

async fn pins_and_reactions(
    ann: &TestUser<'_>,
    bob: &TestUser<'_>,
    eve: &TestUser<'_>,
    at: &[Message; 2],
) {
    let [one, two] = at;
    for (user, key) in [(bob, "a"), (eve, "b"), (bob, "c"), (ann, "b")] {
        react(user, one, key).await;
    }
    done(bob.delete(&format!("{}/reactions/a", path_of(one))).await).await;
    done(bob.delete(&format!("{}/reactions/c", path_of(one))).await).await;
    react(bob, one, "c").await;
    react(bob, two, "a").await;
    done(bob.delete(&format!("{}/reactions/a", path_of(two))).await).await;
    for message in [two, one] {
        done(ann.put_empty(&format!("{}/pin", path_of(message))).await).await;
    }
    let passing = ann.send(one.conversation_id, "for a while").await;
    done(ann.put_empty(&format!("{}/pin", path_of(&passing))).await).await;
    done(ann.delete(&format!("{}/pin", path_of(&passing))).await).await;
    for text in ["once", "twice"] {
        let edit = json!({ "text": text, "metadata": { "edit": text } });
        done(ann.patch(&path_of(two), &edit).await).await;
    }
}

/// What is somebody's own.
async fn own(ann: &TestUser<'_>, bob: &TestUser<'_>, eve: &TestUser<'_>, at: &[Message; 2]) {
    let group = format!("/v1/conversations/{}", at[0].conversation_id);
    let settings = json!({ "muted_until": "2033-01-01T00:00:00Z", "pinned": true,
        "metadata": { "colour": "red" } });
    done(ann.patch(&format!("{group}/membership"), &settings).await).await;
    done(bob.patch(&format!("{group}/membership"), &json!({ "archived": true })).await).await;
    done(eve.patch(&format!("{group}/membership"), &json!({ "hidden": true })).await).await;
    let draft = json!({ "text": "On my w", "reply_to": at[1].id, "metadata": { "k": 1 } });
    done(ann.put(&format!("{group}/draft"), &draft).await).await;
    done(bob.post(&format!("{}/hide", path_of(&at[1])), &json!({})).await).await;
    let cleared = json!({ "up_to_seq": at[0].seq - 1 });
    done(eve.post(&format!("{group}/clear"), &cleared).await).await;
}

async fn bans_and_blocks(app: &TestApp, group: ConversationId) {
    let until = json!({ "kind": "silence", "reason": "loud", "until": "2033-01-01T00:00:00Z" });
    done(app.put(&format!("/v1/conversations/{group}/bans/eve"), &until).await).await;
    done(
        app.put(&format!("/v1/conversations/{group}/bans/dan"), &json!({ "reason": "spam" })).await,
    )
    .await;
    done(app.put("/v1/bans/dan", &json!({})).await).await;
    done(app.put("/v1/bans/bob", &json!({ "kind": "silence" })).await).await;
    done(app.put_empty("/v1/users/ann/blocks/eve").await).await;
}

async fn live(app: &TestApp) -> World {
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let (eve, dan) = (app.user("eve").await, app.user("dan").await);
    let group = app.group(&[&ann, &bob, &eve, &dan]).await;
    let direct = app.conversation("direct", &[&ann, &eve]).await;
    let before = ann.send(group, "to be cleared").await;
    let (one, two) = (ann.send(group, "one").await, ann.send(group, "two").await);
    let aside = ann.send(direct, "psst").await;
    app.advance(Duration::from_secs(1));
    threads(&ann, &bob, &eve, &[one.clone(), aside.clone()]).await;
    let remark = json!({ "kind": "system", "text": "Ann renamed the group" });
    let remark: Message =
        app.post(&format!("/v1/conversations/{group}/messages"), &remark).await.json(201);
    let forward = json!({ "forward": { "conversation_id": direct, "message_id": aside.id } });
    let forward: Message = ann.say(group, &forward).await.json(201);
    let long: Vec<u8> = (0..1_200_000_u32).flat_map(u32::to_be_bytes).take(600_000).collect();
    let picture = bob.upload("boat.png", picture(640, 160, ImageFormat::Png)).await;
    app.work().await;
    let long = bob.upload("long.bin", long).await;
    let carrier = bob.attach(group, &[picture.id, long.id]).await;
    let lost = bob.upload("lost.txt", "never mind").await;
    let taken_back = bob.attach(group, &[lost.id]).await;
    done(bob.delete(&path_of(&taken_back)).await).await;
    pins_and_reactions(&ann, &bob, &eve, &[one.clone(), two.clone()]).await;
    own(&ann, &bob, &eve, &[one.clone(), two.clone()]).await;
    bans_and_blocks(app, group).await;
    ann.send(group, "the end").await;
    app.work().await;
    World {
        conversations: vec![group, direct],
        messages: vec![before, one, two, aside, remark, forward, carrier, taken_back],
        files: vec![picture, long, lost],
    }
}

async fn read(user: &TestUser<'_>, path: String) -> Value {
    let answer = user.get(&path).await;
    let text = String::from_utf8(answer.body).unwrap().replace(&user.app.id.to_string(), "app");
    let mut body: Value = serde_json::from_str(&text).unwrap();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
    }
    json!({ "path": path, "status": answer.status, "body": body })
}

/// What a user sees.
async fn seen(user: &TestUser<'_>, world: &World) -> Vec<Value> {
    let mut paths: Vec<_> = ["conversations?filter=all", "threads", "blocks", "me"]
        .map(|path| format!("/v1/{path}"))
        .into();
    for id in &world.conversations {
        let path = format!("/v1/conversations/{id}");
        let parts = ["messages?limit=100", "entries?limit=100", "members", "pins", "draft", "bans"];
        paths.extend(parts.map(|part| format!("{path}/{part}")));
        paths.push(path);
    }
    for message in &world.messages {
        let path = path_of(message);
        let parts = ["replies", "reactions", "versions"];
        paths.extend(parts.map(|part| format!("{path}/{part}")));
        paths.push(path);
    }
    paths.extend(world.files.iter().map(|file| format!("/v1/files/{}", file.id)));
    let mut answers = Vec::new();
    for path in paths {
        answers.push(read(user, path).await);
    }
    answers
}

#[tokio::test]
async fn everything_that_users_made_comes_along() {
    let app = TestApp::start().await;
    let world = live(&app).await;
    let exported = app.export().await;
    for kind in ["file", "file_bytes", "ban", "block", "message", "version", "event", "thread"] {
        let begin = format!("{{\"type\":\"{kind}\"");
        assert!(exported.iter().any(|line| line.starts_with(&begin)), "{kind}");
    }
    let file = format!("{HEADER}{}\n", exported.join("\n"));
    let copy = app.neighbour().await;

    let import = copy.import("", &file).await;

    assert_eq!(import.status, TransferStatus::Done, "{:?}", import.bad_lines);
    let again = copy.export().await;
    for (ours, theirs) in exported.iter().zip(&again) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(exported.len(), again.len());
    for id in ["ann", "bob", "eve"] {
        let (here, there) = (token(&app, id).await, token(&copy, id).await);
        for (ours, theirs) in seen(&here, &world).await.iter().zip(seen(&there, &world).await) {
            assert_eq!(*ours, theirs, "{id}");
        }
    }
    let bans = async |app: &TestApp| app.get("/v1/bans").await.json::<Value>(200);
    assert_eq!(bans(&app).await, bans(&copy).await);
    let repeated = copy.import("", &file).await.tally;
    let new = repeated.messages_new + repeated.events_new + repeated.members_new;
    assert_eq!(new + repeated.files_new + repeated.others_new, 0);
    assert_eq!(copy.export().await, exported);
}

#[tokio::test]
async fn files_come_with_their_bytes() {
    let app = TestApp::start().await;
    let world = live(&app).await;
    let file = format!("{HEADER}{}\n", app.export().await.join("\n"));
    let copy = app.neighbour().await;
    copy.import("", &file).await;
    let (here, there) = (token(&app, "ann").await, token(&copy, "ann").await);

    for (file, query) in [(0, ""), (1, ""), (0, "?variant=thumbnail")] {
        let id = world.files[file].id;
        let ours = app.read(&here.link(id, query).await.url).await;
        let theirs = copy.read(&there.link(id, query).await.url).await;
        assert_eq!((ours.status, theirs.status), (200, 200));
        assert!(ours.body == theirs.body, "{query}");
    }
    there
        .get(&format!("/v1/files/{}", world.files[2].id))
        .await
        .problem(warbler_protocol::ErrorCode::NotFound);
}

/// Numbers follow, and rights are those of the original.
#[tokio::test]
async fn the_copy_goes_on() {
    let app = TestApp::start().await;
    let world = live(&app).await;
    let file = format!("{HEADER}{}\n", app.export().await.join("\n"));
    let copy = app.neighbour().await;
    copy.import("", &file).await;
    let (ann, bob, eve) =
        (token(&copy, "ann").await, token(&copy, "bob").await, token(&copy, "eve").await);
    let root = &world.messages[1];

    let before = ann.read(root).await.thread.unwrap();
    let reply = ann.reply(root, "six").await;
    assert_eq!((before.reply_count, reply.ordinal), (4, before.last_ordinal + 1));
    react(&ann, root, "c").await;
    let counts = ann.read(root).await.reactions;
    assert_eq!(
        counts.iter().map(|it| (it.key.as_str(), it.count)).collect::<Vec<_>>(),
        [("b", 2), ("c", 2)]
    );
    bob.say(world.conversations[0], &json!({ "text": "x" }))
        .await
        .problem(warbler_protocol::ErrorCode::Silenced);
    eve.say(world.conversations[1], &json!({ "text": "x" }))
        .await
        .problem(warbler_protocol::ErrorCode::Forbidden);
    // Who is erased there takes along what came with the import.
    copy.delete("/v1/users/bob").await.empty(204);
    copy.work().await;
    let counts = ann.read(root).await.reactions;
    assert_eq!(counts.iter().map(|it| it.count).collect::<Vec<_>>(), [2, 1]);
}

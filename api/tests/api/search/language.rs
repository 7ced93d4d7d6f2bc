//! What people type, and what they find.

use serde_json::json;
use std::time::Duration;
use warbler_protocol::{Conversation, FoundMessages, Message};
use warbler_testing::TestApp;

#[tokio::test]
async fn words_codes_beginnings_and_phrases_are_found() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    for text in [
        "The printer says ERR_42-x again",
        "err 43 is something else",
        "我想在北京订酒店，明天入住",
        "上海的酒店已经订好了",
        "A café near the naïve painter's house",
    ] {
        alice.send(group, text).await;
    }
    app.index().await;

    assert_eq!(alice.found("ERR_42-x").await, ["The printer says ERR_42-x again"]);
    assert_eq!(alice.found("err_42").await.len(), 1);
    assert_eq!(alice.found("err").await.len(), 2);
    assert_eq!(alice.found("北京").await, ["我想在北京订酒店，明天入住"]);
    assert_eq!(alice.found("酒店").await.len(), 2);
    assert_eq!(alice.found("酒店 -上海").await.len(), 1);
    assert_eq!(alice.found("print*").await.len(), 1);
    assert_eq!(alice.found("prin").await.len(), 0);
    assert_eq!(alice.found("\"printer says\"").await.len(), 1);
    assert_eq!(alice.found("\"says printer\"").await.len(), 0);
    assert_eq!(alice.found("says printer").await.len(), 1);
    assert_eq!(alice.found("CAFE Naive").await.len(), 1);
    assert_eq!(alice.found("").await.len(), 5);
}

#[tokio::test]
async fn filters_narrow_what_is_found() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    alice.send(group, "word one").await;
    app.advance(Duration::from_secs(2 * 3600));
    bob.send(group, "word two, see https://example.com/a").await;
    bob.send(other, "word three").await;
    let picture = image();
    let file = alice.upload("holiday plan.png", picture).await;
    alice.attach(other, &[file.id]).await;
    let path = format!("/v1/conversations/{group}/messages");
    app.post(&path, &json!({ "text": "word of the system", "kind": "system" }))
        .await
        .json::<Message>(201);
    app.index().await;

    assert_eq!(alice.found("word from:me").await, ["word one"]);
    assert_eq!(alice.found("word from:bob").await.len(), 2);
    assert_eq!(alice.found("word from:bob from:alice").await.len(), 3);
    assert_eq!(alice.found("word -from:bob kind:text").await, ["word one"]);
    assert_eq!(alice.found(&format!("word in:{other}")).await, ["word three"]);
    assert_eq!(alice.found(&format!("word -in:{other} -kind:system")).await.len(), 2);
    assert_eq!(alice.found("word before:2023-11-15").await, ["word one"]);
    assert_eq!(alice.found("word after:2023-11-15 kind:text").await.len(), 2);
    assert_eq!(alice.found("word -after:2023-11-15").await, ["word one"]);
    assert_eq!(
        alice.found("after:2023-11-14T22:13:20Z before:2023-11-14T22:13:21Z").await.len(),
        1
    );
    assert_eq!(alice.found("has:link").await.len(), 1);
    assert_eq!(alice.found("has:file has:image").await, [""]);
    assert_eq!(alice.found("holiday").await, [""]);
    assert_eq!(alice.found("kind:system").await, ["word of the system"]);
    assert_eq!(alice.found("word in:con_00000000000000000000000000000000").await.len(), 0);
}

#[tokio::test]
async fn a_conversation_is_named_by_the_tenants_key_too() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let body = json!({ "kind": "group", "key": "order:7", "members": [{ "user_id": "alice" }] });
    let order: Conversation = app.post("/v1/conversations", &body).await.json(201);
    alice.send(order.id, "where is it").await;
    app.index().await;
    assert_eq!(alice.found("in:order:7").await.len(), 1);
    assert_eq!(alice.found("in:order:8").await.len(), 0);
}

#[tokio::test]
async fn highlights_are_of_the_message_as_it_is_now() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "👍 我想在北京订酒店 printer").await;
    app.index().await;

    let found = alice.search("北京 Print*").await;
    let text: Vec<char> = found.data[0].message.text.chars().collect();
    let marked = found.data[0].highlights.iter().map(|it| {
        assert_eq!(it.pointer, "/text");
        text[it.start..it.end].iter().collect::<String>()
    });
    assert_eq!(marked.collect::<Vec<_>>(), ["北京", "printer"]);
}

#[tokio::test]
async fn letters_may_be_wrong_where_that_is_asked_for() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "the refund has arrived").await;
    app.index().await;
    assert_eq!(alice.found("refnud").await.len(), 0);
    let path = "/v1/search/messages?query=refnud%20arived&typos=true";
    let found: FoundMessages = alice.get(path).await.json(200);
    assert_eq!(found.total, 1);
    let places = found.data[0].highlights.iter().map(|it| (it.start, it.end));
    assert_eq!(places.collect::<Vec<_>>(), [(4, 10), (15, 22)]);
}

#[tokio::test]
async fn what_answers_best_comes_first() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "refund refund refund").await;
    alice.send(group, "a refund among very many other words that say other things").await;
    app.index().await;
    let found: FoundMessages = alice.get("/v1/search/messages?query=refund").await.json(200);
    assert_eq!(found.data[0].message.text, "refund refund refund");
    assert_eq!(alice.search("refund").await.data[1].message.text, "refund refund refund");
}

/// A picture of one pixel.
fn image() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(1, 1).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

//! Pinned messages.

use serde_json::Value;
use warbler_protocol::{ErrorCode, Message, Page, Pin};
use warbler_testing::{TestApp, TestUser, path_of};

async fn pinned(user: &TestUser<'_>, message: &Message) -> Vec<Pin> {
    let path = format!("/v1/conversations/{}/pins", message.conversation_id);
    user.get(&path).await.json::<Page<Pin>>(200).data
}

#[tokio::test]
async fn moderators_pin_in_groups_and_both_sides_in_direct_conversations() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let (one, two) = (bob.send(group, "one").await, bob.send(group, "two").await);
    for message in [&one, &two, &one] {
        alice.put_empty(&format!("{}/pin", path_of(message))).await.json::<Value>(200);
    }
    bob.put_empty(&format!("{}/pin", path_of(&one))).await.problem(ErrorCode::Forbidden);
    let pins = pinned(&bob, &one).await;
    let texts: Vec<_> = pins.iter().map(|pin| pin.message.text.as_str()).collect();
    assert_eq!((texts, pins[0].pinned_by.as_ref()), (vec!["two", "one"], Some(&alice.id)));
    assert_eq!(bob.entries(group).await.len(), 5, "pinning twice is pinning once");
    app.delete(&format!("{}/pin", path_of(&two))).await.json::<Value>(200);
    bob.delete(&path_of(&one)).await.json::<Message>(200);
    assert!(pinned(&alice, &one).await.is_empty());
    alice.put_empty(&format!("{}/pin", path_of(&one))).await.problem(ErrorCode::Conflict);

    let reply = alice.reply(&two, "reply").await;
    alice.put_empty(&format!("{}/pin", path_of(&reply))).await.problem(ErrorCode::Conflict);

    let direct = app.conversation("direct", &[&alice, &bob]).await;
    let hers = alice.send(direct, "hi").await;
    bob.put_empty(&format!("{}/pin", path_of(&hers))).await.json::<Value>(200);
    assert_eq!(pinned(&alice, &hers).await.len(), 1);
}

#[tokio::test]
async fn fifty_are_enough() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let mut last = alice.send(group, "0").await;
    for n in 1..=50 {
        alice.put_empty(&format!("{}/pin", path_of(&last))).await.json::<Value>(200);
        last = alice.send(group, &n.to_string()).await;
    }
    alice.put_empty(&format!("{}/pin", path_of(&last))).await.problem(ErrorCode::LimitReached);
    assert_eq!(pinned(&alice, &last).await.len(), 50);
}

//! Who is erased is disconnected.

use serde_json::json;
use std::time::Duration;
use warbler_testing::TestApp;

#[tokio::test]
async fn all_sockets_of_an_erased_user_are_closed_for_good() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let node = app.another_node().await;
    let (mut here, mut there) = (bob.connect().await, bob.connect_to(&node).await);
    let mut hers = alice.connect().await;
    app.delete("/v1/users/bob").await.empty(204);
    assert_eq!((here.closed().await, there.closed().await), (4502, 4502));
    hers.expect_silence().await;
}

#[tokio::test]
async fn a_node_that_does_not_hear_the_bus_disconnects_them_too() {
    let app = TestApp::start().await;
    let bob = app.user("bob").await;
    let node = app.deaf_node().await;
    let mut socket = bob.connect_to(&node).await;
    app.delete("/v1/users/bob").await.empty(204);
    assert_eq!(socket.closed().await, 4502);
}

/// Another node may take them for active a little longer; nothing of it stays.
#[tokio::test]
async fn what_was_said_through_another_node_meanwhile_is_taken_back() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let node = app.another_node().await;
    let canary = json!({ "text": "canary" });
    assert_eq!(bob.say_to(&node, group, &canary).await.status, 201);
    app.delete("/v1/users/bob").await.empty(204);
    app.work().await;
    drop(bob.say_to(&node, group, &canary).await);
    app.advance(Duration::from_secs(60));
    app.work().await;
    assert!(!alice.texts(group).await.contains(&"canary".to_owned()));
}

//! Who is erased is disconnected.

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
#[ignore = "revocation travels as a signal alone, which a bus may lose; no entry repairs it"]
async fn a_node_that_does_not_hear_the_bus_disconnects_them_too() {
    let app = TestApp::start().await;
    let bob = app.user("bob").await;
    let node = app.deaf_node().await;
    let mut socket = bob.connect_to(&node).await;
    app.delete("/v1/users/bob").await.empty(204);
    assert_eq!(socket.closed().await, 4502);
}

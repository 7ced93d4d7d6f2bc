//! Nodes that share the indexes, and others that ask them.

use reqwest::Method;
use warbler_protocol::{ErrorCode, FoundMessages};
use warbler_testing::{TestApp, TestSearchNodes};

#[tokio::test]
async fn a_node_asks_the_one_that_has_the_index() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "word").await;
    let nodes = TestSearchNodes::reserve(2);
    let (first, second) = (app.search_node(&nodes, 0).await, app.search_node(&nodes, 1).await);
    let asking = app.node_asking(&nodes).await;
    app.index_of(&first).await;
    app.index_of(&second).await;
    for node in [&first, &second, &asking] {
        let found: FoundMessages = alice.search_at(node, "word").await.json(200);
        assert_eq!(found.total, 1);
    }

    let (owner, other) = match app.search_node_of(2).await {
        0 => (first, second),
        _ => (second, first),
    };
    owner.stop().await;
    for node in [&other, &asking] {
        let answer = alice.search_at(node, "word").await;
        answer.problem(ErrorCode::Unavailable);
        assert_eq!(answer.headers["retry-after"], "1");
    }
    let replacement = app.search_node(&nodes, app.search_node_of(2).await).await;
    app.index_of(&replacement).await;
    let found: FoundMessages = alice.search_at(&asking, "word").await.json(200);
    assert_eq!(found.total, 1);
}

#[tokio::test]
async fn who_has_not_the_master_key_is_not_answered() {
    let app = TestApp::start().await;
    let body = || br#"{"find":{"app":"x"}}"#.to_vec();
    let forged = [("warbler-signature", "AAAA")];
    for headers in [&[][..], &forged[..]] {
        let answer = app.raw(Method::POST, "/internal/search/0", headers, body()).await;
        answer.problem(ErrorCode::RouteNotFound);
    }
}

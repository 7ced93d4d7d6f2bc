//! Pages and counts.

use serde_json::json;
use warbler_protocol::{ErrorCode, FoundMessages};
use warbler_testing::TestApp;

#[tokio::test]
async fn pages_follow_each_other_in_both_orders() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    for number in 0..7 {
        alice.send(group, &format!("word {}", "and more ".repeat(number))).await;
    }
    app.index().await;
    for sort in ["relevance", "newest"] {
        let path = format!("/v1/search/messages?query=word&limit=3&sort={sort}");
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page: FoundMessages = alice.get(&format!("{path}{cursor}")).await.json(200);
            assert_eq!(page.total, 7);
            seen.extend(page.data.iter().map(|hit| hit.message.seq));
            let Some(next) = page.next_cursor else { break };
            cursor = format!("&cursor={next}");
        }
        let mut distinct = seen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!((seen.len(), distinct.len()), (7, 7), "{sort}");
        let other = format!("/v1/search/messages?query=other&limit=3&sort={sort}{cursor}");
        alice.get(&other).await.problem(ErrorCode::InvalidCursor);
    }
}

#[tokio::test]
async fn hits_are_counted_by_conversation_and_sender() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice, &bob]).await);
    alice.send(group, "word").await;
    bob.send(group, "word").await;
    bob.send(other, "word").await;
    app.index().await;
    let body = json!({ "query": "word", "counts": true, "limit": 1 });
    let found: FoundMessages = alice.post("/v1/search/messages", &body).await.json(200);
    let counts = found.counts.unwrap();
    let conversations = counts.conversations.iter().map(|it| (it.conversation_id, it.count));
    assert_eq!(conversations.collect::<Vec<_>>(), [(group, 2), (other, 1)]);
    let senders = counts.senders.iter().map(|it| (it.user_id.as_str(), it.count));
    assert_eq!(senders.collect::<Vec<_>>(), [("bob", 2), ("alice", 1)]);
    assert_eq!((found.total, found.data.len(), found.has_more), (3, 1, true));
}

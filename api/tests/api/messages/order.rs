//! One order per conversation, and how it is read back.

use futures_util::future::join_all;
use warbler_protocol::{ErrorCode, EventKind, Message};
use warbler_testing::TestApp;

#[tokio::test]
async fn numbers_are_dense_whoever_sends_at_once() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let sends = [&alice, &bob, &carol].map(|user| async move {
        let mut sent = Vec::new();
        for n in 0..10 {
            sent.push(user.send(group, &n.to_string()).await);
        }
        sent
    });

    let sent = join_all(sends).await;

    for of_one in &sent {
        assert!(of_one.is_sorted_by(|one, next| one.seq < next.seq), "their own order is kept");
    }
    let entries = alice.entries(group).await;
    let seqs: Vec<_> = entries.iter().filter_map(|entry| entry.n).collect();
    assert_eq!(seqs, (1..=31).collect::<Vec<_>>());
    let messages = alice.history(group, "").await.data;
    let ordinals: Vec<_> = messages.iter().map(|message| message.ordinal).collect();
    assert_eq!(ordinals, (1..=30).collect::<Vec<_>>());
    assert_eq!(bob.history(group, "").await.data, messages);
    assert_eq!(alice.see(group).await.as_of_seq, 31);
}

#[tokio::test]
async fn ordinals_count_messages_alone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let first = alice.send(group, "one").await;
    let path = format!("/v1/conversations/{group}/messages/{}", first.id);
    alice.patch(&path, &serde_json::json!({ "text": "1" })).await.json::<Message>(200);
    alice.delete(&path).await.json::<Message>(200);

    let second = alice.send(group, "two").await;

    assert_eq!((first.seq, first.ordinal), (2, 1));
    assert_eq!((second.seq, second.ordinal), (5, 2));
    let kinds: Vec<_> = alice.entries(group).await.iter().map(|entry| entry.t).collect();
    let expected = [
        EventKind::ConversationCreated,
        EventKind::MessageCreated,
        EventKind::MessageUpdated,
        EventKind::MessageRecalled,
        EventKind::MessageCreated,
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn history_is_read_before_after_and_around() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    // Seqs 2 to 11.
    for n in 2..=11 {
        alice.send(group, &n.to_string()).await;
    }
    for (query, expected, more) in [
        ("?limit=3", vec![9, 10, 11], true),
        ("?before_seq=9&limit=3", vec![6, 7, 8], true),
        ("?before_seq=5&limit=3", vec![2, 3, 4], false),
        ("?before_seq=2", vec![], false),
        ("?after_seq=0&limit=3", vec![2, 3, 4], true),
        ("?after_seq=8&limit=3", vec![9, 10, 11], false),
        ("?after_seq=11", vec![], false),
        ("?around_seq=6&limit=4", vec![4, 5, 6, 7], true),
        ("?around_seq=2&limit=20", (2..=11).collect(), false),
    ] {
        let page = alice.history(group, query).await;
        let seqs: Vec<_> = page.data.iter().map(|message| message.seq).collect();
        assert_eq!((seqs, page.has_more), (expected, more), "{query}");
    }
    let both = format!("/v1/conversations/{group}/messages?before_seq=3&after_seq=1");
    alice.get(&both).await.problem(ErrorCode::ValidationFailed);
}

//! Clients that were away for long.

use super::{catch_up, cursor, page};
use futures_util::future::{join_all, try_join_all};
use serde_json::json;
use std::collections::HashMap;
use warbler_core::messages;
use warbler_protocol::{ConversationId, Event, Page, SendMessage};
use warbler_testing::{TestApp, TestUser};

/// Messages, as many as the server takes at a time.
async fn fill(app: &TestApp, conversations: &[ConversationId], each: usize) {
    let (ctx, scope) = (app.context(), app.system().await);
    for _ in 0..each {
        let message = SendMessage { text: "hi".to_owned(), ..SendMessage::default() };
        let sends = conversations
            .iter()
            .map(|conversation| messages::send(ctx, &scope, *conversation, message.clone()));
        try_join_all(sends).await.unwrap();
    }
}

async fn groups(app: &TestApp, alice: &TestUser<'_>, count: usize) -> Vec<ConversationId> {
    join_all((0..count).map(async |_| app.group(&[alice]).await)).await
}

#[tokio::test]
async fn ten_thousand_entries_over_two_hundred_conversations_are_whole() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let groups = groups(&app, &alice, 200).await;
    let since = cursor(&alice).await;
    fill(&app, &groups, 50).await;

    let map = catch_up(&alice, &since).await;

    assert_eq!(map.pages, 2);
    assert_eq!(map.seqs.len(), 200);
    for group in &groups {
        assert_eq!(map.seqs[group], (2..=51).collect::<Vec<_>>());
    }
    let (_socket, missed) = alice.resume(&since).await;
    let mut told: HashMap<ConversationId, Vec<i64>> = HashMap::new();
    for frame in missed {
        let event: Event = serde_json::from_value(frame).unwrap();
        told.entry(event.c).or_default().extend(event.n);
    }
    assert_eq!(told, map.seqs);
}

#[tokio::test]
async fn more_than_five_hundred_entries_are_paged_instead() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let groups = groups(&app, &alice, 2).await;
    let since = cursor(&alice).await;
    fill(&app, &groups, 500).await;
    fill(&app, &groups[..1], 1).await;

    let map = catch_up(&alice, &since).await;

    assert_eq!(map.behind.len(), 1);
    assert_eq!((map.behind[0].id, map.behind[0].as_of_seq), (groups[0], 502));
    assert_eq!(map.behind[0].membership.as_ref().unwrap().unread_count, 501);
    assert!(!map.seqs.contains_key(&groups[0]));
    assert_eq!(map.seqs[&groups[1]], (2..=501).collect::<Vec<_>>());
    let mut known = 1;
    loop {
        let path = format!("/v1/conversations/{}/entries?after_seq={known}&limit=100", groups[0]);
        let page: Page<Event> = alice.get(&path).await.json(200);
        for event in &page.data {
            known += 1;
            assert_eq!(event.n, Some(known));
        }
        if !page.has_more {
            break;
        }
    }
    assert_eq!(known, 502);
}

/// While a client takes one page, so much happens that what it missed before lies far behind.
#[tokio::test]
async fn pages_have_no_gap_while_others_go_on() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let groups = groups(&app, &alice, 101).await;
    let since = cursor(&alice).await;
    fill(&app, &groups, 1).await;
    fill(&app, &groups[100..], 100).await;
    let first = page(&alice, &since).await;
    assert!(first.has_more && first.events.iter().all(|event| event.c != groups[100]));
    fill(&app, &groups[100..], 450).await;

    let second = page(&alice, &first.cursor).await;

    assert!(second.events.is_empty(), "not a part of what was missed");
    assert_eq!(second.behind[0].id, groups[100]);
    assert_eq!(second.behind[0].as_of_seq, 552);
}

#[tokio::test]
async fn a_client_without_a_cursor_begins_at_the_head() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "hi").await;
    let answer = alice.post("/v1/sync", &json!({})).await;
    let head: warbler_protocol::SyncResponse = answer.json(200);
    assert!(head.events.is_empty() && head.behind.is_empty());
    alice.send(group, "ho").await;
    assert_eq!(page(&alice, &head.cursor).await.events.len(), 1);
}

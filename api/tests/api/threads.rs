//! Replies beside the main timeline, and who is told of them.

use serde_json::{Value, json};
use warbler_protocol::{ErrorCode, FollowedThread, Message, Page, ThreadMembership};
use warbler_testing::{TestApp, TestUser, path_of};

async fn replies(user: &TestUser<'_>, root: &Message, query: &str) -> Page<Message> {
    user.get(&format!("{}/replies{query}", path_of(root))).await.json(200)
}

async fn threads(user: &TestUser<'_>) -> Vec<FollowedThread> {
    user.get("/v1/threads").await.json::<Page<FollowedThread>>(200).data
}

/// What each thread shows of itself: unread replies and mentions.
async fn unread(user: &TestUser<'_>) -> Vec<(i64, i64)> {
    threads(user).await.iter().map(|it| (it.unread_count, it.mention_count)).collect()
}

#[tokio::test]
async fn replies_count_in_their_thread_and_not_in_the_conversation() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let root = alice.send(group, "root").await;
    let first = bob.reply(&root, "one").await;
    let second = bob.reply(&root, "two").await;
    let after = alice.send(group, "after").await;

    assert_eq!((first.seq, first.ordinal, second.ordinal), (3, 1, 2));
    assert_eq!((after.seq, after.ordinal), (5, 2));
    assert_eq!(first.thread_id, Some(root.id));
    let seen = bob.see(group).await;
    assert_eq!((seen.last_ordinal, seen.last_message.unwrap().id), (2, after.id));
    assert_eq!(seen.membership.unwrap().unread_count, 2);
    assert_eq!(alice.texts(group).await, ["root", "after"]);
    let thread = alice.read(&root).await.thread.unwrap();
    assert_eq!((thread.reply_count, thread.last_ordinal), (2, 2));
    assert_eq!(thread.participants, std::slice::from_ref(&bob.id));
    assert_eq!(second.thread, Some(thread));
    // What was read up to a reply was read up to the message before it.
    let path = format!("/v1/conversations/{group}/read");
    bob.post(&path, &json!({ "seq": second.seq })).await.json::<Value>(200);
    assert_eq!(bob.see(group).await.membership.unwrap().unread_count, 1);
}

#[tokio::test]
async fn replies_are_read_before_after_and_around() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let (root, other) = (alice.send(group, "root").await, alice.send(group, "other").await);
    // Seqs 4, 6 and 8.
    for n in ["1", "2", "3"] {
        alice.reply(&root, n).await;
        alice.reply(&other, "elsewhere").await;
    }
    for (query, expected, more) in [
        ("", vec!["1", "2", "3"], false),
        ("?limit=2", vec!["2", "3"], true),
        ("?before_seq=6", vec!["1"], false),
        ("?after_seq=4&limit=1", vec!["2"], true),
        ("?around_seq=6&limit=2", vec!["1", "2"], true),
    ] {
        let page = replies(&alice, &root, query).await;
        let texts: Vec<_> = page.data.iter().map(|reply| reply.text.as_str()).collect();
        assert_eq!((texts, page.has_more), (expected, more), "{query}");
    }
    let nothing = replies(&alice, &alice.send(group, "alone").await, "").await;
    assert!(nothing.data.is_empty());
}

#[tokio::test]
async fn a_reply_to_a_reply_is_in_the_same_thread() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (group, other) = (app.group(&[&alice]).await, app.group(&[&alice]).await);
    let root = alice.send(group, "root").await;
    let reply = alice.reply(&root, "one").await;
    let deeper = alice.reply(&reply, "two").await;
    assert_eq!((deeper.thread_id, deeper.ordinal), (Some(root.id), 2));
    let elsewhere = alice.send(other, "elsewhere").await;
    let body = json!({ "text": "hi", "thread_id": elsewhere.id });
    let problem = alice.say(group, &body).await.problem(ErrorCode::ValidationFailed);
    assert_eq!(problem.errors[0].pointer, "/thread_id");
    let follow = format!("{}/follow", path_of(&reply));
    alice.post(&follow, &json!({})).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn who_takes_part_follows_and_reads() {
    let app = TestApp::start().await;
    let (alice, bob, carol, dave) = (
        app.user("alice").await,
        app.user("bob").await,
        app.user("carol").await,
        app.user("dave").await,
    );
    let group = app.group(&[&alice, &bob, &carol, &dave]).await;
    let root = alice.send(group, "root").await;
    bob.reply(&root, "one").await;
    let body = json!({ "text": "two", "thread_id": root.id, "mentions": ["carol"] });
    let two: Message = bob.say(group, &body).await.json(201);

    assert_eq!(unread(&alice).await, [(2, 0)]);
    assert_eq!(unread(&bob).await, [(0, 0)]);
    assert_eq!(unread(&carol).await, [(1, 1)], "what came before the mention is not news");
    assert_eq!(unread(&dave).await, []);
    assert_eq!(threads(&alice).await[0].message.thread, two.thread);
    let read = format!("{}/read", path_of(&root));
    let part: ThreadMembership = alice.post(&read, &json!({ "seq": two.seq - 1 })).await.json(200);
    assert_eq!((part.following, part.read_ordinal), (true, 1));
    assert_eq!(unread(&alice).await, [(1, 0)]);
    let part: ThreadMembership = alice.post(&read, &json!({ "seq": 1 })).await.json(200);
    assert_eq!(part.read_ordinal, 1, "only ever forward");
    carol.post(&read, &json!({})).await.json::<Value>(200);
    assert_eq!(unread(&carol).await, [(0, 0)]);
    alice.post(&read, &json!({ "seq": -1 })).await.problem(ErrorCode::ValidationFailed);
}

#[tokio::test]
async fn one_follows_and_unfollows_at_will() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let root = alice.send(group, "root").await;
    let (follow, unfollow) =
        (format!("{}/follow", path_of(&root)), format!("{}/unfollow", path_of(&root)));
    alice.post(&unfollow, &json!({})).await.json::<Value>(200);
    bob.reply(&root, "one").await;
    assert_eq!(unread(&alice).await, [(1, 0)], "it was no thread yet");
    alice.post(&unfollow, &json!({})).await.json::<Value>(200);
    carol.post(&follow, &json!({})).await.json::<Value>(200);
    bob.reply(&root, "two").await;
    assert_eq!((unread(&alice).await, unread(&carol).await), (vec![], vec![(1, 0)]));
    let all = json!({ "text": "all", "thread_id": root.id, "mention_all": true });
    bob.say(group, &all).await.json::<Message>(201);
    assert_eq!(unread(&carol).await, [(2, 1)]);
    alice.reply(&root, "back").await;
    assert_eq!(unread(&alice).await, [(0, 0)]);
    carol.delete(&format!("/v1/conversations/{group}/members/carol")).await.json::<Value>(200);
    assert_eq!(unread(&carol).await, []);
}

#[tokio::test]
async fn the_latest_thread_comes_first_and_the_rest_on_further_pages() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    for n in 0..3 {
        let root = alice.send(group, &n.to_string()).await;
        alice.reply(&root, "reply").await;
    }
    let page: Page<FollowedThread> = alice.get("/v1/threads?limit=2").await.json(200);
    let texts: Vec<_> = page.data.iter().map(|it| it.message.text.as_str()).collect();
    assert_eq!((texts, page.has_more), (vec!["2", "1"], true));
    let path = format!("/v1/threads?cursor={}", page.next_cursor.unwrap());
    let page: Page<FollowedThread> = alice.get(&path).await.json(200);
    assert_eq!((page.data.len(), page.data[0].message.text.as_str()), (1, "0"));
}

#[tokio::test]
async fn recalls_leave_the_thread_and_count_no_longer() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let root = alice.send(group, "root").await;
    let body = json!({ "text": "one", "thread_id": root.id, "mentions": ["alice"] });
    let one: Message = bob.say(group, &body).await.json(201);
    let two = bob.reply(&root, "two").await;
    bob.delete(&path_of(&one)).await.json::<Message>(200);
    alice.delete(&path_of(&root)).await.json::<Message>(200);

    let root = alice.read(&root).await;
    let thread = root.thread.clone().unwrap();
    assert!(root.recalled_at.is_some());
    assert_eq!((thread.reply_count, thread.last_ordinal), (1, 2));
    let page = replies(&alice, &root, "").await.data;
    assert_eq!((page[0].recalled_at.is_some(), page[1].id), (true, two.id));
    assert_eq!(unread(&alice).await, [(2, 0)], "the mention is gone, the place is not");
    assert_eq!(bob.reply(&root, "three").await.ordinal, 3);
}

/// Who came later sees neither what a thread is about nor what is said in it.
#[tokio::test]
async fn a_thread_is_seen_by_those_who_see_what_it_is_about() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice]).await;
    let root = alice.send(group, "root").await;
    let body = json!({ "members": [{ "user_id": "bob" }] });
    app.post(&format!("/v1/conversations/{group}/members"), &body).await.json::<Value>(200);
    let body = json!({ "text": "secret", "thread_id": root.id, "mentions": ["bob"] });
    let reply: Message = alice.say(group, &body).await.json(201);

    bob.get(&format!("{}/replies", path_of(&root))).await.problem(ErrorCode::NotFound);
    bob.get(&path_of(&reply)).await.problem(ErrorCode::NotFound);
    let body = json!({ "text": "hi", "thread_id": root.id });
    bob.say(group, &body).await.problem(ErrorCode::ValidationFailed);
    assert!(!json!(bob.entries(group).await).to_string().contains("secret"));
    assert_eq!(unread(&bob).await, []);
}

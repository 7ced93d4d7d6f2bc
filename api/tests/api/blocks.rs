//! Whom one wants to hear nothing from.

use serde_json::{Value, json};
use warbler_protocol::{Block, Conversation, ErrorCode, Page, SyncResponse};
use warbler_testing::{TestApp, TestUser};

async fn block(user: &TestUser<'_>, other: &str) -> Block {
    user.put(&format!("/v1/blocks/{other}"), &json!({})).await.json(200)
}

async fn direct(user: &TestUser<'_>, with: &str) -> warbler_testing::TestResponse {
    let body = json!({ "kind": "direct", "members": [{ "user_id": with }] });
    user.post("/v1/conversations", &body).await
}

#[tokio::test]
async fn the_list_is_ones_own_and_the_servers() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.user("carol").await;
    let first = block(&alice, "carol").await;
    assert_eq!(block(&alice, "carol").await, first, "twice is once");
    app.put("/v1/users/alice/blocks/bob", &json!({})).await.json::<Block>(200);
    let ids = async |user: &TestUser<'_>| -> Vec<String> {
        let page: Page<Block> = user.get("/v1/blocks?limit=1").await.json(200);
        let mut ids: Vec<_> = page.data.iter().map(|it| it.user_id.to_string()).collect();
        if let Some(cursor) = page.next_cursor {
            let next = format!("/v1/blocks?cursor={cursor}");
            let page: Page<Block> = user.get(&next).await.json(200);
            ids.extend(page.data.iter().map(|it| it.user_id.to_string()));
        }
        ids
    };
    assert_eq!(ids(&alice).await, ["bob", "carol"]);
    assert!(ids(&bob).await.is_empty(), "who is blocked is not told");
    bob.get("/v1/users/alice/blocks").await.problem(ErrorCode::NotFound);
    alice.delete("/v1/blocks/carol").await.empty(204);
    alice.delete("/v1/blocks/carol").await.empty(204);
    assert_eq!(ids(&alice).await, ["bob"]);
    alice.put("/v1/blocks/alice", &json!({})).await.problem(ErrorCode::Forbidden);
    alice.put("/v1/blocks/nobody", &json!({})).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn neither_sends_in_their_direct_conversation_and_only_one_learns_why() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let conversation = app.conversation("direct", &[&alice, &bob]).await;
    let said = bob.send(conversation, "hi").await;
    block(&alice, "bob").await;
    let hi = json!({ "text": "hi" });

    alice.say(conversation, &hi).await.problem(ErrorCode::UserBlocked);
    let refused = bob.say(conversation, &hi).await;
    refused.problem(ErrorCode::Forbidden);
    let edit = format!("/v1/conversations/{conversation}/messages/{}", said.id);
    bob.patch(&edit, &json!({ "text": "loophole" })).await.problem(ErrorCode::Forbidden);
    // He gets what everybody gets who may not send somewhere.
    let silent = app.group(&[&alice]).await;
    let guest = json!({ "members": [{ "user_id": "bob", "role": "guest" }] });
    app.post(&format!("/v1/conversations/{silent}/members"), &guest).await.json::<Value>(200);
    assert_eq!(refused.comparable(), bob.say(silent, &hi).await.comparable());
    let seen = bob.get(&format!("/v1/conversations/{conversation}")).await;
    assert!(!String::from_utf8(seen.body).unwrap().contains("block"));

    // Both have, then one, then nobody.
    block(&bob, "alice").await;
    bob.say(conversation, &hi).await.problem(ErrorCode::UserBlocked);
    alice.delete("/v1/blocks/bob").await.empty(204);
    bob.say(conversation, &hi).await.problem(ErrorCode::UserBlocked);
    alice.say(conversation, &hi).await.problem(ErrorCode::Forbidden);
    bob.delete("/v1/blocks/alice").await.empty(204);
    alice.send(conversation, "again").await;
    bob.send(conversation, "again").await;
}

#[tokio::test]
async fn nobody_begins_a_direct_conversation_across_a_block() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    block(&alice, "bob").await;
    direct(&alice, "bob").await.problem(ErrorCode::UserBlocked);
    direct(&bob, "alice").await.problem(ErrorCode::Forbidden);
    // The tenant's server may, and what it makes knows of the block.
    let made = app.conversation("direct", &[&alice, &bob]).await;
    bob.say(made, &json!({ "text": "hi" })).await.problem(ErrorCode::Forbidden);
    let as_bob = json!({ "text": "from support", "sender_id": "bob" });
    let path = format!("/v1/conversations/{made}/messages");
    app.post(&path, &as_bob).await.json::<Value>(201);
    assert_eq!(direct(&bob, "alice").await.json::<Conversation>(200).id, made);
}

#[tokio::test]
async fn who_was_blocked_adds_nobody_who_blocked_them() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    block(&alice, "bob").await;
    let both = json!([{ "user_id": "alice" }, { "user_id": "carol" }]);
    let body = json!({ "kind": "group", "members": both });
    let group: Conversation = bob.post("/v1/conversations", &body).await.json(201);
    assert_eq!(group.member_count, 2);
    alice.get(&format!("/v1/conversations/{}", group.id)).await.problem(ErrorCode::NotFound);
    let members = format!("/v1/conversations/{}/members", group.id);
    let added: Value = bob.post(&members, &json!({ "members": both })).await.json(200);
    assert_eq!((&added["members"], &added["member_count"]), (&json!([]), &json!(2)));
    // The other way round, and by somebody else, it goes.
    let role = json!({ "role": "admin" });
    bob.patch(&format!("{members}/carol"), &role).await.json::<Value>(200);
    carol.post(&members, &json!({ "members": both })).await.json::<Value>(200);
    assert_eq!(alice.see(group.id).await.member_count, 3);
    let to_bob = json!({ "kind": "group", "members": [{ "user_id": "bob" }] });
    let hers: Conversation = alice.post("/v1/conversations", &to_bob).await.json(201);
    assert_eq!(hers.member_count, 2);
}

#[tokio::test]
async fn in_groups_messages_arrive_and_mentions_alert_nobody_who_blocked_the_sender() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let mention = json!({ "text": "hey", "mentions": ["alice", "carol"] });
    bob.say(group, &mention).await.json::<Value>(201);
    block(&alice, "bob").await;
    bob.say(group, &mention).await.json::<Value>(201);
    bob.say(group, &json!({ "text": "all", "mention_all": true })).await.json::<Value>(201);

    let count = async |user: &TestUser<'_>| {
        let membership = user.see(group).await.membership.unwrap();
        let me: Value = user.get("/v1/me").await.json(200);
        assert_eq!(me["unread"]["mentions"], membership.mention_count);
        (membership.unread_count, membership.mention_count)
    };
    assert_eq!((count(&alice).await, count(&carol).await), ((3, 0), (3, 3)));
    let hers = json!({ "text": "hey", "mentions": ["alice"] });
    carol.say(group, &hers).await.json::<Value>(201);
    assert_eq!(count(&alice).await, (4, 1));
}

#[tokio::test]
async fn receipts_are_not_told_across_a_block() {
    let app = TestApp::start().await;
    let (alice, bob, carol) =
        (app.user("alice").await, app.user("bob").await, app.user("carol").await);
    let group = app.group(&[&alice, &bob, &carol]).await;
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    alice.send(group, "hi").await;
    let cursor = alice.post("/v1/sync", &json!({})).await.json::<SyncResponse>(200).cursor;
    block(&alice, "bob").await;
    for user in [&bob, &carol] {
        user.post(&format!("/v1/conversations/{group}/read"), &json!({})).await.json::<Value>(200);
    }
    let receipts = async |user: &TestUser<'_>| {
        let page: SyncResponse =
            user.post("/v1/sync", &json!({ "cursor": cursor })).await.json(200);
        let of = page.events.iter().filter(|event| event.t.as_str() == "receipt.updated");
        let of = of.map(|event| serde_json::from_str::<Value>(event.d.get()).unwrap());
        let mut ids: Vec<_> = of.map(|d| d["user_id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(receipts(&alice).await, ["carol"]);
    assert_eq!(receipts(&carol).await, ["bob", "carol"]);
    assert_eq!(receipts(&bob).await, ["bob", "carol"]);
    let shown = async |user: &TestUser<'_>, of: &str| {
        let path = format!("/v1/conversations/{group}/members");
        let page: Page<Value> = user.get(&path).await.json(200);
        let members = json!(user.see(group).await.members);
        let told =
            |list: &[Value]| list.iter().any(|it| it["user_id"] == of && it["read_seq"].is_i64());
        assert_eq!(told(&page.data), told(members.as_array().unwrap()));
        told(&page.data)
    };
    assert_eq!((shown(&alice, "bob").await, shown(&alice, "carol").await), (false, true));
    assert_eq!((shown(&bob, "alice").await, shown(&carol, "alice").await), (false, true));
    let list: Page<Conversation> = bob.get("/v1/conversations?kind=direct").await.json(200);
    assert_eq!(list.data[0].id, direct);
    let told: Vec<_> = list.data[0].members.iter().map(|it| it.read_seq.is_some()).collect();
    assert_eq!(told, [false, true]);
}

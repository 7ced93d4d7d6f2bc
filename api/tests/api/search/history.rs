//! Whatever happens, and wherever the reader is interrupted: what is found is what history has.

use serde_json::json;
use std::collections::BTreeSet;
use warbler_protocol::{ConversationId, FoundMessages, Message, Page};
use warbler_testing::{TestApp, TestUser, path_of};

const WORDS: [&str; 4] = ["apple", "banana", "北京", "ERR_42-x"];

/// A sequence that is the same at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn text(&mut self) -> String {
        format!("{} {}", WORDS[self.roll(4)], WORDS[self.roll(4)])
    }
}

#[tokio::test]
async fn what_is_found_is_what_history_has() {
    for seed in 1..=2 {
        let app = TestApp::start().await;
        let users = [app.user("alice").await, app.user("bob").await, app.user("carol").await];
        let [alice, bob, carol] = &users;
        let groups = [app.group(&[alice, bob]).await, app.group(&[alice, bob, carol]).await];
        let mut dice = Dice(seed);
        let mut said = Vec::new();
        for _ in 0..60 {
            happen(&app, &users, groups, &mut said, &mut dice).await;
        }
        if seed == 2 {
            app.delete("/v1/users/carol").await.empty(204);
            app.work().await;
        }
        app.index().await;
        for user in &users[..if seed == 2 { 2 } else { 3 }] {
            compare(user, groups).await;
        }
        let everything: BTreeSet<_> = app.search("").await.data.iter().map(id).collect();
        let mut expected = BTreeSet::new();
        for group in groups {
            let path = format!("/v1/conversations/{group}/messages?limit=100");
            let page: Page<Message> = app.get(&path).await.json(200);
            expected.extend(page.data.into_iter().filter(has_text).map(|it| it.id.to_string()));
        }
        assert_eq!(everything, expected);
    }
}

/// One thing that people do, or that happens to the reader. Much of it may be refused.
async fn happen(
    app: &TestApp,
    users: &[TestUser<'_>],
    groups: [ConversationId; 2],
    said: &mut Vec<Message>,
    dice: &mut Dice,
) {
    let (user, group) = (&users[dice.roll(3)], groups[dice.roll(2)]);
    let message = (!said.is_empty()).then(|| said[dice.roll(said.len())].clone());
    match (dice.roll(12), message) {
        (0..=4, _) | (_, None) => {
            let answer = user.say(group, &json!({ "text": dice.text() })).await;
            said.extend((answer.status == 201).then(|| answer.json(201)));
        }
        (5, Some(message)) => {
            drop(user.patch(&path_of(&message), &json!({ "text": dice.text() })).await);
        }
        (6, Some(message)) => drop(user.delete(&path_of(&message)).await),
        (7, Some(message)) => {
            drop(user.post(&format!("{}/hide", path_of(&message)), &json!({})).await);
        }
        (8, _) => {
            let path = format!("/v1/conversations/{group}/members/{}", user.id);
            drop(app.delete(&path).await);
        }
        (9, _) => {
            let path = format!("/v1/conversations/{group}/members");
            let body = json!({ "members": [{ "user_id": user.id }] });
            drop(app.post(&path, &body).await);
        }
        (10, _) => drop(app.reader().await.take().await.unwrap()),
        _ => app.index().await,
    }
}

/// What a user finds, everywhere and word by word, is what their histories have.
async fn compare(user: &TestUser<'_>, groups: [ConversationId; 2]) {
    let mut visible = Vec::new();
    for group in groups {
        let answer = user.get(&format!("/v1/conversations/{group}/messages?limit=100")).await;
        if answer.status == 200 {
            let page: Page<Message> = answer.json(200);
            visible.extend(page.data.into_iter().filter(has_text));
        }
    }
    for word in ["", "apple", "banana", "北京", "ERR_42-x"] {
        let found: FoundMessages = user.search(word).await;
        let ids: BTreeSet<_> = found.data.iter().map(id).collect();
        let expected = visible.iter().filter(|message| message.text.contains(word));
        let expected: BTreeSet<_> = expected.map(|message| message.id.to_string()).collect();
        assert_eq!(ids, expected, "{} {word}", user.id);
        let counts = found.counts.unwrap();
        let by_conversation: i64 = counts.conversations.iter().map(|it| it.count).sum();
        let by_sender: i64 = counts.senders.iter().map(|it| it.count).sum();
        assert_eq!((found.total, by_conversation), (by_sender, by_sender));
        assert_eq!(found.total, i64::try_from(expected.len()).unwrap());
    }
}

fn id(hit: &warbler_protocol::MessageHit) -> String {
    hit.message.id.to_string()
}

fn has_text(message: &Message) -> bool {
    !message.text.is_empty()
}

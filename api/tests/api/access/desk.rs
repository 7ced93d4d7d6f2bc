//! A support desk in the scene: the owner is an operator, the member a customer, Carol the bot.

use super::Scene;
use serde_json::{Value, json};
use warbler_testing::{TestApp, TestResponse};

/// Paths of the desk are about a support conversation, and about the operator.
pub(super) fn path(template: &str) -> String {
    match template {
        path if path.contains("/support") && path.starts_with("/v1/conversations") => {
            path.replace("{conversation_id}", "{support_id}")
        }
        path if path.starts_with("/v1/support/operators") => {
            path.replace("{user_id}", "{operator_id}")
        }
        path => path.to_owned(),
    }
}

/// A body that each operation takes.
pub(super) fn body(path: &str) -> Value {
    match path.rsplit('/').next().unwrap() {
        "queues" => json!({ "name": "Sales" }),
        "claim" | "take_over" | "assign" => json!({ "operator_id": "owner" }),
        "snooze" => json!({ "until": "2023-11-15T00:00:00Z" }),
        "notes" => json!({ "text": "an old friend" }),
        "rating" => json!({ "score": 5 }),
        "canned_replies" => json!({ "shortcut": "bye", "text": "Goodbye!" }),
        "availability" => json!({ "availability": "away" }),
        "render" => json!({ "conversation_id": "" }),
        _ => json!({}),
    }
}

async fn done(answer: TestResponse) -> Value {
    assert!(answer.status < 300, "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
    serde_json::from_slice(&answer.body).unwrap()
}

impl Scene<'_> {
    /// What only this scene knows.
    pub(super) fn about_the_desk(&self, mut body: Value) -> Value {
        if body["conversation_id"] == json!("") {
            body["conversation_id"] = json!(self.ids["support_id"]);
        }
        body
    }

    /// Sets up a desk with a conversation that is ready for the operation.
    pub(super) async fn open_desk(&mut self, app: &TestApp, operation: &str) {
        let queue = done(app.post("/v1/support/queues", &json!({ "name": "First" })).await).await;
        let spare = done(app.post("/v1/support/queues", &json!({ "name": "Spare" })).await).await;
        let desk =
            json!({ "bot_id": "carol", "default_queue_id": queue["id"], "ask_rating": true });
        done(app.patch("/v1/support", &desk).await).await;
        let operator = json!({ "queues": [queue["id"]] });
        done(app.put("/v1/support/operators/owner", &operator).await).await;
        let reply = json!({ "shortcut": "hi", "text": "Hello {{customer}}" });
        let reply = done(app.post("/v1/support/canned_replies", &reply).await).await;
        let support = json!({ "kind": "support" });
        let support = done(self.member.post("/v1/conversations", &support).await).await;
        let mut keep = |name, of: &Value| {
            self.ids.insert(name, of["id"].as_str().unwrap().to_owned());
        };
        keep("queue_id", &spare);
        keep("canned_reply_id", &reply);
        keep("support_id", &support);
        for step in steps(operation) {
            let path = format!("/v1/conversations/{}/support/{step}", self.ids["support_id"]);
            done(app.post(&path, &body(&path)).await).await;
        }
    }
}

/// What must have happened before the operation.
fn steps(operation: &str) -> &'static [&'static str] {
    match operation.rsplit('/').next().unwrap() {
        "claim" | "assign" => &["handoff"],
        "return" | "snooze" | "resolve" | "transcript" => &["take_over"],
        "wake" => &["take_over", "snooze"],
        "reopen" | "rating" => &["take_over", "resolve"],
        _ => &[],
    }
}

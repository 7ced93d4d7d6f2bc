//! A desk with a customer, an operator and a queue.

use serde_json::{Value, json};
use warbler_protocol::{ConversationId, Queue, Support};
use warbler_testing::{TestApp, TestResponse, TestUser};

pub(super) struct Desk<'a> {
    pub(super) app: &'a TestApp,
    pub(super) customer: TestUser<'a>,
    pub(super) operator: TestUser<'a>,
    pub(super) queue: Queue,
}

impl<'a> Desk<'a> {
    /// Customers come to the bot first.
    pub(super) async fn with_bot(app: &'a TestApp) -> Self {
        let desk = Self::open(app, json!({})).await;
        app.user("robo").await;
        app.patch("/v1/support", &json!({ "bot_id": "robo" })).await.json::<Value>(200);
        desk
    }

    /// Customers come to this queue, which Olga serves: she is offline, and takes two at a time.
    pub(super) async fn open(app: &'a TestApp, mut queue: Value) -> Self {
        queue["name"] = json!("Help");
        let queue: Queue = app.post("/v1/support/queues", &queue).await.json(201);
        let settings = json!({ "default_queue_id": queue.id });
        app.patch("/v1/support", &settings).await.json::<Value>(200);
        let customer = app.user("cleo").await;
        let desk = Self { app, customer, operator: app.user("olga").await, queue };
        desk.hire("olga", json!({ "capacity": 2 })).await;
        desk
    }

    /// Makes a user an operator of the queue.
    pub(super) async fn hire(&self, id: &str, mut operator: Value) {
        operator["queues"] = json!([self.queue.id]);
        let path = format!("/v1/support/operators/{id}");
        self.app.put(&path, &operator).await.json::<Value>(200);
    }

    pub(super) async fn be(&self, id: &str, availability: &str) {
        let path = format!("/v1/support/operators/{id}/availability");
        let body = json!({ "availability": availability });
        self.app.put(&path, &body).await.json::<Value>(200);
    }

    /// The customer begins a conversation.
    pub(super) async fn ask(&self) -> ConversationId {
        ask(&self.customer).await
    }

    pub(super) async fn try_server(
        &self,
        asked: ConversationId,
        step: &str,
        body: Value,
    ) -> TestResponse {
        self.app.post(&format!("/v1/conversations/{asked}/support/{step}"), &body).await
    }

    /// A step that the tenant's server takes.
    pub(super) async fn server(&self, asked: ConversationId, step: &str, body: Value) -> Support {
        self.try_server(asked, step, body).await.json(200)
    }

    /// A step that Olga takes.
    pub(super) async fn operator(&self, asked: ConversationId, step: &str, body: Value) -> Support {
        let path = format!("/v1/conversations/{asked}/support/{step}");
        self.operator.post(&path, &body).await.json(200)
    }

    pub(super) async fn seen_by_customer(&self, asked: ConversationId) -> Support {
        self.customer.get(&format!("/v1/conversations/{asked}/support")).await.json(200)
    }

    pub(super) async fn seen_by_operator(&self, asked: ConversationId) -> Support {
        self.app.get(&format!("/v1/conversations/{asked}/support")).await.json(200)
    }
}

/// A user begins a support conversation.
pub(super) async fn ask(customer: &TestUser<'_>) -> ConversationId {
    let asked: Value =
        customer.post("/v1/conversations", &json!({ "kind": "support" })).await.json(201);
    asked["id"].as_str().unwrap().parse().unwrap()
}

/// What happened at the desk, as a member of the conversation is told: `support.…` without the noun.
pub(super) async fn kinds(user: &TestUser<'_>, asked: ConversationId) -> Vec<String> {
    let entries = user.entries(asked).await;
    let names = entries.iter().map(|event| event.t.as_str());
    names.filter_map(|name| name.strip_prefix("support.")).map(str::to_owned).collect()
}

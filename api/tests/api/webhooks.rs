//! Webhooks: what reaches an endpoint, and how often.

mod deliveries;
mod endpoints;
mod pull;
mod retries;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::time::{Duration, SystemTime};
use warbler_protocol::{CreatedEndpoint, Delivery, DeliveryDetail, Endpoint, Page};
use warbler_testing::{Received, TestApp, TestEndpoint};

const HOUR: Duration = Duration::from_secs(3600);

/// An endpoint of the app at an address that answers 200.
struct Hooked {
    server: TestEndpoint,
    created: CreatedEndpoint,
}

impl Hooked {
    async fn create(app: &TestApp, settings: Value) -> Self {
        let server = TestEndpoint::start().await;
        server.answer(200, "", "thanks");
        let mut body = json!({ "url": server.url("/webhooks") });
        for (name, value) in settings.as_object().unwrap() {
            body[name] = value.clone();
        }
        let created = app.post("/v1/webhook_endpoints", &body).await.json(201);
        Self { server, created }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/webhook_endpoints/{}{rest}", self.created.endpoint.id)
    }

    async fn state(&self, app: &TestApp) -> Endpoint {
        app.get(&self.path("")).await.json(200)
    }

    async fn deliveries(&self, app: &TestApp, query: &str) -> Vec<Delivery> {
        let path = self.path(&format!("/deliveries{query}"));
        app.get(&path).await.json::<Page<Delivery>>(200).data
    }

    /// The newest delivery, with its attempts.
    async fn newest(&self, app: &TestApp) -> DeliveryDetail {
        let delivery = self.deliveries(app, "?limit=1").await.pop().unwrap();
        app.get(&self.path(&format!("/deliveries/{}", delivery.id))).await.json(200)
    }

    /// What the events said that came so far, by type and text.
    fn told(&self) -> Vec<(String, String)> {
        let told = self.server.received().into_iter().map(|request| {
            let text = request.body["data"]["text"].as_str().unwrap_or_default();
            (request.body["type"].as_str().unwrap().to_owned(), text.to_owned())
        });
        told.collect()
    }
}

fn created(texts: &[&str]) -> Vec<(String, String)> {
    texts.iter().map(|text| ("message.created".to_owned(), (*text).to_owned())).collect()
}

/// Whether the published library would sign it so with this secret, among others.
pub(crate) fn is_signed(request: &Received, secret: &str) -> bool {
    let header = |name: &str| request.headers[name].as_str();
    let at = header("webhook-timestamp").parse().unwrap();
    let webhook = Webhook::new(secret).unwrap();
    let signature = webhook.sign(header("webhook-id"), at, request.text.as_bytes()).unwrap();
    header("webhook-signature").split(' ').any(|it| it == signature)
}

#[tokio::test]
async fn an_event_reaches_the_endpoint_signed_and_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let before = app.group(&[&alice, &bob]).await;
    alice.send(before, "from before the endpoint").await;
    let hooked = Hooked::create(&app, json!({})).await;
    let message = alice.send(before, "hello").await;
    app.work().await;
    app.work().await;

    let received = hooked.server.received();
    assert_eq!(received.len(), 1);
    let body = &received[0].body;
    assert_eq!(body["type"], "message.created");
    assert_eq!(body["api_version"], "v1");
    assert_eq!(body["app_id"], app.id.to_string());
    assert_eq!(body["data"]["text"], "hello");
    assert_eq!(body["conversation"], json!({ "id": before, "seq": message.seq }));
    assert_eq!(body["timestamp"], message.created_at.to_string());
    assert_eq!(received[0].headers["webhook-id"], body["id"].as_str().unwrap());
    assert_eq!(received[0].headers["webhook-timestamp"], app.now().seconds().to_string());
    assert_eq!(received[0].headers["content-type"], "application/json");
    assert!(is_signed(&received[0], &hooked.created.secret));
    assert!(!is_signed(&received[0], "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

#[tokio::test]
async fn an_endpoint_is_told_what_it_selects() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (group, other) = (app.group(&[&alice, &bob]).await, app.group(&[&alice]).await);
    let direct = app.conversation("direct", &[&alice, &bob]).await;
    let only_created = Hooked::create(&app, json!({ "event_types": ["message.created"] })).await;
    let one = json!({ "event_types": ["message.*"], "conversation_ids": [group] });
    let one = Hooked::create(&app, one).await;
    let directs = json!({ "event_types": ["*"], "conversation_kinds": ["direct"] });
    let directs = Hooked::create(&app, directs).await;
    let neighbour = app.neighbour().await;
    let theirs = Hooked::create(&neighbour, json!({})).await;

    let first = alice.send(group, "group").await;
    alice.send(other, "other").await;
    alice.send(direct, "direct").await;
    let path = warbler_testing::path_of(&first);
    alice.delete(&path).await.json::<Value>(200);
    // What one's devices are told alone, and how far one has read, is for no server.
    bob.post(&format!("/v1/conversations/{group}/read"), &json!({})).await.json::<Value>(200);
    bob.put(&format!("/v1/conversations/{group}/draft"), &json!({ "text": "h" }))
        .await
        .json::<Value>(200);
    app.work().await;

    let mut told = only_created.told();
    told.sort();
    assert_eq!(told, created(&["", "direct", "other"]));
    let mut told = one.told();
    told.sort();
    // By the time it was sent the message was recalled.
    let recalled = ("message.recalled".to_owned(), String::new());
    assert_eq!(told, [created(&[""]), vec![recalled]].concat());
    assert_eq!(directs.told(), created(&["direct"]));
    assert!(theirs.told().is_empty());
}

#[tokio::test]
async fn imported_messages_are_no_news() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "hello").await;
    let lines = app.export().await.join("\n");
    let neighbour = app.neighbour().await;
    let hooked = Hooked::create(&neighbour, json!({})).await;
    neighbour.import("", &lines).await;
    neighbour.work().await;
    assert!(hooked.told().is_empty());
}

/// A real receiver would refuse a request from 2023: here the library looks at the time, too.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the library has no other clock")]
async fn a_request_of_now_passes_with_its_timestamp() {
    let app = TestApp::start().await;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let behind = u64::try_from(app.now().0).unwrap();
    app.advance(now - Duration::from_millis(behind));
    let hooked = Hooked::create(&app, json!({})).await;
    app.post(&hooked.path("/ping"), &json!({})).await.json::<Delivery>(202);
    app.work().await;
    let request = hooked.server.received().pop().unwrap();
    let headers: HeaderMap = request
        .headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    let webhook = Webhook::new(&hooked.created.secret).unwrap();
    webhook.verify(request.text.as_bytes(), &headers).unwrap();
    assert_eq!(request.body["type"], "endpoint.pinged");
}

//! Who may do what: every operation of the contract times every principal.
//!
//! An operation without a row here fails the test, so that nobody can forget to think about it.

mod desk;

use Answer::{Forbidden, NotFound, Scope, Wrong, Yes};
use serde_json::{Value, json};
use std::{collections::HashMap, time::Duration};
use warbler_protocol::{ConversationId, ErrorCode, KeyScope};
use warbler_testing::{TestApp, TestResponse, TestUser};

/// What a principal gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    /// The other kind of credential is needed.
    Wrong,
    /// The key lacks the scope.
    Scope,
    Forbidden,
    /// As if it were not there.
    NotFound,
}

/// Who asks, in the order of the columns.
const PRINCIPALS: [&str; 5] = ["key", "key without scopes", "owner", "member", "outsider"];

/// What each gets. The objects in the paths are a private group, its message (sent by the member),
/// its member and the app's own things; strangers and neighbours are tested apart.
const POLICY: &[(&str, [Answer; 5])] = &[
    ("get /v1/app", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("patch /v1/app", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/app/revoke_tokens", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/counters", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/keys", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/keys", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("patch /v1/keys/{key_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/keys/{key_id}/rotate", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/keys/{key_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/signing_keys", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/signing_keys", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/signing_keys/{signing_key_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/dead_letters", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/dead_letters/{job_id}/replay", [NotFound, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/rate_limits", [Yes, Yes, Yes, Yes, Yes]),
    ("get /v1/request_logs", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/series", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/search/users", [Yes, Scope, Yes, Yes, Yes]),
    ("get /v1/search/conversations", [Yes, Scope, Yes, Yes, Yes]),
    ("get /v1/users", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/users", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/users/batch", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/users/{user_id}", [Yes, Scope, Yes, Yes, Yes]),
    ("patch /v1/users/{user_id}", [Yes, Scope, Forbidden, Yes, Forbidden]),
    ("delete /v1/users/{user_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/users/{user_id}/tokens", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/users/{user_id}/revoke_tokens", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/users/{user_id}/devices", [Yes, Scope, NotFound, Yes, NotFound]),
    ("delete /v1/users/{user_id}/devices/{device_id}", [Yes, Scope, NotFound, Yes, NotFound]),
    ("get /v1/users/{user_id}/blocks", [Yes, Scope, NotFound, Yes, NotFound]),
    ("put /v1/users/{user_id}/blocks/{blocked_id}", [Yes, Scope, NotFound, Yes, NotFound]),
    ("delete /v1/users/{user_id}/blocks/{blocked_id}", [Yes, Scope, NotFound, Yes, NotFound]),
    ("get /v1/blocks", [Wrong, Wrong, Yes, Yes, Yes]),
    ("put /v1/blocks/{user_id}", [Wrong, Wrong, Yes, Forbidden, Yes]),
    ("delete /v1/blocks/{user_id}", [Wrong, Wrong, Yes, Yes, Yes]),
    ("get /v1/bans", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("put /v1/bans/{user_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/bans/{user_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/users/{user_id}/presence", [Yes, Scope, Yes, Yes, NotFound]),
    ("post /v1/presence", [Yes, Scope, Yes, Yes, Yes]),
    ("get /v1/conversations", [Yes, Scope, Yes, Yes, Yes]),
    ("post /v1/conversations", [Yes, Scope, Yes, Yes, Yes]),
    ("get /v1/conversations/{conversation_id}", [Yes, Scope, Yes, Yes, NotFound]),
    ("patch /v1/conversations/{conversation_id}", [Yes, Scope, Yes, Forbidden, NotFound]),
    ("delete /v1/conversations/{conversation_id}", [Yes, Scope, Yes, Forbidden, NotFound]),
    ("post /v1/conversations/{conversation_id}/typing", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/join", [Wrong, Wrong, NotFound, NotFound, NotFound]),
    ("get /v1/conversations/{conversation_id}/members", [Yes, Scope, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/members", [Yes, Scope, Yes, Forbidden, NotFound]),
    ("patch /v1/conversations/{conversation_id}/membership", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("get /v1/conversations/{conversation_id}/draft", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("put /v1/conversations/{conversation_id}/draft", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("delete /v1/conversations/{conversation_id}/draft", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/transfer", [Yes, Scope, Yes, Forbidden, NotFound]),
    ("get /v1/conversations/{conversation_id}/bans", [Yes, Scope, Yes, Forbidden, NotFound]),
    (
        "put /v1/conversations/{conversation_id}/bans/{user_id}",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "delete /v1/conversations/{conversation_id}/bans/{user_id}",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "patch /v1/conversations/{conversation_id}/members/{user_id}",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "delete /v1/conversations/{conversation_id}/members/{user_id}",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    ("get /v1/conversations/{conversation_id}/messages", [Yes, Scope, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/messages", [Yes, Scope, Yes, Yes, NotFound]),
    (
        "get /v1/conversations/{conversation_id}/messages/{message_id}",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    (
        "patch /v1/conversations/{conversation_id}/messages/{message_id}",
        [Yes, Scope, Forbidden, Yes, NotFound],
    ),
    (
        "delete /v1/conversations/{conversation_id}/messages/{message_id}",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    (
        "get /v1/conversations/{conversation_id}/messages/{message_id}/versions",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/messages/{message_id}/hide",
        [Wrong, Wrong, Yes, Yes, NotFound],
    ),
    ("post /v1/conversations/{conversation_id}/hide", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/clear", [Wrong, Wrong, Yes, Yes, NotFound]),
    (
        "get /v1/conversations/{conversation_id}/messages/{message_id}/replies",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/messages/{message_id}/read",
        [Wrong, Wrong, Yes, Yes, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/messages/{message_id}/follow",
        [Wrong, Wrong, Yes, Yes, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/messages/{message_id}/unfollow",
        [Wrong, Wrong, Yes, Yes, NotFound],
    ),
    ("get /v1/threads", [Wrong, Wrong, Yes, Yes, Yes]),
    (
        "get /v1/conversations/{conversation_id}/messages/{message_id}/reactions",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    (
        "put /v1/conversations/{conversation_id}/messages/{message_id}/reactions/{key}",
        [Wrong, Wrong, Yes, Yes, NotFound],
    ),
    (
        "delete /v1/conversations/{conversation_id}/messages/{message_id}/reactions/{key}",
        [Wrong, Wrong, Yes, Yes, NotFound],
    ),
    ("get /v1/conversations/{conversation_id}/pins", [Yes, Scope, Yes, Yes, NotFound]),
    (
        "put /v1/conversations/{conversation_id}/messages/{message_id}/pin",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "delete /v1/conversations/{conversation_id}/messages/{message_id}/pin",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    ("get /v1/conversations/{conversation_id}/entries", [Yes, Scope, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/read", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/delivered", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/unread", [Wrong, Wrong, Yes, Yes, NotFound]),
    ("get /v1/support", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("patch /v1/support", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/support/report", [Yes, Scope, Wrong, Wrong, Wrong]),
    // At the desk the owner is an operator, and the member is the customer.
    ("get /v1/support/conversations", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("get /v1/support/counts", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("post /v1/support/queues", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/support/queues", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("get /v1/support/queues/{queue_id}", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("patch /v1/support/queues/{queue_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/support/queues/{queue_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/support/operators", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("get /v1/support/operators/{user_id}", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("put /v1/support/operators/{user_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/support/operators/{user_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("put /v1/support/operators/{user_id}/availability", [Yes, Scope, Yes, NotFound, NotFound]),
    ("post /v1/support/canned_replies", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/support/canned_replies", [Yes, Scope, Yes, Forbidden, Forbidden]),
    ("patch /v1/support/canned_replies/{canned_reply_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/support/canned_replies/{canned_reply_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    (
        "post /v1/support/canned_replies/{canned_reply_id}/render",
        [Yes, Scope, Yes, Forbidden, Forbidden],
    ),
    ("get /v1/conversations/{conversation_id}/support", [Yes, Scope, Yes, Yes, NotFound]),
    ("patch /v1/conversations/{conversation_id}/support", [Yes, Scope, Yes, Forbidden, NotFound]),
    ("post /v1/conversations/{conversation_id}/support/handoff", [Yes, Scope, Yes, Yes, NotFound]),
    ("post /v1/conversations/{conversation_id}/support/offer", [Yes, Scope, Wrong, Wrong, Wrong]),
    (
        "post /v1/conversations/{conversation_id}/support/claim",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/take_over",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/assign",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/return",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/snooze",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/wake",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/resolve",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/reopen",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/notes",
        [Yes, Scope, Yes, Forbidden, NotFound],
    ),
    (
        "post /v1/conversations/{conversation_id}/support/rating",
        [Wrong, Wrong, Forbidden, Yes, NotFound],
    ),
    (
        "get /v1/conversations/{conversation_id}/support/transcript",
        [Yes, Scope, Yes, Yes, NotFound],
    ),
    ("post /v1/files", [Yes, Scope, Yes, Yes, Yes]),
    ("post /v1/files/uploads", [Yes, Scope, Yes, Yes, Yes]),
    // The file was uploaded by the member, and a message in the group carries it.
    ("get /v1/files/{file_id}", [Yes, Scope, Yes, Yes, NotFound]),
    ("get /v1/files/{file_id}/download", [Yes, Scope, Yes, Yes, NotFound]),
    ("post /v1/files/{file_id}/complete", [Yes, Scope, NotFound, Yes, NotFound]),
    ("get /v1/search/messages", [Yes, Scope, Yes, Yes, Yes]),
    ("post /v1/search/messages", [Yes, Scope, Yes, Yes, Yes]),
    ("get /v1/app/storage", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/imports", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/imports/{import_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/exports", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/exports/{export_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/exports/{export_id}/content", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/app_events", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/webhook_endpoints", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/webhook_endpoints", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/webhook_endpoints/{endpoint_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("patch /v1/webhook_endpoints/{endpoint_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/webhook_endpoints/{endpoint_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/webhook_endpoints/{endpoint_id}/rotate", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/webhook_endpoints/{endpoint_id}/ping", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/webhook_endpoints/{endpoint_id}/replay", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/webhook_endpoints/{endpoint_id}/deliveries", [Yes, Scope, Wrong, Wrong, Wrong]),
    (
        "get /v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}",
        [Yes, Scope, Wrong, Wrong, Wrong],
    ),
    (
        "post /v1/webhook_endpoints/{endpoint_id}/deliveries/{delivery_id}/resend",
        [Yes, Scope, Wrong, Wrong, Wrong],
    ),
    ("get /v1/hooks", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/hooks", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/hooks/{hook_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("patch /v1/hooks/{hook_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("delete /v1/hooks/{hook_id}", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("post /v1/hooks/{hook_id}/rotate", [Yes, Scope, Wrong, Wrong, Wrong]),
    ("get /v1/me", [Wrong, Wrong, Yes, Yes, Yes]),
    ("post /v1/sync", [Wrong, Wrong, Yes, Yes, Yes]),
    ("get /v1/events", [Wrong, Wrong, Yes, Yes, Yes]),
    ("get /v1/events/poll", [Wrong, Wrong, Yes, Yes, Yes]),
    ("post /v1/events/tickets", [Wrong, Wrong, Yes, Yes, Yes]),
];

/// A body that each operation takes.
pub(crate) fn body(operation: &str) -> Option<Value> {
    let body = match operation.rsplit_once(' ').unwrap() {
        ("patch", "/v1/app") => json!({ "name": "renamed" }),
        ("post", "/v1/keys") => json!({ "name": "another" }),
        ("post", "/v1/users") => json!({ "id": "new" }),
        ("post", "/v1/users/batch") => json!({ "users": [{ "id": "new" }] }),
        ("patch", "/v1/users/{user_id}") => json!({ "name": "Bob" }),
        ("post", "/v1/presence") => json!({ "user_ids": ["bob"] }),
        ("post", "/v1/conversations") => json!({ "kind": "group" }),
        ("patch", "/v1/conversations/{conversation_id}") => json!({ "name": "renamed" }),
        ("post", path) if path.ends_with("/members") => {
            json!({ "members": [{ "user_id": "carol" }] })
        }
        ("patch", path) if path.ends_with("/members/{user_id}") => json!({ "role": "moderator" }),
        ("post", "/v1/search/messages") => json!({ "query": "hello" }),
        ("post", path) if path.ends_with("/messages") => json!({ "text": "hello" }),
        ("patch", path) if path.ends_with("/messages/{message_id}") => json!({ "text": "changed" }),
        ("post", "/v1/conversations/{conversation_id}/hide") => {
            json!({ "message_ids": [format!("msg_{}", "0".repeat(32))] })
        }
        ("post", path) if path.ends_with("/transfer") => json!({ "user_id": "owner" }),
        ("patch", path) if path.ends_with("/membership") => json!({ "archived": true }),
        ("put", path) if path.ends_with("/draft") => json!({ "text": "hel" }),
        ("post", "/v1/files/uploads") => json!({ "name": "a.txt", "size": 5 }),
        ("post", "/v1/webhook_endpoints") => json!({ "url": "http://127.0.0.1:1024/" }),
        ("post", path) if path.ends_with("/replay") && path.contains("/webhook_endpoints/") => {
            json!({ "from": "2023-11-14T22:13:20Z" })
        }
        ("post", "/v1/hooks") => {
            json!({ "type": "message.before_create", "url": "http://127.0.0.1:1024/" })
        }
        ("get" | "delete", _) => return None,
        (_, path) if path.contains("/support") => desk::body(path),
        _ => json!({}),
    };
    Some(body)
}

/// The parameters that an operation cannot do without.
fn query(template: &str) -> &'static str {
    match template {
        "/v1/series" => "?metric=requests",
        "/v1/search/users" | "/v1/search/conversations" => "?q=bob",
        "/v1/support/report" => "?from=2023-11-14&to=2023-11-15",
        _ => "",
    }
}

/// Every operation of the contract that takes a credential, as `method path`. What takes none says
/// so in the contract: addresses that are their own permission, which have tests of their own. Those
/// of the console have a policy of their own.
pub(crate) fn operations() -> Vec<String> {
    let document = serde_json::to_value(warbler_api::openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let paths = paths.iter().filter(|(path, _)| !path.starts_with("/v1/console/"));
    let operations = paths.flat_map(|(path, item)| {
        let guarded = |operation: &&Value| operation["security"] != json!([{}]);
        let item = item.as_object().unwrap().iter();
        let guarded = item.filter(move |(_, operation)| guarded(operation));
        guarded.map(move |(method, _)| format!("{method} {path}"))
    });
    operations.collect()
}

#[test]
fn few_operations_take_no_credential() {
    let document = serde_json::to_value(warbler_api::openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let outside = paths.iter().filter(|(path, _)| !path.starts_with("/v1/console/"));
    let open = outside.filter(|(_, item)| {
        item.as_object().unwrap().values().any(|operation| operation["security"] == json!([{}]))
    });
    let open: Vec<_> = open.map(|(path, _)| path.as_str()).collect();
    assert_eq!(open, ["/v1/downloads/{link}", "/v1/uploads/{link}"]);
}

#[test]
fn every_operation_has_a_policy_and_every_policy_an_operation() {
    let mut rows: Vec<_> = POLICY.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    let mut operations = operations();
    rows.sort();
    operations.sort();
    assert_eq!(rows, operations);
}

/// An app with one of everything.
pub(crate) struct Scene<'a> {
    owner: TestUser<'a>,
    member: TestUser<'a>,
    outsider: TestUser<'a>,
    ids: HashMap<&'static str, String>,
}

impl<'a> Scene<'a> {
    pub(crate) async fn set(app: &'a TestApp) -> Self {
        // Ending tokens is answered when the second is over.
        app.advance(Duration::from_millis(999));
        let owner = app.user("owner").await;
        let member = app.user("bob").await;
        let outsider = app.user("outsider").await;
        app.user("carol").await;
        let conversation: ConversationId = app.group(&[&owner, &member]).await;
        let message = member.send(conversation, "hello").await;
        for user in [&owner, &member] {
            let path = format!("/v1/conversations/{conversation}/draft");
            user.put(&path, &json!({ "text": "he" })).await.json::<Value>(200);
        }
        let file = member.upload("a.txt", "hello").await;
        member.attach(conversation, &[file.id]).await;
        member.connect().await.close().await;
        let import: Value = app.post("/v1/imports", &json!({})).await.json(202);
        let export: Value = app.post("/v1/exports", &json!({})).await.json(202);
        app.work().await;
        let key: Value = app.post("/v1/keys", &json!({ "name": "spare" })).await.json(201);
        let signing: Value = app.post("/v1/signing_keys", &json!({})).await.json(201);
        let [endpoint, delivery, hook] = webhooks(app).await;
        let ids = HashMap::from([
            ("conversation_id", conversation.to_string()),
            ("message_id", message.id.to_string()),
            ("user_id", "bob".to_owned()),
            ("blocked_id", "carol".to_owned()),
            ("file_id", file.id.to_string()),
            ("device_id", "test".to_owned()),
            ("key_id", key["id"].as_str().unwrap().to_owned()),
            ("signing_key_id", signing["id"].as_str().unwrap().to_owned()),
            ("key", "like".to_owned()),
            ("import_id", import["id"].as_str().unwrap().to_owned()),
            ("export_id", export["id"].as_str().unwrap().to_owned()),
            ("endpoint_id", endpoint),
            ("delivery_id", delivery),
            ("hook_id", hook),
            ("job_id", format!("job_{}", "0".repeat(32))),
            ("queue_id", format!("que_{}", "0".repeat(32))),
            ("canned_reply_id", format!("can_{}", "0".repeat(32))),
            ("support_id", format!("con_{}", "0".repeat(32))),
            ("operator_id", "owner".to_owned()),
        ]);
        Self { owner, member, outsider, ids }
    }

    pub(crate) fn path(&self, template: &str) -> String {
        let fill = |segment: &str| match segment.strip_prefix('{') {
            Some(name) => self.ids[name.trim_end_matches('}')].clone(),
            None => segment.to_owned(),
        };
        let template = desk::path(template);
        template.split('/').map(fill).collect::<Vec<_>>().join("/")
    }

    async fn ask(&self, app: &TestApp, operation: &str, credential: Option<&str>) -> TestResponse {
        if let ("post /v1/files", Some(credential)) = (operation, credential) {
            return app.upload(credential, "a.txt", b"hello".to_vec()).await;
        }
        let (method, template) = operation.split_once(' ').unwrap();
        let method = method.to_uppercase().parse().unwrap();
        let path = self.path(template) + query(template);
        let body = body(operation).map(|body| self.about_the_desk(body));
        app.call(method, &path, credential, body.as_ref()).await
    }
}

/// The ids of an endpoint, of a delivery to it, and of a hook of the type that is not made anew.
/// Nobody listens there, which is known at once.
async fn webhooks(app: &TestApp) -> [String; 3] {
    let endpoint = json!({ "url": "http://127.0.0.1:1024/" });
    let endpoint: Value = app.post("/v1/webhook_endpoints", &endpoint).await.json(201);
    let ping = format!("/v1/webhook_endpoints/{}/ping", endpoint["id"].as_str().unwrap());
    let delivery: Value = app.post(&ping, &json!({})).await.json(202);
    let hook = json!({ "type": "message.before_update", "url": "http://127.0.0.1:1024/" });
    let hook: Value = app.post("/v1/hooks", &hook).await.json(201);
    let path = format!("/v1/hooks/{}", hook["id"].as_str().unwrap());
    app.patch(&path, &json!({ "enabled": false })).await.json::<Value>(200);
    [endpoint, delivery, hook].map(|made| made["id"].as_str().unwrap().to_owned())
}

fn answer(response: &TestResponse) -> Answer {
    if response.status < 300 {
        return Yes;
    }
    match response.any_problem().code {
        ErrorCode::WrongCredential => Wrong,
        ErrorCode::MissingScope => Scope,
        ErrorCode::Forbidden => Forbidden,
        ErrorCode::NotFound => NotFound,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&response.body)),
    }
}

/// A key without any scope that the operation needs; a key has at least one.
async fn narrow_key(app: &TestApp, operation: &str) -> String {
    let unused = match operation.contains("/keys") || operation.contains("/signing_keys") {
        true => KeyScope::MessagesRead,
        false => KeyScope::KeysRead,
    };
    app.key(&[unused]).await
}

/// Asks as each of these principals, one after the other, in an app of its own.
async fn try_row(
    installation: &TestApp,
    (operation, expected): &(&str, [Answer; 5]),
    principals: impl Iterator<Item = usize>,
) {
    let app = installation.neighbour().await;
    let mut scene = Scene::set(&app).await;
    if operation.contains("/support") {
        scene.open_desk(&app, operation).await;
    }
    let narrow = narrow_key(&app, operation).await;
    for at in principals {
        let credential = match at {
            0 => app.secret_key.as_str(),
            1 => narrow.as_str(),
            2 => scene.owner.token.as_str(),
            3 => scene.member.token.as_str(),
            _ => scene.outsider.token.as_str(),
        };
        let response = scene.ask(&app, operation, Some(credential)).await;
        assert_eq!(answer(&response), expected[at], "{operation} as {}", PRINCIPALS[at]);
    }
}

/// Those who are refused come first: after them everything must still be there for the others. What
/// happens once is tried by each of the others in an app of its own.
async fn try_rows(select: impl Fn(&str) -> bool) {
    let installation = TestApp::start().await;
    for row in POLICY.iter().filter(|(operation, _)| select(operation)) {
        let (allowed, refused): (Vec<_>, Vec<_>) =
            (0..PRINCIPALS.len()).partition(|at| row.1[*at] == Yes);
        let once = row.0.starts_with("delete") || row.0.contains("/support/");
        let (first, others) = match once {
            true => allowed.split_at(1),
            false => allowed.split_at(allowed.len()),
        };
        try_row(&installation, row, refused.into_iter().chain(first.iter().copied())).await;
        for other in others {
            try_row(&installation, row, [*other].into_iter()).await;
        }
    }
}

#[tokio::test]
async fn every_operation_on_the_app_answers_every_principal_as_the_policy_says() {
    let elsewhere =
        |operation: &str| !operation.contains("/conversations") && !operation.contains("/support");
    try_rows(elsewhere).await;
}

#[tokio::test]
async fn every_operation_of_the_desk_answers_every_principal_as_the_policy_says() {
    try_rows(|operation| operation.contains("/v1/support")).await;
}

#[tokio::test]
async fn every_step_of_a_customer_answers_every_principal_as_the_policy_says() {
    try_rows(|operation| operation.contains("{conversation_id}/support")).await;
}

#[tokio::test]
async fn every_operation_on_conversations_answers_every_principal_as_the_policy_says() {
    let there =
        |operation: &str| operation.contains("/conversations") && !operation.contains("/support");
    try_rows(there).await;
}

#[tokio::test]
async fn strangers_are_refused_everywhere() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app).await;
    for operation in operations() {
        let forged = format!("sk_{}_forged", "0".repeat(32));
        for credential in [None, Some("nonsense"), Some("a.b.c"), Some(forged.as_str())] {
            let response = scene.ask(&app, &operation, credential).await;
            assert_eq!(response.any_problem().status, 401, "{operation} {credential:?}");
        }
    }
}

/// What a user may do at all is refused to a token that grants nothing, unless it only reads.
#[tokio::test]
async fn a_token_that_grants_nothing_changes_nothing() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app).await;
    // Catching up and searching only read, and a ticket is worth no more than the token.
    let reads = ["post /v1/sync", "post /v1/events/tickets", "post /v1/search/messages"];
    let changes = |operation: &str| !operation.starts_with("get ") && !reads.contains(&operation);
    for (operation, expected) in POLICY.iter().filter(|(operation, _)| changes(operation)) {
        for (user, expected) in [&scene.owner, &scene.member].iter().zip(&expected[2..]) {
            let token = app.token(user.id.as_str(), json!({ "caps": [] })).await;
            let code = scene.ask(&app, operation, Some(&token)).await.any_problem().code;
            match expected {
                Wrong => assert_eq!(code, ErrorCode::WrongCredential, "{operation}"),
                Yes => assert_eq!(code, ErrorCode::PermissionDenied, "{operation}"),
                _ => assert!(code.status() == 403 || code.status() == 404, "{operation}: {code:?}"),
            }
        }
    }
}

/// What belongs to another app does not exist, to the byte.
#[tokio::test]
async fn neighbours_see_nothing_at_all() {
    let app = TestApp::start().await;
    let mut scene = Scene::set(&app).await;
    scene.open_desk(&app, "").await;
    let neighbour = app.neighbour().await;
    let their_user = neighbour.user("intruder").await;
    // The ids of another installation certainly do not exist here.
    let nowhere = TestApp::start().await;
    let mut elsewhere = Scene::set(&nowhere).await;
    elsewhere.ids.insert("user_id", "nobody".to_owned());
    elsewhere.ids.insert("device_id", "nothing".to_owned());

    for operation in operations().iter().filter(|operation| operation.contains('{')) {
        for credential in [&neighbour.secret_key, &their_user.token] {
            let foreign = scene.ask(&neighbour, operation, Some(credential)).await;
            let missing = elsewhere.ask(&neighbour, operation, Some(credential)).await;
            assert_eq!(foreign.comparable(), missing.comparable(), "{operation}");
            assert!(foreign.status >= 400, "{operation}");
        }
    }
}

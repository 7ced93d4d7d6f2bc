//! The audit log.

use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use warbler_protocol::{AuditActor, AuditEvent, CreatedKey, ErrorCode, Page, TeamRole};
use warbler_testing::{PASSWORD, TestAccount, TestApp};

async fn page(by: &TestAccount<'_>, query: &str) -> Page<AuditEvent> {
    by.get(&by.path(by.organization(), &format!("audit_events{query}"))).await.json(200)
}

async fn operations(by: &TestAccount<'_>, query: &str) -> Vec<String> {
    page(by, query).await.data.into_iter().map(|event| event.operation).collect()
}

#[tokio::test]
async fn what_is_done_is_told_with_who_what_and_how_it_ended() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    let body = json!({ "name": "renamed secretly" });
    let answer = ada.ask(Method::PATCH, "/v1/app", Some(app.id), Some(&body)).await;
    answer.json::<Value>(200);
    let gone = ada.ask(Method::DELETE, "/v1/users/nobody", Some(app.id), None).await;
    gone.problem(ErrorCode::NotFound);
    let events = page(&ada, "").await.data;
    let [deletion, renaming] = &events[..] else { panic!("{events:?}") };
    let actor =
        AuditActor::Account { id: ada.id().to_string(), email: Some("ada@example.com".to_owned()) };
    assert_eq!((&renaming.actor, renaming.at), (&actor, app.now()));
    assert_eq!(renaming.operation, "PATCH /v1/app");
    assert_eq!((renaming.app_id, renaming.status), (Some(app.id), Some(200)));
    assert_eq!(
        (renaming.fields.as_slice(), &renaming.target),
        (&["name".to_owned()][..], &Default::default())
    );
    assert_eq!(renaming.address.as_deref(), Some("127.0.0.1"));
    let id = answer.headers.get("x-request-id").unwrap().to_str().unwrap();
    assert_eq!(renaming.request_id.as_deref(), Some(id));
    assert_eq!(
        (deletion.operation.as_str(), deletion.status),
        ("DELETE /v1/users/{user_id}", Some(404))
    );
    assert_eq!(deletion.target["user_id"], "nobody");
}

#[tokio::test]
async fn keys_are_watched_where_they_administer_and_nowhere_else() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    app.user("alice").await;
    let key: CreatedKey = app.post("/v1/keys", &json!({ "name": "spare" })).await.json(201);
    app.delete(&format!("/v1/keys/{}", key.key.id)).await.json::<Value>(200);
    app.post("/v1/signing_keys", &json!({})).await.json::<Value>(201);
    app.post("/v1/users/alice/revoke_tokens", &json!({})).await.json::<Value>(200);
    app.delete("/v1/users/alice").await.empty(204);
    app.post("/v1/exports", &json!({})).await.json::<Value>(202);
    app.get("/v1/keys").await.json::<Value>(200);
    let expected = [
        "POST /v1/exports",
        "DELETE /v1/users/{user_id}",
        "POST /v1/users/{user_id}/revoke_tokens",
        "POST /v1/signing_keys",
        "DELETE /v1/keys/{key_id}",
        "POST /v1/keys",
    ];
    assert_eq!(operations(&ada, "").await, expected);
    let event = page(&ada, "").await.data.pop().unwrap();
    let AuditActor::Key { id } = event.actor else { panic!("{event:?}") };
    assert!(app.secret_key.starts_with(&id.replace("key_", "sk_")));
    assert_eq!(operations(&ada, &format!("?actor={id}")).await.len(), 6);
}

#[tokio::test]
async fn no_secret_and_no_value_is_kept() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    let body = json!({ "name": "a name of a key", "scopes": ["users:read"] });
    let made = ada.ask(Method::POST, "/v1/keys", Some(app.id), Some(&body)).await;
    let made: CreatedKey = made.json(201);
    let invite = json!({ "email": "bob@example.com", "role": "viewer" });
    let path = ada.path(ada.organization(), "invitations");
    ada.post(&path, &invite).await.json::<Value>(201);
    let events = page(&ada, "").await;
    let text = serde_json::to_string(&events).unwrap();
    for kept in ["a name of a key", "users:read", "bob@example.com", PASSWORD, &made.secret] {
        assert!(!text.contains(kept), "{kept} in {text}");
    }
    assert_eq!(events.data[1].fields, ["name", "scopes"]);
}

#[tokio::test]
async fn who_is_not_let_in_did_nothing() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    let eve = app.account("eve").await;
    let body = json!({ "name": "mine" });
    let path = format!("/v1/console/organizations/{}", ada.organization());
    eve.patch(&path, &body).await.problem(ErrorCode::NotFound);
    let foreign = eve.ask(Method::PATCH, "/v1/app", Some(app.id), Some(&body)).await;
    foreign.problem(ErrorCode::NotFound);
    let cookie = [("cookie", ada.cookies.as_str()), ("content-type", "application/json")];
    let forged = app.raw(Method::PATCH, &path, &cookie, body.to_string().into()).await;
    forged.problem(ErrorCode::CsrfFailed);
    let unknown = format!("sk_{}_forged", "0".repeat(32));
    let stranger = app.call(Method::PATCH, "/v1/app", Some(&unknown), Some(&body)).await;
    stranger.problem(ErrorCode::Unauthenticated);
    assert!(page(&ada, "").await.data.is_empty());
}

#[tokio::test]
async fn events_are_filtered_and_come_in_pages() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    let bob = app.team("bob", TeamRole::Admin).await;
    let before = app.now();
    let organization = format!("/v1/console/organizations/{}", ada.organization());
    for n in 0..3 {
        app.advance(Duration::from_secs(1));
        ada.patch(&organization, &json!({ "name": format!("{n}") })).await.json::<Value>(200);
        let body = json!({ "name": format!("{n}") });
        bob.ask(Method::PATCH, "/v1/app", Some(app.id), Some(&body)).await.json::<Value>(200);
    }
    let all = page(&ada, "").await.data;
    assert_eq!(all.len(), 7, "bob stepped down first");
    assert!(all.is_sorted_by(|newer, older| newer.at >= older.at));
    assert_eq!(page(&ada, &format!("?actor={}", bob.id())).await.data.len(), 4);
    assert_eq!(page(&ada, &format!("?app_id={}", app.id)).await.data.len(), 3);
    assert_eq!(page(&ada, &format!("?from={}", app.now())).await.data.len(), 2);
    assert_eq!(page(&ada, &format!("?to={}", app.now())).await.data.len(), 5);
    assert_eq!(page(&ada, &format!("?to={before}")).await.data.len(), 0);

    let mut paged = Vec::new();
    let mut query = "?limit=3".to_owned();
    loop {
        let page = page(&ada, &query).await;
        paged.extend(page.data);
        let Some(cursor) = page.next_cursor else { break };
        query = format!("?limit=3&cursor={cursor}");
    }
    assert_eq!(paged, all);
    for bad in ["?limit=0", "?actor=alice", "?app_id=x", "?from=now", "?unknown=1"] {
        let path = ada.path(ada.organization(), &format!("audit_events{bad}"));
        ada.get(&path).await.problem(ErrorCode::InvalidParameter);
    }
    let cursor = ada.path(ada.organization(), "audit_events?cursor=x");
    ada.get(&cursor).await.problem(ErrorCode::InvalidCursor);
}

/// Also bodies of which the names are not read, or that are cut off, come through as they are.
#[tokio::test]
async fn looking_at_a_body_does_not_change_it() {
    let app = TestApp::start().await;
    let ada = app.team("ada", TeamRole::Owner).await;
    let (csrf, app_id) = (ada.session.csrf_token.clone(), app.id.to_string());
    let headers = [
        ("cookie", ada.cookies.as_str()),
        ("x-csrf-token", csrf.as_str()),
        ("warbler-app", app_id.as_str()),
        ("content-type", "application/json"),
    ];
    for (body, code) in [
        (b"{\"name\":".to_vec(), ErrorCode::InvalidBody),
        (b"[1]".to_vec(), ErrorCode::InvalidBody),
        (b"\xff\0".to_vec(), ErrorCode::InvalidBody),
        (vec![b'x'; 100_000], ErrorCode::InvalidBody),
        (vec![b'x'; 2_000_000], ErrorCode::BodyTooLarge),
    ] {
        app.raw(Method::PATCH, "/v1/app", &headers, body).await.problem(code);
    }
    assert_eq!(operations(&ada, "").await.len(), 5);
}

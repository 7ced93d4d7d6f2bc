//! How much callers may ask, and what they are told of it. Buckets fill while a test runs, so tests
//! ask until they are refused.

use serde_json::{Value, json};
use warbler_core::{
    apps::{self, QuotaChange},
    rate_limits::Quotas,
};
use warbler_protocol::{BucketKind, ErrorCode, KeyScope, Quota, RateLimit};
use warbler_testing::{TestApp, TestNode, TestResponse};

async fn ask(app: &TestApp, credential: &str, path: &str) -> TestResponse {
    app.call(reqwest::Method::GET, path, Some(credential), None).await
}

/// Asks until it is refused; answers how often it was not, and the refusal.
async fn exhaust(app: &TestApp, credential: &str, path: &str) -> (u32, TestResponse) {
    for answered in 0..200 {
        let answer = ask(app, credential, path).await;
        if answer.status == 429 {
            return (answered, answer);
        }
    }
    panic!("never refused");
}

fn header(answer: &TestResponse, name: &str) -> String {
    answer.headers[name].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_key_that_asks_too_much_waits_and_others_do_not() {
    let quotas = Quotas { key: Quota::new(1, 5), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let other = app.key(&[KeyScope::AppRead]).await;
    let (answered, refused) = exhaust(&app, &app.secret_key, "/v1/app").await;

    assert!((4..100).contains(&answered), "{answered}");
    let problem = refused.problem(ErrorCode::RateLimited);
    assert!(problem.retryable);
    assert_eq!(header(&refused, "retry-after"), "1");
    assert_eq!(header(&refused, "x-ratelimit-limit"), "5");
    assert_eq!(header(&refused, "x-ratelimit-remaining"), "0");
    assert_eq!(header(&refused, "x-ratelimit-reset"), "5");
    assert_eq!(header(&refused, "ratelimit"), "\"key\";r=0;t=5");
    assert_eq!(header(&refused, "ratelimit-policy"), "\"key\";q=5;w=5, \"app\";q=1000000;w=1");
    assert_eq!(ask(&app, &other, "/v1/app").await.status, 200);
    let neighbour = app.neighbour().await;
    assert_eq!(neighbour.get("/v1/app").await.status, 200);
}

#[tokio::test]
async fn a_user_that_asks_too_much_waits_and_others_do_not() {
    let quotas = Quotas { user: Quota::new(1, 3), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (answered, refused) = exhaust(&app, &alice.token, "/v1/me").await;
    assert!((3..100).contains(&answered), "{answered}");
    assert_eq!(header(&refused, "ratelimit-policy"), "\"user\";q=3;w=3, \"app\";q=1000000;w=1");
    assert_eq!(bob.get("/v1/me").await.status, 200);
    assert_eq!(app.get("/v1/app").await.status, 200);
}

#[tokio::test]
async fn a_noisy_app_slows_only_itself() {
    let quotas = Quotas { app: Quota::new(1, 6), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let neighbour = app.neighbour().await;
    let alice = app.user("alice").await;
    let (answered, _) = exhaust(&app, &app.secret_key, "/v1/app").await;
    assert!((4..100).contains(&answered), "{answered}");
    alice.get("/v1/me").await.problem(ErrorCode::RateLimited);
    assert_eq!(neighbour.get("/v1/app").await.status, 200);
}

#[tokio::test]
async fn strangers_are_counted_by_their_address() {
    let quotas = Quotas { address: Quota::new(1, 3), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    ask(&app, "nonsense", "/v1/app").await.problem(ErrorCode::TokenMalformed);
    app.call(reqwest::Method::GET, "/v1/nothing", None, None)
        .await
        .problem(ErrorCode::RouteNotFound);
    let (answered, refused) = exhaust(&app, "sk_guess", "/v1/app").await;
    assert!((1..100).contains(&answered), "{answered}");
    assert_eq!(header(&refused, "ratelimit-policy"), "\"address\";q=3;w=3");
    let (answered, _) = exhaust(&app, "sk_guess", "/v1/nothing").await;
    assert!(answered < 100, "{answered}");
    assert_eq!(app.get("/v1/app").await.status, 200, "who is known is not in the crowd");
}

#[tokio::test]
async fn callers_see_their_buckets() {
    let quotas = Quotas { user: Quota::new(10, 40), app: Quota::new(100, 500), ..Quotas::MAX };
    let app = TestApp::start_with_quotas(quotas).await;
    let alice = app.user("alice").await;
    let first: Vec<RateLimit> = alice.get("/v1/rate_limits").await.json(200);
    let of = |limit: &RateLimit| (limit.bucket, limit.rate, limit.burst);
    let expected = [(BucketKind::User, 10, 40), (BucketKind::App, 100, 500)];
    assert_eq!(first.iter().map(of).collect::<Vec<_>>(), expected);
    assert!(first[0].remaining <= 39 && first[0].reset_ms > 0 && first[0].reset_ms <= 4000);
    let key: Vec<RateLimit> = app.get("/v1/rate_limits").await.json(200);
    assert_eq!(key[0].bucket, BucketKind::Key);
}

#[tokio::test]
async fn an_app_may_have_limits_of_its_own() {
    let app = TestApp::start_with_quotas(Quotas { key: Quota::new(1, 2), ..Quotas::MAX }).await;
    let neighbour = app.neighbour().await;
    let change = QuotaChange { key: Some(Quota::new(1, 100)), ..QuotaChange::default() };
    let quotas = apps::set_quotas(app.context(), app.id, change).await.unwrap();
    assert_eq!((quotas.key.burst(), quotas.app), (100, Quota::MAX));
    for _ in 0..20 {
        assert_eq!(app.get("/v1/app").await.status, 200);
    }
    let (answered, _) = exhaust(&neighbour, &neighbour.secret_key, "/v1/app").await;
    assert!(answered < 20, "{answered}");
    apps::set_quotas(app.context(), app.id, QuotaChange::default()).await.unwrap();
    exhaust(&app, &app.secret_key, "/v1/app").await.1.problem(ErrorCode::RateLimited);
}

/// A refusal leaves no trace in the buckets, and no request is done by halves.
#[tokio::test]
async fn what_is_refused_is_not_done() {
    let app = TestApp::start_with_quotas(Quotas { app: Quota::new(1, 4), ..Quotas::MAX }).await;
    exhaust(&app, &app.secret_key, "/v1/app").await.1.problem(ErrorCode::RateLimited);
    let refused = app.post("/v1/users", &json!({ "id": "late" })).await;
    refused.problem(ErrorCode::RateLimited);
    let raised = QuotaChange { app: Some(Quota::MAX), ..QuotaChange::default() };
    apps::set_quotas(app.context(), app.id, raised).await.unwrap();
    let users = warbler_testing::eventually("an answer", async || {
        let answer = app.get("/v1/users").await;
        (answer.status != 429).then(|| answer.json::<Value>(200))
    });
    assert_eq!(users.await["data"], json!([]));
}

/// Sends through these nodes in turn until it is refused; answers how often it was not.
async fn exhaust_through(app: &TestApp, nodes: &[&TestNode]) -> usize {
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    for (answered, node) in nodes.iter().cycle().take(200).enumerate() {
        let answer = alice.say_to(node, group, &json!({ "text": "hi" })).await;
        if answer.status == 429 {
            return answered;
        }
    }
    panic!("never refused");
}

#[tokio::test]
async fn nodes_share_buckets_where_there_is_redis() {
    let app = TestApp::start_with_quotas(Quotas { user: Quota::new(1, 20), ..Quotas::MAX }).await;
    let other = app.another_node().await;
    let answered = exhaust_through(&app, &[&app.node, &other]).await;
    match std::env::var("WARBLER_TEST_REDIS_URL") {
        Ok(_) => assert!((20..35).contains(&answered), "{answered}"),
        Err(_) => assert!((40..80).contains(&answered), "{answered}"),
    }
}

#[tokio::test]
async fn a_node_counts_for_itself_while_redis_is_away() {
    let app = TestApp::start_with_quotas(Quotas { user: Quota::new(1, 5), ..Quotas::MAX }).await;
    let alone = app.node_without_redis().await;
    let answered = exhaust_through(&app, &[&alone]).await;
    assert!((5..50).contains(&answered), "{answered}");
}

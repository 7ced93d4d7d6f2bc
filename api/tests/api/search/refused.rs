//! Queries that cannot be understood, and what they are told.

use serde_json::json;
use warbler_protocol::ErrorCode;
use warbler_testing::TestApp;

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for (query, detail) in [
        ("a \"b", "at character 3: the quotation is not closed"),
        ("中文 from: b", "at character 4: a filter has a value right after its colon"),
        ("a has:nothing", "at character 3: it is one of file, image, link"),
        ("kind:file", "at character 1: it is one of text, system"),
        ("from:中文", "at character 1: from: takes the id of a user, or me"),
        (
            "before:yesterday",
            "at character 1: it takes a day (2024-12-31) or a moment \
            (2024-12-31T18:00:00Z)",
        ),
        ("a\0b", "must not contain the NUL character"),
    ] {
        let body = json!({ "query": query });
        let answer = alice.post("/v1/search/messages", &body).await;
        let problem = answer.problem(ErrorCode::ValidationFailed);
        assert_eq!(problem.errors[0].pointer, "/query", "{query}");
        assert_eq!(problem.errors[0].detail, detail, "{query}");
    }
}

#[tokio::test]
async fn queries_have_a_bound() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for query in ["a ".repeat(33), "中".repeat(400), "a".repeat(1025), "in:a ".repeat(40)] {
        let answer = alice.post("/v1/search/messages", &json!({ "query": query })).await;
        answer.problem(ErrorCode::ValidationFailed);
    }
    for query in ["limit=0", "limit=101", "limit=x", "sort=oldest", "cursor=x", "nothing=1"] {
        let answer = alice.get(&format!("/v1/search/messages?{query}")).await;
        assert!(matches!(answer.any_problem().status, 400 | 422), "{query}");
    }
    for query in ["a* b* c*", "\"a\"*", "-a", "*", "\u{202e}", "a:b:c", "\"\"*", "中*", "\"中 a\"*"]
    {
        let body = json!({ "query": query, "typos": true });
        alice.post("/v1/search/messages", &body).await.json::<serde_json::Value>(200);
    }
}

//! Guessing passwords: slow, and nobody's lock on somebody else's door.

use serde_json::json;
use std::time::Duration;
use warbler_protocol::ErrorCode;
use warbler_testing::{PASSWORD, TestAccount, TestApp, TestResponse};

async fn guess(app: &TestApp, email: &str, cookies: &str) -> TestResponse {
    let body = json!({ "email": email, "password": "guessed password" });
    app.visit("/v1/console/sessions", cookies, &body).await
}

/// Guesses until it is told to wait, and answers after how many, and how long.
async fn guess_until_refused(app: &TestApp, email: &str, cookies: &str) -> (u32, u64) {
    for count in 0.. {
        let answer = guess(app, email, cookies).await;
        if answer.status == 429 {
            let problem = answer.problem(ErrorCode::RateLimited);
            let after = answer.headers.get("retry-after").unwrap().to_str().unwrap();
            assert_eq!(problem.retry_after, Some(after.parse().unwrap()));
            return (count, problem.retry_after.unwrap());
        }
        answer.problem(ErrorCode::WrongPassword);
    }
    unreachable!()
}

#[tokio::test]
async fn each_failure_doubles_the_wait_and_a_success_ends_it() {
    let app = TestApp::start().await;
    app.account("ada").await;
    let email = "ada@example.com";
    assert_eq!(guess_until_refused(&app, email, "").await, (5, 1));
    // Refused attempts do not count, and the right password waits like the wrong ones.
    let right = app.log_in(email, "").await.err().unwrap();
    right.problem(ErrorCode::RateLimited);
    for wait in [1, 2, 4, 8] {
        app.advance(Duration::from_secs(wait));
        assert_eq!(guess_until_refused(&app, email, "").await, (1, 2 * wait));
    }
    app.advance(Duration::from_secs(16));
    assert!(app.log_in(email, "").await.is_ok());
    assert_eq!(guess_until_refused(&app, email, "").await, (5, 1));
}

/// The one who guesses from the owner's own address, say at work, cannot keep them out.
#[tokio::test]
async fn a_browser_that_logged_in_before_is_not_locked_out_by_others() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.account("ada").await, app.account("bob").await);
    guess_until_refused(&app, "ada@example.com", "").await;
    assert!(app.log_in("ada@example.com", "").await.is_err());
    let again = app.log_in("ada@example.com", device(&ada)).await;
    assert!(again.is_ok());
    // It is known for its own account alone, and counted by itself.
    assert!(app.log_in("ada@example.com", device(&bob)).await.is_err());
    assert_eq!(guess_until_refused(&app, "ada@example.com", device(&ada)).await.0, 5);
    let forged = device(&ada).replace("device=", "device=A");
    assert!(app.log_in("ada@example.com", &forged).await.is_err());
}

fn device<'a>(account: &'a TestAccount<'_>) -> &'a str {
    account.cookies.split_once("; ").unwrap().1
}

#[tokio::test]
async fn trying_many_emails_from_one_address_is_slowed_down_too() {
    let app = TestApp::start().await;
    // Asking for mail is counted by address as well, and needs no password to be hashed.
    for n in 0..60 {
        let body = json!({ "email": format!("user{n}@example.com") });
        let answer = app.visit("/v1/console/password_resets", "", &body).await;
        assert_eq!(answer.status, if n < 50 { 202 } else { 429 }, "{n}");
    }
    // What asks for mail does not keep anybody from logging in.
    guess(&app, "user@example.com", "").await.problem(ErrorCode::WrongPassword);
}

/// All nodes count together: what one refuses, the others do.
#[tokio::test]
async fn attempts_at_once_gain_nothing() {
    let app = TestApp::start().await;
    app.account("ada").await;
    let guesses = (0..20).map(|_| guess(&app, "ada@example.com", ""));
    let answers = futures_util::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status == 403).count();
    assert_eq!(tried, 5);
}

#[tokio::test]
async fn a_stolen_session_does_not_find_the_password_out() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let guess = json!({ "password": "guessed password", "new_password": "another password" });
    for _ in 0..5 {
        ada.post("/v1/console/password", &guess).await.problem(ErrorCode::WrongPassword);
    }
    let right = json!({ "password": PASSWORD, "new_password": "another password" });
    ada.post("/v1/console/password", &right).await.problem(ErrorCode::RateLimited);
}

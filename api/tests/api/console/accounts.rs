//! Becoming somebody: signing up, and passwords.

use serde_json::{Value, json};
use std::time::Duration;
use warbler_core::{Limits, SignUpPolicy};
use warbler_protocol::{ConsoleSession, ErrorCode, TeamRole};
use warbler_testing::{PASSWORD, TestAccount, TestApp};

const SIGN_UP: &str = "/v1/console/accounts";
const CONFIRM: &str = "/v1/console/accounts/confirm";
const RESET: &str = "/v1/console/password_resets";
const REDEEM: &str = "/v1/console/password_resets/redeem";

fn somebody(email: &str) -> Value {
    json!({ "email": email, "name": "Ada", "password": PASSWORD, "organization_name": "Engines" })
}

#[tokio::test]
async fn an_account_is_there_once_its_mail_is_confirmed() {
    let app = TestApp::start().await;
    app.visit(SIGN_UP, "", &somebody("Ada@Example.com")).await.empty(202);
    assert!(app.log_in("ada@example.com", "").await.is_err());

    let token = app.mailed_token("ada@example.com").await;
    let confirm = json!({ "token": token, "password": PASSWORD });
    let ada = TestAccount::of(&app, &app.visit(CONFIRM, "", &confirm).await);
    assert_eq!(ada.session.account.email, "ada@example.com");
    let own = &ada.session.organizations;
    assert_eq!((own.len(), own[0].name.as_str(), own[0].role), (1, "Engines", TeamRole::Owner));
    assert_eq!(ada.get("/v1/console/session").await.json::<ConsoleSession>(200), ada.session);
    // Once.
    app.visit(CONFIRM, "", &confirm).await.problem(ErrorCode::NotFound);
    assert!(app.log_in("ADA@example.com", "").await.is_ok());
}

/// Whoever signed up with somebody else's address cannot have them confirm a password they know.
#[tokio::test]
async fn a_sign_up_is_confirmed_by_who_made_it() {
    let app = TestApp::start().await;
    let mut theirs = somebody("ada@example.com");
    theirs["password"] = json!("chosen by a stranger");
    app.visit(SIGN_UP, "", &theirs).await.empty(202);
    let token = app.mailed_token("ada@example.com").await;
    let confirm = json!({ "token": token, "password": PASSWORD });
    app.visit(CONFIRM, "", &confirm).await.problem(ErrorCode::WrongPassword);
    app.advance(Duration::from_secs(24 * 3600));
    let late = json!({ "token": token, "password": "chosen by a stranger" });
    app.visit(CONFIRM, "", &late).await.problem(ErrorCode::NotFound);
}

/// A known address and an unknown one look alike; the mail tells its owner what happened.
#[tokio::test]
async fn strangers_do_not_learn_who_has_an_account() {
    let app = TestApp::start().await;
    app.account("ada").await;
    for path in [SIGN_UP, RESET] {
        let mut answers = Vec::new();
        for email in ["ada@example.com", "bob@example.com"] {
            let body = if path == SIGN_UP { somebody(email) } else { json!({ "email": email }) };
            answers.push(app.visit(path, "", &body).await.comparable());
        }
        assert_eq!(answers[0], answers[1], "{path}");
        assert_eq!(answers[0].0, 202);
    }
    let wrong = |email| json!({ "email": email, "password": "not the password" });
    let known = app.visit("/v1/console/sessions", "", &wrong("ada@example.com")).await;
    let unknown = app.visit("/v1/console/sessions", "", &wrong("bob@example.com")).await;
    assert_eq!(known.comparable(), unknown.comparable());
    known.problem(ErrorCode::WrongPassword);

    let told = app.mails("ada@example.com").await;
    assert!(told[0].contains("has an account already") && told[1].contains("reset-password#token"));
    let unknown = app.mails("bob@example.com").await;
    assert!(unknown.len() == 1 && unknown[0].contains("confirm#token"), "{unknown:?}");
}

#[tokio::test]
async fn a_mailed_link_sets_a_password_once_and_ends_all_sessions() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    app.visit(RESET, "", &json!({ "email": "ADA@example.com" })).await.empty(202);
    let token = app.mailed_token("ada@example.com").await;
    let short = json!({ "token": token, "password": "too short" });
    app.visit(REDEEM, "", &short).await.problem(ErrorCode::ValidationFailed);
    let body = json!({ "token": token, "password": "another password" });
    app.visit(REDEEM, "", &body).await.empty(204);
    ada.get("/v1/console/session").await.problem(ErrorCode::Unauthenticated);
    assert!(app.log_in("ada@example.com", "").await.is_err());
    app.visit(REDEEM, "", &body).await.problem(ErrorCode::NotFound);

    app.visit(RESET, "", &json!({ "email": "ada@example.com" })).await.empty(202);
    let late = app.mailed_token("ada@example.com").await;
    app.advance(Duration::from_secs(3600));
    let body = json!({ "token": late, "password": PASSWORD });
    app.visit(REDEEM, "", &body).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let ada = app.account("ada").await;
    let elsewhere = app.log_in("ada@example.com", "").await.unwrap();
    let change = |old: &str, new: &str| json!({ "password": old, "new_password": new });
    let path = "/v1/console/password";
    let guess = change("not the password", "another password");
    ada.post(path, &guess).await.problem(ErrorCode::WrongPassword);
    ada.post(path, &change(PASSWORD, "short")).await.problem(ErrorCode::ValidationFailed);
    ada.post(path, &change(PASSWORD, "another password")).await.empty(204);
    ada.get("/v1/console/session").await.json::<Value>(200);
    elsewhere.get("/v1/console/session").await.problem(ErrorCode::Unauthenticated);
    assert!(app.mails("ada@example.com").await[0].contains("was changed"));
    assert!(app.log_in("ada@example.com", "").await.is_err());
}

#[tokio::test]
async fn sign_up_can_be_for_the_invited_alone() {
    let limits = Limits { sign_up: SignUpPolicy::Invited, ..Limits::default() };
    let app = TestApp::start_with(limits).await;
    let answer = app.visit(SIGN_UP, "", &somebody("ada@example.com")).await;
    answer.problem(ErrorCode::Forbidden);
    assert!(app.mails("ada@example.com").await.is_empty());
}

#[tokio::test]
async fn nobody_is_flooded_with_mail() {
    let app = TestApp::start().await;
    app.account("ada").await;
    for _ in 0..8 {
        app.visit(RESET, "", &json!({ "email": "ada@example.com" })).await.empty(202);
        // Longer than anybody would have to wait, shorter together than the hour that counts.
        app.advance(Duration::from_secs(60));
    }
    assert_eq!(app.mails("ada@example.com").await.len(), 5);
}

#[tokio::test]
async fn what_is_no_account_is_refused() {
    let app = TestApp::start().await;
    for (field, bad) in [
        ("email", json!("ada")),
        ("email", json!("ada@")),
        ("email", json!("a\r\nBcc: b@example.com")),
        ("email", json!(format!("{}@example.com", "a".repeat(300)))),
        ("name", json!("")),
        ("name", json!("a\nb")),
        ("name", json!("a\0b")),
        ("organization_name", json!("a\u{7f}")),
        ("password", json!("123456789")),
        ("password", json!("x".repeat(129))),
    ] {
        let mut body = somebody("ada@example.com");
        body[field] = bad;
        app.visit(SIGN_UP, "", &body).await.problem(ErrorCode::ValidationFailed);
    }
    for body in [json!({}), json!([]), json!({ "email": 7, "name": "a", "password": PASSWORD })] {
        app.visit(SIGN_UP, "", &body).await.problem(ErrorCode::InvalidBody);
    }
    for token in ["", "\0", &"x".repeat(5000)] {
        let body = json!({ "token": token, "password": PASSWORD });
        app.visit(CONFIRM, "", &body).await.problem(ErrorCode::NotFound);
        app.visit(REDEEM, "", &body).await.problem(ErrorCode::NotFound);
    }
    let log_in = json!({ "email": "\0", "password": "\0" });
    app.visit("/v1/console/sessions", "", &log_in).await.problem(ErrorCode::WrongPassword);
    app.visit(RESET, "", &json!({ "email": "\0" })).await.empty(202);
}

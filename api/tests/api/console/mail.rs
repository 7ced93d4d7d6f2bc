//! The outbox: mail is sent in the end, or given up after a day.

use serde_json::json;
use std::time::Duration;
use warbler_testing::TestApp;

async fn ask_for_mail(app: &TestApp) {
    app.account("ada").await;
    let body = json!({ "email": "ada@example.com" });
    app.visit("/v1/console/password_resets", "", &body).await.empty(202);
}

#[tokio::test]
async fn mail_that_could_not_be_sent_is_tried_again_ever_later() {
    let app = TestApp::start().await;
    ask_for_mail(&app).await;
    for wait in [15, 30, 60] {
        assert_eq!(app.send_mail_nowhere().await, 1);
        app.advance(Duration::from_secs(wait - 1));
        assert_eq!(app.send_mail_nowhere().await, 0);
        app.advance(Duration::from_secs(1));
    }
    assert_eq!(app.mails("ada@example.com").await.len(), 1);
    app.advance(Duration::from_secs(3600));
    assert_eq!(app.send_mail_nowhere().await, 0);
}

#[tokio::test]
async fn mail_is_given_up_after_a_day() {
    let app = TestApp::start().await;
    ask_for_mail(&app).await;
    let mut tries = 0;
    for _ in 0..30 {
        tries += app.send_mail_nowhere().await;
        app.advance(Duration::from_secs(3600));
    }
    assert!((20..=25).contains(&tries), "{tries}");
    assert!(app.mails("ada@example.com").await.is_empty());
}

use super::picture;
use image::ImageFormat;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use warbler_protocol::{ErrorCode, FileId};
use warbler_testing::{TestApp, TestUser};

async fn refused(user: &TestUser<'_>, file: FileId) {
    user.get(&format!("/v1/files/{file}")).await.problem(ErrorCode::NotFound);
    user.get(&format!("/v1/files/{file}/download")).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_file_is_seen_with_the_messages_that_carry_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let (carol, eve) = (app.user("carol").await, app.user("eve").await);
    let group = app.group(&[&alice, &bob]).await;
    let file = alice.upload("a.txt", "hello").await;
    refused(&bob, file.id).await;
    alice.attach(group, &[file.id]).await;
    bob.link(file.id, "").await;
    refused(&eve, file.id).await;

    // Carol joins later and sees nothing from before.
    let members = format!("/v1/conversations/{group}/members");
    app.post(&members, &json!({ "members": [{ "user_id": "carol" }] }))
        .await
        .json::<serde_json::Value>(200);
    refused(&carol, file.id).await;
    alice.attach(group, &[file.id]).await;
    carol.link(file.id, "").await;

    assert!(app.delete(&format!("{members}/bob")).await.status < 300);
    refused(&bob, file.id).await;
    // Nor does its uploader, once they have left.
    assert!(app.delete(&format!("{members}/alice")).await.status < 300);
    refused(&alice, file.id).await;
    app.get(&format!("/v1/files/{}/download", file.id)).await.json::<serde_json::Value>(200);
}

#[tokio::test]
async fn links_expire_and_cannot_be_forged() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let file = alice.upload("a.txt", "hello").await;
    let link = alice.link(file.id, "").await;
    let lasts = link.expires_at.since(app.now());
    assert!((1800..=3600).contains(&lasts.as_secs()), "{lasts:?}");
    if !app.serves_files() {
        return eprintln!("skipped: the addresses are those of the bucket");
    }
    app.advance(Duration::from_secs(60));
    assert_eq!(alice.link(file.id, "").await, link, "caches know it again");
    let (start, token) = link.url.rsplit_once('/').unwrap();
    for forged in [&token[1..], "", "x", "%00", &"A".repeat(76), &"A".repeat(5000)] {
        let answer = app.read(&format!("{start}/{forged}")).await;
        assert!(matches!(answer.any_problem().status, 404 | 400), "{forged}");
    }
    let upload = link.url.replace("/downloads/", "/uploads/");
    app.follow(Method::PUT, &upload, &[], vec![0; 5]).await.problem(ErrorCode::NotFound);
    app.advance(Duration::from_secs(3600));
    app.read(&link.url).await.problem(ErrorCode::Forbidden);
}

#[tokio::test]
async fn browsers_are_told_to_trust_nothing() {
    let app = TestApp::start().await;
    if !app.serves_files() {
        return eprintln!("skipped: the bucket answers");
    }
    let alice = app.user("alice").await;
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let cases: [(&str, Vec<u8>, &str, &str); 4] = [
        ("a.png", picture(4, 4, ImageFormat::Png), "image/png", "inline"),
        ("a.svg", svg.into(), "image/svg+xml", "attachment"),
        ("a.html", "<html><script>alert(1)</script>".into(), "text/html", "attachment"),
        ("a.pdf", "%PDF-1.7\n".into(), "application/pdf", "attachment"),
    ];
    for (name, bytes, kind, disposition) in cases {
        let file = alice.upload(name, bytes).await;
        let read = app.read(&alice.link(file.id, "").await.url).await;
        let header = |name: &str| read.headers[name].to_str().unwrap();
        assert_eq!((header("content-type"), read.status), (kind, 200));
        assert!(header("content-disposition").starts_with(disposition), "{name}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
        assert!(header("cache-control").starts_with("private"));
        let saved = app.read(&alice.link(file.id, "?disposition=attachment").await.url).await;
        assert!(saved.headers["content-disposition"].as_bytes().starts_with(b"attachment"));
    }
}

#[tokio::test]
async fn ranges_heads_and_what_the_client_has() {
    let app = TestApp::start().await;
    if !app.serves_files() {
        return eprintln!("skipped: the bucket answers");
    }
    let alice = app.user("alice").await;
    let file = alice.upload("digits.txt", "0123456789").await;
    let url = alice.link(file.id, "").await.url;
    let get =
        async |headers: &[(&str, &str)]| app.follow(Method::GET, &url, headers, Vec::new()).await;
    for (range, status, body, content_range) in [
        ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
        ("bytes=-2", 206, "89", Some("bytes 8-9/10")),
        ("bytes=5-1000", 206, "56789", Some("bytes 5-9/10")),
        ("bytes=0-", 200, "0123456789", None),
        // Many at once, or nothing that can be read: the whole.
        ("bytes=0-0,2-2,4-4", 200, "0123456789", None),
        ("bytes=4-2", 200, "0123456789", None),
        ("bytes=a-b", 200, "0123456789", None),
        ("lines=1-2", 200, "0123456789", None),
    ] {
        let read = get(&[("range", range)]).await;
        assert_eq!((read.status, read.body.as_slice()), (status, body.as_bytes()), "{range}");
        let told = read.headers.get("content-range").map(|value| value.to_str().unwrap());
        assert_eq!(told, content_range, "{range}");
    }
    for range in ["bytes=10-", "bytes=99-100", "bytes=18446744073709551615-", "bytes=-0"] {
        let read = get(&[("range", range)]).await;
        read.problem(ErrorCode::RangeNotSatisfiable);
        assert_eq!(read.headers["content-range"], "bytes */10", "{range}");
    }
    let whole = get(&[]).await;
    let etag = whole.headers["etag"].to_str().unwrap();
    assert_eq!(get(&[("if-none-match", etag)]).await.status, 304);
    assert_eq!(get(&[("if-none-match", "\"other\"")]).await.status, 200);
    assert_eq!(get(&[("range", "bytes=0-1"), ("if-range", etag)]).await.status, 206);
    assert_eq!(get(&[("range", "bytes=0-1"), ("if-range", "\"old\"")]).await.status, 200);

    let head = app.follow(Method::HEAD, &url, &[], Vec::new()).await;
    head.empty(200);
    assert_eq!(head.headers["content-length"], "10");
    let post = app.follow(Method::POST, &url, &[], Vec::new()).await;
    post.problem(ErrorCode::MethodNotAllowed);
}

use super::stored;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use warbler_core::Limits;
use warbler_protocol::{CreatedUpload, DownloadLink, ErrorCode, File, FileStatus};
use warbler_testing::{TestApp, TestResponse, TestUser};

const HTML: &[u8] = b"<!doctype html><script>alert(document.domain)</script>";

#[tokio::test]
async fn what_a_file_is_its_content_says() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let file = alice.upload("../../harmless\u{202e}gnp.png", HTML).await;
    assert_eq!((file.name.as_str(), file.content_type.as_str()), ("harmlessgnp.png", "text/html"));
    assert_eq!((file.size, file.status), (HTML.len() as i64, FileStatus::Ready));
    assert_eq!(file.uploaded_by.as_ref(), Some(&alice.id));
    let sha256 = "b40343ea844620a2e6ac0036e078e79ac811be874d9af90af33083d3e0b099e6";
    assert_eq!(file.sha256.as_deref(), Some(sha256));

    let seen: File = alice.get(&format!("/v1/files/{}", file.id)).await.json(200);
    assert_eq!(seen, file);
    let link = alice.link(file.id, "?disposition=inline").await;
    let read = app.read(&link.url).await;
    assert_eq!((read.status, read.body.as_slice()), (200, HTML));
    let disposition = read.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"harmlessgnp.png\""), "{disposition}");
    assert_eq!(stored(&app).await, (1, HTML.len() as i64));
}

/// A form as it is written, boundary `b`.
async fn post_form(user: &TestUser<'_>, body: &str) -> TestResponse {
    let bearer = format!("Bearer {}", user.token);
    let kind = "multipart/form-data; boundary=b";
    let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
    user.app.raw(Method::POST, "/v1/files", &headers, body.into()).await
}

#[tokio::test]
async fn forms_that_are_none_are_refused_and_leave_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let part = |name: &str, text: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = part("file", "hello");
    let many: String = (0..1000).map(|at| part(&format!("x{at}"), "y")).collect();
    for (body, code) in [
        (String::new(), ErrorCode::InvalidBody),
        ("--b--\r\n".to_owned(), ErrorCode::InvalidBody),
        (part("name", "a") + "--b--\r\n", ErrorCode::InvalidBody),
        (file.clone() + &file + "--b--\r\n", ErrorCode::InvalidBody),
        (file.clone() + &part("colour", "blue") + "--b--\r\n", ErrorCode::InvalidBody),
        (file.clone() + &many + "--b--\r\n", ErrorCode::InvalidBody),
        (part("name", &"x".repeat(5000)) + &file + "--b--\r\n", ErrorCode::InvalidBody),
        // Cut off in the middle of the file.
        (file[..file.len() - 4].to_owned(), ErrorCode::InvalidBody),
        (part("file", "") + "--b--\r\n", ErrorCode::ValidationFailed),
        (format!("--b\r\n{}", "x".repeat(100_000)), ErrorCode::InvalidBody),
    ] {
        let answer = post_form(&alice, &body).await;
        answer.problem(code);
    }
    alice.post("/v1/files", &json!({})).await.problem(ErrorCode::UnsupportedMediaType);
    assert_eq!(stored(&app).await, (0, 0));
    let whole = post_form(&alice, &(file + "--b--\r\n")).await;
    assert_eq!(whole.json::<File>(201).name, "file");
}

#[tokio::test]
async fn the_limit_is_exact() {
    let limit = 100_000;
    let app = TestApp::start_with(Limits { max_upload: limit, ..Limits::default() }).await;
    let alice = app.user("alice").await;
    let bytes = |more: u64| vec![b'x'; usize::try_from(limit + more).unwrap()];
    assert_eq!(alice.upload("a", bytes(0)).await.size, 100_000);
    app.upload(&alice.token, "a", bytes(1)).await.problem(ErrorCode::BodyTooLarge);
    app.upload(&alice.token, "a", bytes(9 * limit)).await.problem(ErrorCode::BodyTooLarge);
    let announced = json!({ "name": "a", "size": limit + 1 });
    alice.post("/v1/files/uploads", &announced).await.problem(ErrorCode::BodyTooLarge);
    for size in [json!(0), json!(-1)] {
        let announced = json!({ "name": "a", "size": size });
        alice.post("/v1/files/uploads", &announced).await.problem(ErrorCode::ValidationFailed);
    }
    assert_eq!(stored(&app).await, (1, 100_000));
}

#[tokio::test]
async fn twenty_five_mebibytes_and_a_byte_are_too_much() {
    let app = TestApp::start().await;
    let bytes = vec![0; 25 * 1024 * 1024 + 1];
    app.upload(&app.secret_key, "film", bytes).await.problem(ErrorCode::BodyTooLarge);
    assert_eq!(stored(&app).await, (0, 0));
}

/// More than the parts in which S3 takes a file.
#[tokio::test]
async fn a_long_file_comes_back_as_it_was() {
    let app = TestApp::start().await;
    let bytes: Vec<u8> = (0..13_000_000_u32).map(|at| (at % 251) as u8).collect();
    let upload = app.upload(&app.secret_key, "numbers.bin", bytes.clone()).await;
    let file: File = upload.json(201);
    assert_eq!(
        (file.name.as_str(), file.size, file.uploaded_by),
        ("numbers.bin", 13_000_000, None)
    );
    let link: DownloadLink = app.get(&format!("/v1/files/{}/download", file.id)).await.json(200);
    assert!(app.read(&link.url).await.body == bytes);
}

async fn announce(user: &TestUser<'_>, size: usize) -> CreatedUpload {
    let body = json!({ "name": "notes.txt", "size": size, "content_type": "text/markdown" });
    user.post("/v1/files/uploads", &body).await.json(201)
}

/// Sends bytes to the address of an upload, as its headers say.
async fn put(app: &TestApp, created: &CreatedUpload, bytes: &[u8]) -> TestResponse {
    let upload = &created.upload;
    let headers: Vec<_> =
        upload.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(upload.method, "PUT");
    app.follow(Method::PUT, &upload.url, &headers, bytes.to_vec()).await
}

#[tokio::test]
async fn an_announced_file_is_sent_to_its_own_address() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let created = announce(&alice, 7).await;
    assert_eq!(created.file.status, FileStatus::Uploading);
    let path = format!("/v1/files/{}", created.file.id);
    let complete = format!("{path}/complete");
    alice.post(&complete, &json!({})).await.problem(ErrorCode::Conflict);
    alice.get(&format!("{path}/download")).await.problem(ErrorCode::Conflict);
    bob.get(&path).await.problem(ErrorCode::NotFound);

    assert!(put(&app, &created, b"# notes").await.status < 300);
    bob.post(&complete, &json!({})).await.problem(ErrorCode::NotFound);
    let file: File = alice.post(&complete, &json!({})).await.json(200);
    assert_eq!((file.status, file.content_type.as_str()), (FileStatus::Ready, "text/markdown"));
    let again: File = alice.post(&complete, &json!({})).await.json(200);
    assert_eq!(again, file);

    // What is sent there later reaches nobody, and does not stay.
    let late = put(&app, &created, b"changed").await;
    if app.serves_files() {
        late.problem(ErrorCode::NotFound);
    }
    let link = alice.link(file.id, "").await;
    assert_eq!(app.read(&link.url).await.body, b"# notes");
    app.advance(Duration::from_secs(3601));
    app.work().await;
    assert_eq!(stored(&app).await, (1, 7));
}

#[tokio::test]
async fn an_upload_of_another_size_is_none() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let created = announce(&alice, 7).await;
    let (short, long) =
        (put(&app, &created, b"# note").await, put(&app, &created, b"# notes!").await);
    if app.serves_files() {
        short.problem(ErrorCode::InvalidBody);
        long.problem(ErrorCode::BodyTooLarge);
    }
    let complete = format!("/v1/files/{}/complete", created.file.id);
    alice.post(&complete, &json!({})).await.problem(ErrorCode::Conflict);
    assert!(put(&app, &created, b"# notes").await.status < 300, "it may be tried again");
    alice.post(&complete, &json!({})).await.json::<File>(200);
}

#[tokio::test]
async fn an_address_for_uploads_is_good_for_an_hour_and_one_file() {
    let app = TestApp::start().await;
    if !app.serves_files() {
        return eprintln!("skipped: the addresses are those of the bucket");
    }
    let alice = app.user("alice").await;
    let created = announce(&alice, 7).await;
    let forged = created.upload.url.replace("/v1/uploads/", "/v1/uploads/A");
    app.follow(Method::PUT, &forged, &[], vec![0; 7]).await.problem(ErrorCode::NotFound);
    let as_download = created.upload.url.replace("/uploads/", "/downloads/");
    app.read(&as_download).await.problem(ErrorCode::NotFound);
    app.advance(Duration::from_secs(3601));
    put(&app, &created, b"# notes").await.problem(ErrorCode::Forbidden);
}

#[tokio::test]
async fn what_nobody_carries_is_removed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let kept = alice.upload("kept.txt", "kept").await;
    alice.attach(group, &[kept.id]).await;
    let orphan = alice.upload("orphan.txt", "orphan").await;
    let unfinished = announce(&alice, 7).await.file;
    let path = |id| format!("/v1/files/{id}");

    app.advance(Duration::from_secs(3601));
    app.tidy().await;
    app.get(&path(unfinished.id)).await.problem(ErrorCode::NotFound);
    app.get(&path(orphan.id)).await.json::<File>(200);

    app.advance(Duration::from_secs(23 * 3600));
    // Two workers at once do no harm.
    tokio::join!(app.tidy(), app.tidy());
    app.get(&path(orphan.id)).await.problem(ErrorCode::NotFound);
    let link: DownloadLink = app.get(&(path(kept.id) + "/download")).await.json(200);
    assert_eq!(app.read(&link.url).await.body, b"kept");
    assert_eq!(stored(&app).await, (1, 4));
}

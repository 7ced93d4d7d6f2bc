use super::{picture, stored};
use image::{GenericImageView as _, ImageFormat};
use warbler_core::jobs;
use warbler_protocol::{DeadLetter, ErrorCode, File, FileId, ImageSize};
use warbler_testing::{TestApp, TestUser};

async fn see(user: &TestUser<'_>, file: FileId) -> File {
    user.get(&format!("/v1/files/{file}")).await.json(200)
}

/// A JPEG whose camera was held sideways.
fn sideways(width: u32, height: u32) -> Vec<u8> {
    let jpeg = picture(width, height, ImageFormat::Jpeg);
    // APP1 with a TIFF of one tag: orientation, 6.
    let tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, tiff, &jpeg[2..]].concat()
}

#[tokio::test]
async fn images_get_a_thumbnail() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    for format in formats {
        let file = alice.upload("a", picture(640, 320, format)).await;
        assert_eq!(file.content_type, format.to_mime_type());
        assert_eq!((file.width, file.thumbnail), (None, None), "nothing is decoded in a request");
        app.work().await;
        let file = see(&alice, file.id).await;
        assert_eq!((file.width, file.height), (Some(640), Some(320)), "{format:?}");
        assert_eq!(file.thumbnail, Some(ImageSize { width: 320, height: 160 }));
        let small = app.read(&alice.link(file.id, "?variant=thumbnail").await.url).await;
        assert_eq!(small.headers["content-type"], "image/jpeg");
        assert_eq!(image::load_from_memory(&small.body).unwrap().dimensions(), (320, 160));
    }
}

#[tokio::test]
async fn thumbnails_stand_upright_and_tell_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bytes = sideways(600, 300);
    assert!(bytes.windows(4).any(|window| window == b"Exif"));
    let file = alice.upload("a.jpg", bytes).await;
    app.work().await;
    let file = see(&alice, file.id).await;
    assert_eq!((file.width, file.height), (Some(300), Some(600)));
    let small = app.read(&alice.link(file.id, "?variant=thumbnail").await.url).await.body;
    assert_eq!(image::load_from_memory(&small).unwrap().dimensions(), (160, 320));
    assert!(!small.windows(4).any(|window| window == b"Exif"));
}

#[tokio::test]
async fn bombs_and_broken_images_have_none() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let whole = picture(64, 64, ImageFormat::Png);
    let mut bomb = whole.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let polyglot = [b"GIF89a/*".as_slice(), b"*/=1;alert(1)//".repeat(8).as_slice()].concat();
    for bytes in
        [whole[..whole.len() / 2].to_vec(), bomb, polyglot, b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec()]
    {
        let file = alice.upload("a.png", bytes).await;
        app.work().await;
        assert_eq!(see(&alice, file.id).await.thumbnail, None);
        let wanted = format!("/v1/files/{}/download?variant=thumbnail", file.id);
        alice.get(&wanted).await.problem(ErrorCode::NotFound);
        alice.link(file.id, "").await;
    }
    let dead: Vec<serde_json::Value> = app.get("/v1/dead_letters").await.json(200);
    assert!(dead.is_empty(), "{dead:?}");
}

/// A process that dies says nothing: the attempts it began count, too.
#[tokio::test]
async fn an_image_that_kills_its_worker_is_given_up() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let file = alice.upload("a.png", picture(4, 4, ImageFormat::Png)).await;
    for _ in 0..3 {
        assert_eq!(jobs::lease(app.context(), 10).await.unwrap().len(), 1);
        app.advance(2 * jobs::LEASE);
    }
    app.work().await;
    assert_eq!(see(&alice, file.id).await.thumbnail, None);
    let dead: Vec<DeadLetter> = app.get("/v1/dead_letters").await.json(200);
    assert_eq!(dead[0].kind, "illustrate_file");
}

/// A message may be sent before its images have been looked at: it is told of later.
#[tokio::test]
async fn messages_learn_of_thumbnails() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let file = alice.upload("a.png", picture(640, 320, ImageFormat::Png)).await;
    let early = alice.attach(group, &[file.id]).await;
    assert_eq!(early.attachments[0].thumbnail, None);
    app.work().await;
    let late = alice.attach(group, &[file.id]).await;
    assert_eq!(late.attachments[0].thumbnail, Some(ImageSize { width: 320, height: 160 }));
    assert_eq!(late.version, 1);

    let seen = bob.history(group, "").await.data;
    assert_eq!(seen[0].attachments, late.attachments);
    assert_eq!((seen[0].version, seen[0].edited_at), (2, None));
    let kinds: Vec<_> = bob.entries(group).await.iter().map(|event| event.t.to_string()).collect();
    assert_eq!(kinds[1..], ["message.created", "message.updated", "message.created"]);
    let unread = bob.see(group).await.membership.unwrap().unread_count;
    assert_eq!(unread, 2, "being told of a thumbnail is no news");

    // With the last message the thumbnail goes, too.
    for message in [early, late] {
        let path = format!("/v1/conversations/{group}/messages/{}", message.id);
        alice.delete(&path).await.json::<serde_json::Value>(200);
    }
    app.work().await;
    assert_eq!(stored(&app).await, (0, 0));
}

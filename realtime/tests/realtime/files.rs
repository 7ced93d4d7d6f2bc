//! Messages that carry files, over the socket.

use serde_json::json;
use warbler_testing::TestApp;

/// The smallest picture there is: GIF, one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

#[tokio::test]
async fn a_picture_is_shown_at_once_and_its_thumbnail_follows() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let group = app.group(&[&alice, &bob]).await;
    let file = alice.upload("pixel.gif", PIXEL).await;
    let (mut sending, mut receiving) = (alice.connect().await, bob.connect().await);
    let cursor = receiving.cursor.clone();

    let body = json!({ "conversation_id": group, "attachments": [file.id] });
    let sent = sending.ask("message.send", body).await;
    assert_eq!(sent["attachments"][0]["name"], "pixel.gif");
    let created = receiving.expect("message.created").await;
    assert_eq!(created["attachments"], sent["attachments"]);

    app.work().await;
    let updated = receiving.expect("message.updated").await;
    assert_eq!(updated["attachments"][0]["thumbnail"], json!({ "width": 1, "height": 1 }));
    assert_eq!((updated["version"].as_i64(), &updated["edited_at"]), (Some(2), &json!(null)));

    // Somebody who was away sees the message as it is now.
    let (_, missed) = bob.resume(&cursor).await;
    assert!(missed.iter().all(|event| event["d"]["attachments"] == updated["attachments"]));
    assert_eq!(missed.len(), 2);
}

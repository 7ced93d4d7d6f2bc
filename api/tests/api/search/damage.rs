//! An index is derived: whatever becomes of its files, it comes back.

use std::fs;
use warbler_core::search::Ask;
use warbler_protocol::IndexStatus;
use warbler_testing::{TestApp, path_of};

#[tokio::test]
async fn a_directory_that_is_deleted_while_it_is_used_is_built_anew() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "word one").await;
    let mut reader = app.reader().await;
    reader.catch_up().await.unwrap();
    assert_eq!(alice.search("word").await.index.status, IndexStatus::Ready);

    fs::remove_dir_all(app.index_directory().await).unwrap();
    let found = alice.search("word").await;
    assert_eq!((found.index.status, found.index.progress), (IndexStatus::Building, Some(0.0)));
    alice.send(group, "word two").await;
    reader.catch_up().await.unwrap();
    assert_eq!(alice.found("word").await, ["word two", "word one"]);
    assert_eq!(alice.search("word").await.index.status, IndexStatus::Ready);
}

#[tokio::test]
async fn files_with_noise_in_them_are_not_read() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "word").await;
    let mut reader = app.reader().await;
    reader.catch_up().await.unwrap();
    let names = fs::read_dir(app.index_directory().await).unwrap();
    let names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
    let kinds = ["meta.json", ".idx", ".term", ".fast", ".pos", ".fieldnorm", ".managed.json"];
    for kind in kinds {
        assert!(names.iter().any(|name| name.to_str().unwrap().ends_with(kind)), "{names:?}");
        let directory = app.index_directory().await;
        for file in fs::read_dir(&directory).unwrap() {
            let path = file.unwrap().path();
            if path.to_str().unwrap().ends_with(kind) {
                fs::write(&path, noise(fs::metadata(&path).unwrap().len())).unwrap();
            }
        }
        alice.search("word").await;
        if kind == ".managed.json" {
            // It is read by who opens the index, and by nobody else.
            drop(reader);
            reader = app.reader().await;
        }
        reader.catch_up().await.unwrap();
        assert_eq!(alice.found("word").await, ["word"], "{kind}");
    }
}

#[tokio::test]
async fn what_was_not_committed_is_taken_again() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    let first = alice.send(group, "word one").await;
    app.index().await;
    alice.send(group, "word two").await;
    alice.delete(&path_of(&first)).await.json::<serde_json::Value>(200);
    app.reader().await.take().await.unwrap();
    assert_eq!(alice.search("word").await.total, 1);
    app.index().await;
    assert_eq!(alice.found("word").await, ["word two"]);
}

#[tokio::test]
async fn an_index_of_another_log_is_thrown_away() {
    let (app, other) = (TestApp::start().await, TestApp::start().await);
    let (alice, bob) = (app.user("alice").await, other.user("bob").await);
    let group = app.group(&[&alice]).await;
    for _ in 0..20 {
        alice.send(group, "word").await;
    }
    app.index().await;
    let theirs = other.group(&[&bob]).await;
    bob.send(theirs, "word").await;
    let (from, to) = (app.index_directory().await, other.index_directory().await);
    fs::create_dir_all(&to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    other.index().await;
    assert_eq!(bob.found("").await, ["word"]);
    assert_eq!(other.search("").await.total, 1);
}

#[tokio::test]
async fn an_index_of_another_release_is_built_anew() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let group = app.group(&[&alice]).await;
    alice.send(group, "word").await;
    app.index().await;
    let meta = app.index_directory().await.join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let older = text.replacen(r#"{\"version\":"#, r#"{\"version\":9"#, 1);
    assert_ne!(text, older);
    fs::write(&meta, older).unwrap();
    app.index().await;
    assert_eq!(alice.found("word").await, ["word"]);
}

#[tokio::test]
async fn an_index_is_built_anew_when_that_is_asked_for() {
    let app = TestApp::start().await;
    let neighbour = app.neighbour().await;
    let (alice, other) = (app.user("alice").await, neighbour.user("alice").await);
    let group = app.group(&[&alice]).await;
    let recalled = alice.send(group, "word recalled").await;
    alice.send(group, "word").await;
    let theirs = neighbour.group(&[&other]).await;
    other.send(theirs, "word of theirs").await;
    app.index().await;
    alice.delete(&path_of(&recalled)).await.json::<serde_json::Value>(200);

    let (ctx, shard) = (app.context(), app.system().await.shard);
    for what in [Some(app.id), None] {
        ctx.indexes.ask(ctx, shard, Ask::Rebuild(what)).await.unwrap();
        let found = alice.search("word").await;
        assert_eq!(found.index.status, IndexStatus::Building);
        app.index().await;
        assert_eq!(alice.found("word").await, ["word"]);
        assert_eq!(alice.search("word").await.index.status, IndexStatus::Ready);
        assert_eq!(other.found("word").await, ["word of theirs"]);
    }
}

fn noise(length: u64) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 7) as u8).collect()
}

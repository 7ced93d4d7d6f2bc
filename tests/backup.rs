//! A copy that is made while messages are sent, and put back elsewhere.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use serde_json::json;
use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};
use tempfile::TempDir;
use warbler::{
    backup,
    config::{Config, Sources},
    doctor, process,
};
use warbler_core::{
    Context, Scope, apps, blobs::Blobs, conversations, messages, messages::HistoryQuery,
    organizations,
};
use warbler_protocol::{ConversationId, Mode};

fn config(data_dir: &Path) -> Config {
    let data_dir = data_dir.to_string_lossy().into_owned();
    let environment = HashMap::from([("WARBLER_DATA_DIR".to_owned(), data_dir)]);
    Config::load(Sources { environment, ..Sources::default() }).unwrap()
}

struct Scene {
    ctx: Context,
    scope: Scope,
    conversation: ConversationId,
}

async fn installation(config: &Config) -> Scene {
    process::migrate(config).await.unwrap();
    let ctx = process::context(config).await.unwrap();
    let organization = organizations::ensure(&ctx, "test").await.unwrap();
    let app = apps::create(&ctx, organization, "test", Mode::Test).await.unwrap();
    let scope = apps::system_scope(&ctx, app.id).await.unwrap();
    let input = serde_json::from_value(json!({ "kind": "channel" })).unwrap();
    let created = conversations::create(&ctx, &scope, input).await.unwrap();
    Scene { ctx, scope, conversation: created.conversation.id }
}

impl Scene {
    async fn send(&self, n: usize) {
        let input = serde_json::from_value(json!({ "text": n.to_string() })).unwrap();
        messages::send(&self.ctx, &self.scope, self.conversation, input).await.unwrap();
    }

    async fn last_ordinal(&self, config: &Config) -> i64 {
        let ctx = process::context(config).await.unwrap();
        let query = HistoryQuery { limit: 1, ..HistoryQuery::default() };
        let page = messages::list(&ctx, &self.scope, self.conversation, query).await.unwrap();
        page.data[0].ordinal
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_backup_is_in_it() {
    let directory = TempDir::new().unwrap();
    let [here, copy, there] = ["here", "copy", "there"].map(|name| directory.path().join(name));
    let original = config(&here);
    let scene = installation(&original).await;
    let blob = Blobs::key(scene.scope.app_id, "files", "one");
    scene.ctx.blobs.put(&blob, b"a file".to_vec()).await.unwrap();
    let acknowledged = AtomicUsize::new(0);
    let load = async {
        for n in 0.. {
            scene.send(n).await;
            acknowledged.store(n + 1, Ordering::SeqCst);
        }
    };
    let copying = async {
        while acknowledged.load(Ordering::SeqCst) < 20 {
            tokio::task::yield_now().await;
        }
        let before = acknowledged.load(Ordering::SeqCst);
        (before, backup::take(&original, &copy, true).await.unwrap())
    };
    let (before, manifest) = tokio::select! {
        () = load => unreachable!("it goes on for ever"),
        copied = copying => copied,
    };
    assert!(manifest.has_master_key());

    let restored = config(&there);
    assert_eq!(backup::restore(&restored, &copy).await.unwrap(), manifest);

    let last = scene.last_ordinal(&restored).await;
    assert!(last >= i64::try_from(before).unwrap(), "{last} of {before}");
    let blobs = process::blobs(&restored).unwrap();
    let read = blobs.reader(&blob, None).await.unwrap().unwrap().bytes().await.unwrap();
    assert_eq!(read, b"a file");
    let findings = doctor::examine(&restored, &manifest.schema).await;
    assert!(findings.iter().all(|it| it.level < doctor::Level::Fail), "{findings:#?}");
    let key = |directory: &Path| fs::read_to_string(directory.join("master.key")).unwrap();
    assert_eq!(key(&there), key(&here));
}

#[tokio::test]
async fn a_backup_is_checked_before_it_is_put_back() {
    let directory = TempDir::new().unwrap();
    let [here, copy, there] = ["here", "copy", "there"].map(|name| directory.path().join(name));
    let original = config(&here);
    installation(&original).await;
    let restored = config(&there);
    let refused = async || {
        let refused = backup::restore(&restored, &copy).await.unwrap_err().to_string();
        assert!(!there.exists(), "nothing was changed");
        refused
    };
    fs::create_dir(&copy).unwrap();
    assert!(refused().await.contains("is no backup"));
    let manifest = backup::take(&original, &copy, false).await.unwrap();
    assert!(!manifest.has_master_key() && !copy.join("master.key").exists());

    let again = backup::take(&original, &copy, false).await.unwrap_err().to_string();
    assert!(again.contains("is not empty"), "{again}");
    let full = backup::restore(&original, &copy).await.unwrap_err().to_string();
    assert!(full.contains("is not empty"), "{full}");
    let text = fs::read_to_string(copy.join("manifest.json")).unwrap();
    fs::write(copy.join("manifest.json"), text.replace("\"m2026", "\"m9999")).unwrap();
    assert!(refused().await.contains("newer"));
    fs::write(copy.join("manifest.json"), text).unwrap();
    let mut database = fs::read(copy.join("warbler.sqlite")).unwrap();
    database[5000] ^= 1;
    fs::write(copy.join("warbler.sqlite"), database).unwrap();
    assert!(refused().await.contains("is not what it was"));
}

#[tokio::test]
async fn postgres_has_its_own_tools() {
    let url = "postgres://nobody@localhost/nothing".to_owned();
    let key = "0".repeat(64);
    let environment =
        [("WARBLER_DATABASE_URL".to_owned(), url), ("WARBLER_MASTER_KEY".to_owned(), key)];
    let sources = Sources { environment: environment.into(), ..Sources::default() };
    let config = Config::load(sources).unwrap();
    let directory = TempDir::new().unwrap();
    let refused = backup::take(&config, directory.path(), false).await.unwrap_err().to_string();
    assert!(refused.contains("pg_dump"), "{refused}");
    let refused = backup::restore(&config, directory.path()).await.unwrap_err().to_string();
    assert!(refused.contains("WARBLER_DATABASE_URL"), "{refused}");
}

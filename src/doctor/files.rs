//! Can files be written, read and deleted, and will all nodes find them?

use super::{Finding, PATIENCE};
use crate::{
    config::{Config, Database},
    process,
};
use tokio::time::timeout;
use warbler_core::blobs::Storage;

const SUBJECT: &str = "files";
const FIX: &str = "mend WARBLER_STORAGE_URL, WARBLER_S3_ACCESS_KEY and WARBLER_S3_SECRET_KEY";

pub(super) async fn check(config: &Config) -> Finding {
    // Looking must not create what is missing.
    if let Storage::Disk(directory) = &config.storage
        && !directory.exists()
    {
        let text = format!("{} will be created by the first start", directory.display());
        return Finding::ok(SUBJECT, text);
    }
    let tried = async { process::blobs(config)?.check().await };
    match timeout(PATIENCE, tried).await {
        Ok(Ok(())) => judge(config),
        Ok(Err(error)) => Finding::fail(SUBJECT, error.to_string(), FIX),
        Err(_) => Finding::fail(SUBJECT, "the store does not answer", FIX),
    }
}

fn judge(config: &Config) -> Finding {
    match &config.storage {
        Storage::Disk(_) if config.database == Database::Postgres => Finding::warn(
            SUBJECT,
            "on the disk of this node",
            "fine for a single node, or a disk that all share; set WARBLER_STORAGE_URL to a bucket",
        ),
        Storage::Disk(directory) => {
            Finding::ok(SUBJECT, format!("{} takes and gives", directory.display()))
        }
        Storage::S3(_) => Finding::ok(SUBJECT, "the bucket takes and gives"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Sources, doctor::Level};

    async fn examine(storage_url: &str) -> Finding {
        let environment = [("WARBLER_STORAGE_URL".to_owned(), storage_url.to_owned())].into();
        check(&Config::load(Sources { environment, ..Sources::default() }).unwrap()).await
    }

    #[tokio::test]
    async fn a_store_is_tried_out() {
        let directory = tempfile::TempDir::new().unwrap();
        let url = format!("file://{}", directory.path().display());
        assert_eq!(examine(&url).await.level, Level::Ok);
        let left = std::fs::read_dir(directory.path().join("doctor")).unwrap().count();
        assert_eq!(left, 0, "nothing is left behind");
        let missing = examine(&format!("{url}/missing")).await;
        assert!(missing.level == Level::Ok && !directory.path().join("missing").exists());
    }
}

//! Where a test keeps its files: a directory of its own, or a prefix of its own in a bucket.

use std::{env, path::Path};
use url::Url;
use uuid::Uuid;
use warbler_core::blobs::{Blobs, Credentials, Storage};

/// A store that nobody else uses.
pub(crate) fn create(directory: &Path) -> Blobs {
    match env::var("WARBLER_TEST_S3_URL") {
        Ok(bucket) => in_s3(&bucket),
        Err(_) => Blobs::on_disk(&directory.join("files")).unwrap(),
    }
}

fn in_s3(bucket: &str) -> Blobs {
    let mut url = Url::parse(bucket).unwrap();
    url.set_path(&Uuid::now_v7().simple().to_string());
    let Some(Storage::S3(place)) = Storage::parse(url.as_str()) else {
        panic!("WARBLER_TEST_S3_URL is not an s3:// URL");
    };
    let key = || "testing".to_owned();
    let credentials = Credentials { access_key: key(), secret_key: key() };
    Blobs::in_s3(&place, Some(&credentials)).unwrap()
}

//! Where an installation keeps its blobs, as its configuration says it.

use object_store::{
    BackoffConfig, ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
};
use std::{path::PathBuf, time::Duration};
use url::Url;

/// How long a request to S3 may be tried again: somebody is waiting for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A directory or a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    Disk(PathBuf),
    S3(S3),
}

/// A bucket, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3 {
    bucket: String,
    pub(super) prefix: String,
    region: String,
    /// With a bucket in its path or its host, as its provider wants it; AWS where absent.
    endpoint: Option<String>,
    /// Where clients reach it, if that is somewhere else.
    public_endpoint: Option<String>,
    path_style: bool,
}

/// What proves to S3 who we are.
#[derive(Clone)]
pub struct Credentials {
    pub access_key: String,
    pub secret_key: String,
}

impl Storage {
    /// `file:///a/directory` or `s3://bucket/prefix?region=…&endpoint=…` with `public_endpoint` and
    /// `path_style`.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        match url.scheme() {
            "file" => url.to_file_path().ok().map(Self::Disk),
            "s3" => S3::parse(&url).map(Self::S3),
            _ => None,
        }
    }
}

impl S3 {
    fn parse(url: &Url) -> Option<Self> {
        let mut place = Self {
            bucket: url.host_str()?.to_owned(),
            prefix: url.path().trim_matches('/').to_owned(),
            region: "us-east-1".to_owned(),
            endpoint: None,
            public_endpoint: None,
            path_style: false,
        };
        let mut path_style = None;
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "region" => place.region = value.into_owned(),
                "endpoint" => place.endpoint = Some(endpoint(&value)?),
                "public_endpoint" => place.public_endpoint = Some(endpoint(&value)?),
                "path_style" => path_style = Some(value.parse().ok()?),
                _ => return None,
            }
        }
        // What is not AWS seldom has a host name per bucket.
        place.path_style = path_style.unwrap_or(place.endpoint.is_some());
        Some(place)
    }

    /// The bucket, as we reach it. Without credentials, those of the machine are asked for (instance
    /// roles).
    pub(super) fn connect(&self, keys: Option<&Credentials>) -> object_store::Result<AmazonS3> {
        self.connect_to(self.endpoint.as_deref(), keys)
    }

    /// The bucket, as clients reach it: for addresses that are given to them.
    pub(super) fn signer(&self, keys: Option<&Credentials>) -> object_store::Result<AmazonS3> {
        self.connect_to(self.public_endpoint.as_deref().or(self.endpoint.as_deref()), keys)
    }

    fn connect_to(
        &self,
        endpoint: Option<&str>,
        keys: Option<&Credentials>,
    ) -> object_store::Result<AmazonS3> {
        let plain = endpoint.is_some_and(|url| url.starts_with("http:"));
        let client = ClientOptions::new().with_allow_http(plain).with_timeout(PATIENCE * 3);
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: PATIENCE,
            backoff: BackoffConfig::default(),
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_virtual_hosted_style_request(!self.path_style)
            .with_client_options(client)
            .with_retry(retry);
        if let Some(url) = endpoint {
            builder = builder.with_endpoint(self.with_bucket(url));
        }
        if let Some(Credentials { access_key, secret_key }) = keys {
            builder = builder.with_access_key_id(access_key).with_secret_access_key(secret_key);
        }
        builder.build()
    }

    /// The endpoint as the client wants it: with the bucket in front where it belongs to the host.
    fn with_bucket(&self, url: &str) -> String {
        match (self.path_style, url.split_once("://")) {
            (false, Some((scheme, host))) => format!("{scheme}://{}.{host}", self.bucket),
            _ => url.to_owned(),
        }
    }
}

fn endpoint(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let usable = matches!(url.scheme(), "http" | "https") && url.has_host();
    usable.then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_its_url() {
        let Some(Storage::S3(place)) = Storage::parse("s3://chat/a/b?region=eu-west-1") else {
            panic!("not read");
        };
        assert_eq!((place.bucket.as_str(), place.prefix.as_str()), ("chat", "a/b"));
        assert_eq!((place.region.as_str(), place.path_style), ("eu-west-1", false));

        let own = "s3://chat?endpoint=http://localhost:9000";
        let Some(Storage::S3(place)) = Storage::parse(own) else { panic!("not read") };
        assert!(place.path_style && place.prefix.is_empty());
        assert_eq!(
            place.with_bucket(&endpoint("http://localhost:9000").unwrap()),
            "http://localhost:9000"
        );

        let hosted = "s3://chat?endpoint=https://store.example&path_style=false";
        let Some(Storage::S3(place)) = Storage::parse(hosted) else { panic!("not read") };
        assert_eq!(
            place.with_bucket(&endpoint("https://store.example").unwrap()),
            "https://chat.store.example"
        );

        assert_eq!(Storage::parse("file:///srv/files"), Some(Storage::Disk("/srv/files".into())));
        for bad in [
            "files",
            "ftp://a/b",
            "s3://",
            "s3://a?endpoint=b",
            "s3://a?colour=blue",
            "s3://a?path_style=no",
        ] {
            assert_eq!(Storage::parse(bad), None, "{bad}");
        }
    }
}

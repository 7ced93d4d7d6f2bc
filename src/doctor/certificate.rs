//! Will clients accept the certificate, and for how long?

use super::Finding;
use crate::{
    config::{Config, TlsFiles},
    tls::{self, TlsError},
};

const SUBJECT: &str = "TLS";
const DAY: i64 = 86_400;
const SOON: i64 = 14;

pub(super) fn check(config: &Config, now: i64) -> Option<Finding> {
    let files = config.tls.as_ref()?;
    Some(examine(files, now).unwrap_or_else(|error| {
        Finding::fail(
            SUBJECT,
            error.to_string(),
            "mend WARBLER_TLS_CERTIFICATE and WARBLER_TLS_KEY",
        )
    }))
}

fn examine(files: &TlsFiles, now: i64) -> Result<Finding, TlsError> {
    tls::server_config(files)?;
    let left = tls::expires_at(files)? - now;
    let days = left.div_euclid(DAY);
    Ok(if left <= 0 {
        Finding::fail(SUBJECT, "the certificate has expired", "renew it")
    } else if days < SOON {
        Finding::warn(SUBJECT, format!("the certificate ends in {days} days"), "renew it")
    } else {
        Finding::ok(SUBJECT, format!("the certificate is good for {days} days"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{doctor::Level, tls::tests::certificate};

    #[test]
    fn the_end_is_seen_coming() {
        let directory = tempfile::TempDir::new().unwrap();
        let files = certificate(directory.path(), 2100);
        let end = tls::expires_at(&files).unwrap();
        let level = |days| examine(&files, end - days * DAY).unwrap().level;
        assert_eq!((level(30), level(13), level(0)), (Level::Ok, Level::Warn, Level::Fail));
    }
}

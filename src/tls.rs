//! TLS from a certificate chain and its key, both as PEM files.

use crate::config::TlsFiles;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use std::{fmt, path::PathBuf, sync::Arc};
use x509_parser::parse_x509_certificate;

/// Which file is wrong, and how.
#[derive(Debug)]
pub struct TlsError {
    file: PathBuf,
    reason: String,
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.reason)
    }
}

impl std::error::Error for TlsError {}

/// What the server shows to clients. HTTP/1.1 alone is offered; that is added by the web server.
pub fn server_config(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let chain = read_chain(files)?;
    let key = read_key(files)?;
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| wrong_key(files, format!("does not go with the certificate ({error})")))
}

/// When the first certificate of the chain ends, in seconds since 1970.
pub fn expires_at(files: &TlsFiles) -> Result<i64, TlsError> {
    let chain = read_chain(files)?;
    let (_, certificate) =
        parse_x509_certificate(chain.first().map_or(&[], |first| first.as_ref()))
            .map_err(|error| wrong_certificate(files, format!("not a certificate ({error})")))?;
    Ok(certificate.validity().not_after.timestamp())
}

fn read_chain(files: &TlsFiles) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain: Vec<_> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| wrong_certificate(files, explain(&error, "certificate")))?;
    if chain.is_empty() {
        return Err(wrong_certificate(files, explain(&pem::Error::NoItemsFound, "certificate")));
    }
    Ok(chain)
}

fn read_key(files: &TlsFiles) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| wrong_key(files, explain(&error, "private key without a password")))
}

fn explain(error: &pem::Error, expected: &str) -> String {
    match error {
        pem::Error::Io(error) => format!("cannot be read ({error})"),
        pem::Error::NoItemsFound => format!("there is no {expected} in PEM form in it"),
        other => format!("is not a PEM file ({other})"),
    }
}

fn wrong_certificate(files: &TlsFiles, reason: String) -> TlsError {
    TlsError { file: files.certificate.clone(), reason }
}

fn wrong_key(files: &TlsFiles, reason: String) -> TlsError {
    TlsError { file: files.key.clone(), reason }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};
    use std::{fs, path::Path};
    use tempfile::TempDir;

    /// A self-signed certificate for localhost that ends on the first of January of `year`.
    pub(crate) fn certificate(directory: &Path, year: i32) -> TlsFiles {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 1, 1);
        let certificate = params.self_signed(&key).unwrap();
        let files =
            TlsFiles { certificate: directory.join("chain.pem"), key: directory.join("key.pem") };
        fs::write(&files.certificate, certificate.pem()).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }

    #[test]
    fn a_certificate_and_its_key_are_accepted() {
        let directory = TempDir::new().unwrap();
        let files = certificate(directory.path(), 2100);
        server_config(&files).unwrap();
        assert_eq!(expires_at(&files).unwrap(), 4_102_444_800);
    }

    #[test]
    fn the_wrong_file_is_named() {
        let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let (files, stranger) = (certificate(one.path(), 2100), certificate(other.path(), 2100));
        let said = |certificate: &Path, key: &Path| {
            let files = TlsFiles { certificate: certificate.into(), key: key.into() };
            server_config(&files).unwrap_err().to_string()
        };
        let missing = one.path().join("missing.pem");
        assert!(said(&missing, &files.key).contains("missing.pem: cannot be read"));
        assert!(said(&files.key, &files.key).contains("key.pem: there is no certificate"));
        let no_key = said(&files.certificate, &files.certificate);
        assert!(no_key.contains("chain.pem: there is no private key"), "{no_key}");
        let foreign = said(&files.certificate, &stranger.key);
        assert!(foreign.contains("does not go with the certificate"), "{foreign}");
    }
}

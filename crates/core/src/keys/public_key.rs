//! Public keys of tenants: Ed25519, RSA and P-256, as PEM or as JWK (RFC 7517, RFC 8037).
//!
//! A key is for one algorithm, which follows from what kind of key it is and never from a token. One
//! that says it is for something else is refused.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, jwk::Jwk};
use serde_json::{Map, Value};
use warbler_protocol::{PublicKey, SigningAlgorithm};

/// Fewer bits than this can be broken (NIST SP 800-131A); more than this cost too much to verify.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A key of a kind that we take, reduced to what verifying needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verified {
    pub(super) algorithm: SigningAlgorithm,
    /// What the JWK says it is called.
    pub(super) kid: Option<String>,
    pub(super) jwk: Map<String, Value>,
}

/// Reads a key, or says why it is not taken.
pub(super) fn read(key: &PublicKey) -> Result<Verified, &'static str> {
    match key {
        PublicKey::Pem(text) => from_pem(text),
        PublicKey::Jwk(jwk) => from_jwk(jwk),
    }
}

/// What verifies signatures.
pub(super) fn decoding_key(jwk: &Map<String, Value>) -> Option<DecodingKey> {
    let member = |name: &str| jwk.get(name).and_then(Value::as_str);
    let key = match member("kty")? {
        "OKP" => DecodingKey::from_ed_components(member("x")?),
        "EC" => DecodingKey::from_ec_components(member("x")?, member("y")?),
        "RSA" => DecodingKey::from_rsa_components(member("n")?, member("e")?),
        _ => return None,
    };
    key.ok()
}

fn from_pem(text: &str) -> Result<Verified, &'static str> {
    if text.contains("PRIVATE KEY") {
        return Err("is a private key: make a new pair, and give the public one");
    }
    let tagged = ["-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----"];
    if !tagged.iter().any(|tag| text.trim_start().starts_with(tag)) {
        return Err("is no public key in PEM");
    }
    let pem = text.as_bytes();
    let key = DecodingKey::from_ed_pem(pem)
        .or_else(|_| DecodingKey::from_ec_pem(pem))
        .or_else(|_| DecodingKey::from_rsa_pem(pem));
    let jwk = key.ok().and_then(|key| Jwk::from_decoding_key(&key, None).ok());
    match jwk.and_then(|jwk| serde_json::to_value(jwk).ok()) {
        Some(Value::Object(jwk)) => from_jwk(&jwk),
        _ => Err("is neither Ed25519, RSA nor P-256"),
    }
}

/// Reads a JWK, or says why it is not taken.
pub(super) fn from_jwk(jwk: &Map<String, Value>) -> Result<Verified, &'static str> {
    let member = |name: &str| jwk.get(name).and_then(Value::as_str);
    if ["d", "p", "q", "k"].iter().any(|secret| jwk.contains_key(*secret)) {
        return Err("holds a secret: make a new one, and give a public key");
    }
    let (algorithm, needed): (_, &[&str]) = match (member("kty"), member("crv")) {
        (Some("OKP"), Some("Ed25519")) => (SigningAlgorithm::EdDSA, &["kty", "crv", "x"]),
        (Some("EC"), Some("P-256")) => (SigningAlgorithm::ES256, &["kty", "crv", "x", "y"]),
        (Some("RSA"), _) => (SigningAlgorithm::RS256, &["kty", "n", "e"]),
        _ => return Err("is neither Ed25519, RSA nor P-256"),
    };
    match algorithm {
        SigningAlgorithm::RS256 => check_rsa(member("n"), member("e"))?,
        _ => check_points(jwk, needed)?,
    }
    let name = word(algorithm);
    check_purpose(jwk, name)?;
    let mut kept: Map<String, Value> = needed
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), jwk.get(*name)?.clone())))
        .collect();
    kept.insert("alg".to_owned(), name.into());
    kept.insert("use".to_owned(), "sig".into());
    Ok(Verified { algorithm, kid: member("kid").map(str::to_owned), jwk: kept })
}

fn check_rsa(n: Option<&str>, e: Option<&str>) -> Result<(), &'static str> {
    let (n, e) = (number(n)?, number(e)?);
    let bits = |number: &[u8]| {
        let number = &number[number.iter().take_while(|byte| **byte == 0).count()..];
        number.len() * 8 - number.first().map_or(0, |byte| byte.leading_zeros() as usize)
    };
    if !RSA_BITS.contains(&bits(&n)) {
        return Err("is an RSA key of fewer than 2,048 or more than 8,192 bits");
    }
    match (bits(&e), e.last()) {
        (2..=32, Some(last)) if last % 2 == 1 => Ok(()),
        _ => Err("has an unusual exponent"),
    }
}

/// Coordinates on both curves have 32 bytes.
fn check_points(jwk: &Map<String, Value>, needed: &[&str]) -> Result<(), &'static str> {
    for name in needed.iter().filter(|name| matches!(**name, "x" | "y")) {
        if number(jwk.get(*name).and_then(Value::as_str))?.len() != 32 {
            return Err("has a coordinate of the wrong length");
        }
    }
    Ok(())
}

fn number(text: Option<&str>) -> Result<Vec<u8>, &'static str> {
    let decoded = text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    decoded.ok_or("lacks a number, or has one that is not base64url")
}

/// Refuses what says that it is for something else.
fn check_purpose(jwk: &Map<String, Value>, algorithm: &str) -> Result<(), &'static str> {
    let says = |name: &str, word: &str| jwk.get(name).is_none_or(|value| value == word);
    if !says("use", "sig") {
        return Err("is not for signatures, as its `use` says");
    }
    if !says("alg", algorithm) {
        return Err("is for another algorithm than keys of its kind are taken for");
    }
    match jwk.get("key_ops") {
        None => Ok(()),
        Some(Value::Array(uses)) if uses.iter().any(|it| it == "verify") => Ok(()),
        Some(_) => Err("does not verify, as its `key_ops` say"),
    }
}

fn word(algorithm: SigningAlgorithm) -> &'static str {
    match algorithm {
        SigningAlgorithm::HS256 => "HS256",
        SigningAlgorithm::EdDSA => "EdDSA",
        SigningAlgorithm::RS256 => "RS256",
        SigningAlgorithm::ES256 => "ES256",
        SigningAlgorithm::Set => "JWKS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_jwk(jwk: &Value) -> Result<Verified, &'static str> {
        from_jwk(jwk.as_object().unwrap())
    }

    /// RFC 8037, appendix A.2.
    fn ed25519() -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
    }

    fn rsa(bytes: usize) -> Value {
        json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(vec![0xc1; bytes]), "e": "AQAB" })
    }

    fn with(mut jwk: Value, name: &str, value: Value) -> Value {
        jwk[name] = value;
        jwk
    }

    #[test]
    fn a_key_is_for_the_algorithm_of_its_kind() {
        let key = read_jwk(&with(ed25519(), "kid", json!("mine"))).unwrap();
        assert_eq!((key.algorithm, key.kid.as_deref()), (SigningAlgorithm::EdDSA, Some("mine")));
        assert_eq!((&key.jwk["alg"], &key.jwk["use"]), (&json!("EdDSA"), &json!("sig")));
        assert!(!key.jwk.contains_key("kid") && decoding_key(&key.jwk).is_some());
        assert_eq!(read_jwk(&rsa(256)).unwrap().algorithm, SigningAlgorithm::RS256);
        let fine = with(with(ed25519(), "use", json!("sig")), "key_ops", json!(["verify"]));
        assert!(read_jwk(&with(fine, "alg", json!("EdDSA"))).is_ok());
    }

    #[test]
    fn what_contradicts_itself_or_is_too_weak_is_refused() {
        let zero = URL_SAFE_NO_PAD
            .encode([0; 200].iter().chain(&[0xc1; 200]).copied().collect::<Vec<u8>>());
        for bad in [
            with(ed25519(), "use", json!("enc")),
            with(ed25519(), "use", json!(7)),
            with(ed25519(), "alg", json!("HS256")),
            with(ed25519(), "alg", json!("none")),
            with(rsa(256), "alg", json!("RS512")),
            with(rsa(256), "alg", json!("RSA-OAEP")),
            with(ed25519(), "key_ops", json!(["encrypt"])),
            with(ed25519(), "key_ops", json!("verify")),
            with(ed25519(), "crv", json!("Ed448")),
            with(ed25519(), "x", json!("AAAA")),
            with(ed25519(), "x", json!("not base64!")),
            with(ed25519(), "d", json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")),
            rsa(255),
            rsa(1025),
            with(rsa(256), "n", json!(zero)),
            with(rsa(256), "e", json!("Ag")),
            with(rsa(256), "e", json!("AQ")),
            json!({ "kty": "oct", "k": "c2VjcmV0" }),
            json!({ "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA" }),
            json!({ "kty": "EC", "crv": "P-256", "x": ed25519()["x"] }),
            json!({}),
        ] {
            assert!(read_jwk(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pem_is_read_where_it_is_public() {
        let pem = "-----BEGIN PUBLIC KEY-----\n\
            MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
        let key = from_pem(pem).unwrap();
        assert_eq!(key.jwk["x"], ed25519()["x"]);
        let private = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----";
        for bad in ["", "secret", private, &pem.replace("PUBLIC KEY", "CERTIFICATE"), &pem[..60]] {
            assert!(from_pem(bad).is_err(), "{bad}");
        }
    }
}

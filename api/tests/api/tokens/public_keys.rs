//! Keys of the tenant's own: each for one algorithm, and never for another.

use super::{accept, claims, refuse, with};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};
use warbler_protocol::{CreatedSigningKey, ErrorCode, SigningAlgorithm, SigningKey};
use warbler_testing::TestApp;

const RSA: &[u8] = include_bytes!("../../fixtures/rsa.pem");
const RSA_PUBLIC: &str = include_str!("../../fixtures/rsa.pub.pem");
const RSA_WEAK: &str = include_str!("../../fixtures/rsa1024.pub.pem");
const P256: &[u8] = include_bytes!("../../fixtures/p256.pem");
const P256_PUBLIC: &str = include_str!("../../fixtures/p256.pub.pem");
const P384_PUBLIC: &str = include_str!("../../fixtures/p384.pub.pem");

/// RFC 8037, appendix A.
const D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

pub(super) fn ed25519_jwk(kid: &str) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": kid })
}

pub(super) fn ed25519() -> EncodingKey {
    // PKCS #8 of an Ed25519 key is this and the 32 bytes of it (RFC 8410).
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend(URL_SAFE_NO_PAD.decode(D).unwrap());
    EncodingKey::from_ed_der(&der)
}

pub(super) fn sign(alg: Algorithm, kid: &str, key: &EncodingKey, claims: &Value) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(alg) };
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

async fn register(app: &TestApp, body: Value) -> SigningKey {
    let created: CreatedSigningKey = app.post("/v1/signing_keys", &body).await.json(201);
    assert_eq!(created.secret, None);
    created.key
}

/// The signature of RFC 8037, appendix A.4, is made with the key that its JWK describes.
#[test]
fn the_key_is_that_of_the_rfc() {
    let signed = jsonwebtoken::crypto::sign(
        b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        &ed25519(),
        Algorithm::EdDSA,
    );
    let expected = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_\
        MuM0KAg";
    assert_eq!(signed.unwrap(), expected);
}

#[tokio::test]
async fn tokens_are_taken_with_keys_of_each_kind() {
    let app = TestApp::start().await;
    let jwk = register(&app, json!({ "public_key": ed25519_jwk("ed") })).await;
    assert_eq!((jwk.algorithm, jwk.kid.as_deref()), (SigningAlgorithm::EdDSA, Some("ed")));
    assert_eq!(jwk.public_key.unwrap()["x"], X);
    let rsa = register(&app, json!({ "public_key": RSA_PUBLIC, "kid": "rsa/2026" })).await;
    assert_eq!(rsa.algorithm, SigningAlgorithm::RS256);
    let p256 = register(&app, json!({ "public_key": P256_PUBLIC })).await;
    assert_eq!(
        (p256.algorithm, p256.kid.clone()),
        (SigningAlgorithm::ES256, Some(p256.id.to_string()))
    );

    let claims = claims(&app);
    accept(&app, &sign(Algorithm::EdDSA, "ed", &ed25519(), &claims)).await;
    let key = EncodingKey::from_rsa_pem(RSA).unwrap();
    accept(&app, &sign(Algorithm::RS256, "rsa/2026", &key, &claims)).await;
    let key = EncodingKey::from_ec_pem(P256).unwrap();
    accept(&app, &sign(Algorithm::ES256, &p256.id.to_string(), &key, &claims)).await;
    let listed: Vec<SigningKey> = app.get("/v1/signing_keys").await.json(200);
    assert_eq!(listed.len(), 4);
    // None of them is ours to mint with, and the one that is still does.
    app.user("bob").await;
}

#[tokio::test]
async fn a_key_is_for_its_algorithm_alone() {
    let app = TestApp::start().await;
    register(&app, json!({ "public_key": RSA_PUBLIC, "kid": "rsa" })).await;
    register(&app, json!({ "public_key": ed25519_jwk("ed") })).await;
    let claims = claims(&app);
    // A public key is no secret: whoever has it signs nothing.
    let public = serde_json::to_string(&ed25519_jwk("ed")).unwrap();
    for (kid, secret) in [
        ("rsa", RSA_PUBLIC.as_bytes()),
        ("rsa", RSA_PUBLIC.trim().as_bytes()),
        ("ed", X.as_bytes()),
        ("ed", &URL_SAFE_NO_PAD.decode(X).unwrap()),
        ("ed", public.as_bytes()),
        ("rsa", b""),
    ] {
        let secret = EncodingKey::from_secret(secret);
        let forged = sign(Algorithm::HS256, kid, &secret, &claims);
        refuse(&app, &forged, ErrorCode::TokenSignature).await;
    }
    let key = EncodingKey::from_rsa_pem(RSA).unwrap();
    for other in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        let token = sign(other, "rsa", &key, &claims);
        refuse(&app, &token, ErrorCode::TokenSignature).await;
    }
    let swapped = sign(Algorithm::RS256, "ed", &key, &claims);
    refuse(&app, &swapped, ErrorCode::TokenSignature).await;
    // A key that the token brings along is nobody's.
    let jwk = Jwk::from_encoding_key(&EncodingKey::from_ec_pem(P256).unwrap(), Algorithm::ES256);
    let mut header = Header { kid: Some("rsa".to_owned()), ..Header::new(Algorithm::ES256) };
    header.jwk = Some(jwk.unwrap());
    header.jku = Some("https://attacker.example/keys".to_owned());
    let key = EncodingKey::from_ec_pem(P256).unwrap();
    let token = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    refuse(&app, &token, ErrorCode::TokenSignature).await;
}

#[tokio::test]
async fn names_of_keys_are_names_and_nothing_else() {
    let app = TestApp::start().await;
    register(&app, json!({ "public_key": ed25519_jwk("ed") })).await;
    let claims = claims(&app);
    let long = "e".repeat(5000);
    for kid in ["../../../dev/null", "ED", "ed\0", "' or '1'='1", "", "%65d", "ed ", &long] {
        let token = sign(Algorithm::EdDSA, kid, &ed25519(), &claims);
        refuse(&app, &token, ErrorCode::TokenSignature).await;
    }
    let register = async |kid: &str| {
        let body = json!({ "public_key": P256_PUBLIC, "kid": kid });
        app.post("/v1/signing_keys", &body).await
    };
    for bad in ["", "a b", "a\0", "ü", "sig_1", &long] {
        register(bad).await.problem(ErrorCode::ValidationFailed);
    }
    register("ed").await.problem(ErrorCode::Conflict);
    register("../ed").await.json::<Value>(201);
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_not_read() {
    let app = TestApp::start().await;
    register(&app, json!({ "public_key": ed25519_jwk("ed") })).await;
    let claims = claims(&app);
    let token = |header: &str, claims: &str| {
        let message =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature =
            jsonwebtoken::crypto::sign(message.as_bytes(), &ed25519(), Algorithm::EdDSA);
        format!("{message}.{}", signature.unwrap())
    };
    let header = r#"{"alg":"EdDSA","kid":"ed"}"#;
    accept(&app, &token(header, &claims.to_string())).await;
    let twice = claims.to_string().replace(r#""sub":"#, r#""sub":"bob","sub":"#);
    for (header, claims) in [
        (header, twice.as_str()),
        (r#"{"alg":"EdDSA","alg":"EdDSA","kid":"ed"}"#, &claims.to_string()),
        (r#"{"alg":"EdDSA","kid":"x","kid":"ed"}"#, &claims.to_string()),
        (r#"{"alg":"EdDSA","kid":"ed","crit":["exp"]}"#, &claims.to_string()),
        (r#"{"alg":"EdDSA","kid":["ed"]}"#, &claims.to_string()),
        (header, &format!("{claims} {claims}")),
    ] {
        refuse(&app, &token(header, claims), ErrorCode::TokenMalformed).await;
    }
    // Fractions of a second are in order (RFC 7519, NumericDate).
    let fraction = with(claims.clone(), json!({ "iat": app.now().seconds() as f64 + 0.25 }));
    accept(&app, &sign(Algorithm::EdDSA, "ed", &ed25519(), &fraction)).await;
}

#[tokio::test]
async fn keys_that_are_weak_or_not_public_are_refused() {
    let app = TestApp::start().await;
    let private = String::from_utf8(P256.to_vec()).unwrap();
    for body in [
        json!({ "public_key": RSA_WEAK }),
        json!({ "public_key": P384_PUBLIC }),
        json!({ "public_key": private }),
        json!({ "public_key": "" }),
        json!({ "public_key": "hello\0" }),
        json!({ "public_key": {} }),
        json!({ "public_key": with(ed25519_jwk("a"), json!({ "use": "enc" })) }),
        json!({ "public_key": with(ed25519_jwk("a"), json!({ "alg": "HS256" })) }),
        json!({ "public_key": { "kty": "oct", "k": "c2VjcmV0" } }),
        json!({ "public_key": ed25519_jwk("a"), "kid": "b" }),
        json!({ "kid": "of nothing" }),
        json!({ "public_key": RSA_PUBLIC, "jwks_url": "https://example.com/jwks" }),
    ] {
        let answer = app.post("/v1/signing_keys", &body).await;
        assert!(!answer.problem(ErrorCode::ValidationFailed).errors.is_empty(), "{body}");
    }
    for body in [json!({ "public_key": 7 }), json!({ "secret": "x" }), json!([])] {
        app.post("/v1/signing_keys", &body).await.problem(ErrorCode::InvalidBody);
    }
}

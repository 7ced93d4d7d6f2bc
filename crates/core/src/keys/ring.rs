//! The signing keys of an app that are live, ready to verify.

use super::{
    public_key::decoding_key,
    signing::{Column, Entity, Model},
};
use crate::{
    Context, Error, Result,
    access::InApp as _,
    validate::{decode, from_word},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::de::DeserializeOwned;
use std::{collections::HashMap, sync::Arc};
use warbler_protocol::{AppId, SigningAlgorithm, SigningKeyId};

/// What an app's tokens may be signed with.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    keys: HashMap<String, Arc<Verifier>>,
    /// Where more keys are published.
    pub(crate) sets: Vec<Published>,
}

/// A JWK set and the signing key that it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    pub(crate) signing_key_id: SigningKeyId,
    pub(crate) url: String,
}

/// A key with the one algorithm that it verifies.
#[derive(Debug)]
pub(crate) struct Verifier {
    pub(crate) signing_key_id: SigningKeyId,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl Ring {
    /// The key of this name, not looking into sets.
    pub(crate) fn find(&self, kid: &str) -> Option<Arc<Verifier>> {
        self.keys.get(kid).cloned()
    }
}

/// Reads the app's live keys.
pub(crate) async fn load(ctx: &Context, app_id: AppId) -> Result<Ring> {
    let live = Entity::in_app(app_id).filter(Column::RevokedAt.is_null());
    let mut ring = Ring::default();
    for model in live.all(ctx.db.reader()).await? {
        let signing_key_id = SigningKeyId(model.id);
        match model.jwks_url.clone() {
            Some(url) => ring.sets.push(Published { signing_key_id, url }),
            None => {
                let verifier = Verifier::of(ctx, &model)?;
                ring.keys.insert(model.kid(), Arc::new(verifier));
            }
        }
    }
    Ok(ring)
}

impl Verifier {
    fn of(ctx: &Context, model: &Model) -> Result<Self> {
        let key = match model.public_key.as_deref() {
            Some(jwk) => decoding_key(&decode(jwk)?),
            None => Some(DecodingKey::from_secret(&model.secret(ctx)?)),
        };
        let unreadable = || Error::Corrupt("a signing key that cannot be read".to_owned());
        let key = key.ok_or_else(unreadable)?;
        Self::new(SigningKeyId(model.id), from_word(&model.algorithm)?, key).ok_or_else(unreadable)
    }

    /// A set is no key, so it has no verifier.
    pub(super) fn new(
        signing_key_id: SigningKeyId,
        algorithm: SigningAlgorithm,
        key: DecodingKey,
    ) -> Option<Self> {
        let algorithm = match algorithm {
            SigningAlgorithm::HS256 => Algorithm::HS256,
            SigningAlgorithm::EdDSA => Algorithm::EdDSA,
            SigningAlgorithm::RS256 => Algorithm::RS256,
            SigningAlgorithm::ES256 => Algorithm::ES256,
            SigningAlgorithm::Set => return None,
        };
        Some(Self { signing_key_id, algorithm, key })
    }

    /// The claims of a token, if this key signed it with its algorithm. When it begins and ends is
    /// not looked at: the library reads the system's clock, and we have our own.
    pub(crate) fn claims<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let mut signature_only = Validation::new(self.algorithm);
        signature_only.validate_exp = false;
        signature_only.validate_nbf = false;
        signature_only.validate_aud = false;
        signature_only.required_spec_claims.clear();
        let verified = jsonwebtoken::decode::<T>(token, &self.key, &signature_only);
        verified.ok().map(|token| token.claims)
    }
}

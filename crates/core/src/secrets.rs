//! The master key and what is derived from it.
//!
//! Secrets that we must be able to read again (signing keys) and tokens that must come back as we
//! gave them out (page cursors) are sealed with AES-256-GCM; positions, of which there are far more,
//! are single blocks of AES-256. Each purpose has a key of its own, derived by HMAC-SHA-256 with the
//! purpose as message, and what is sealed says whose it is, so that nothing sealed for one app or
//! use opens for another. What others keep for us and need not be secret is signed.

use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, Nonce, Payload},
    aes::{
        Aes256, Block,
        cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _},
    },
};
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;
use warbler_protocol::{AppId, OrganizationId};

const NONCE: usize = 12;

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Secrets(Arc<Keys>);

struct Keys {
    secrets: Aes256Gcm,
    cursors: Aes256Gcm,
    mails: Aes256Gcm,
    answers: Aes256Gcm,
    positions: Aes256,
    signatures: Hmac<Sha256>,
    installation: String,
}

/// What something is sealed for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Secret,
    Cursor,
    Mail,
    /// An answer that is kept for repeats of its request.
    Answer,
}

/// What something may be sealed for: it opens for nothing else.
pub(crate) trait Owner {
    fn owner(&self) -> Uuid;
}

impl Owner for Uuid {
    fn owner(&self) -> Uuid {
        *self
    }
}

impl Owner for AppId {
    fn owner(&self) -> Uuid {
        self.0
    }
}

impl Owner for OrganizationId {
    fn owner(&self) -> Uuid {
        self.0
    }
}

impl Secrets {
    pub fn new(master_key: &[u8; 32]) -> Self {
        let cipher = |purpose: &str| Aes256Gcm::new(&derive(master_key, purpose).into());
        let [a, b, c, d, ..] = derive(master_key, "installation");
        let installation = format!("{:08x}", u32::from_be_bytes([a, b, c, d]));
        let (secrets, cursors) = (cipher("secrets"), cipher("cursors"));
        let (mails, answers) = (cipher("mails"), cipher("answers"));
        let positions = Aes256::new(&derive(master_key, "positions").into());
        let signatures = hmac(&derive(master_key, "signatures"));
        Self(Arc::new(Keys {
            secrets,
            cursors,
            mails,
            answers,
            positions,
            signatures,
            installation,
        }))
    }

    /// A short name that all nodes with the same master key share, and no others.
    pub(crate) fn installation(&self) -> &str {
        &self.0.installation
    }

    /// The nonce, then what AES-GCM made of it.
    pub(crate) fn seal(&self, purpose: Purpose, owner: impl Owner, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        let owner = owner.owner();
        let payload = Payload { msg: plain, aad: owner.as_bytes() };
        let sealed = self.cipher(purpose).encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload);
        // Encryption fails only above 64 GiB; an empty answer then opens for nobody.
        [nonce.as_slice(), &sealed.unwrap_or_default()].concat()
    }

    /// What was sealed for this purpose and owner, or nothing.
    pub(crate) fn open(
        &self,
        purpose: Purpose,
        owner: impl Owner,
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let owner = owner.owner();
        let payload = Payload { msg: sealed, aad: owner.as_bytes() };
        self.cipher(purpose).decrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload).ok()
    }

    /// A position as one block of AES: it is a permutation, so there is no nonce to run out of,
    /// however many are given out. Half of the block says which app it is for.
    pub(crate) fn seal_position(&self, app_id: AppId, position: i64) -> [u8; 16] {
        let (position, tag) = (position.to_be_bytes(), tag(app_id));
        let plain: [u8; 16] =
            std::array::from_fn(|at| if at < 8 { position[at] } else { tag[at - 8] });
        let mut block = Block::from(plain);
        self.0.positions.encrypt_block(&mut block);
        block.into()
    }

    /// The position, if the block was sealed for this app.
    pub(crate) fn open_position(&self, app_id: AppId, sealed: &[u8]) -> Option<i64> {
        let mut block = Block::try_from(sealed).ok()?;
        self.0.positions.decrypt_block(&mut block);
        let (position, rest) = block.split_first_chunk::<8>()?;
        (rest == tag(app_id)).then_some(i64::from_be_bytes(*position))
    }

    fn cipher(&self, purpose: Purpose) -> &Aes256Gcm {
        match purpose {
            Purpose::Secret => &self.0.secrets,
            Purpose::Cursor => &self.0.cursors,
            Purpose::Mail => &self.0.mails,
            Purpose::Answer => &self.0.answers,
        }
    }

    /// What nobody can make who has not the master key: for a use, and parts none of which can be
    /// taken for another.
    pub(crate) fn sign(&self, usage: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.signatures.clone();
        for part in std::iter::once(&usage.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// SHA-256, for what has enough entropy to need no salt and no slowness.
pub(crate) fn hash(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// A new secret of 256 bits, as letters, digits, `-` and `_`.
pub(crate) fn generate() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// An app's id, folded into half a block.
fn tag(app_id: AppId) -> [u8; 8] {
    let (high, low) = app_id.0.as_u64_pair();
    (high ^ low).to_be_bytes()
}

fn derive(master_key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mac = hmac(master_key);
    mac.chain_update("warbler ").chain_update(purpose).finalize().into_bytes().into()
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC fills keys up to its block with zeros (RFC 2104); done here, nothing can fail.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_app_and_use_alone() {
        let secrets = Secrets::new(&[7; 32]);
        let (app, neighbour) = (AppId::generate(), AppId::generate());
        let sealed = secrets.seal(Purpose::Secret, app, b"hush");

        assert_eq!(secrets.open(Purpose::Secret, app, &sealed).unwrap(), b"hush");
        assert_eq!(secrets.open(Purpose::Secret, neighbour, &sealed), None);
        assert_eq!(secrets.open(Purpose::Cursor, app, &sealed), None);
        assert_eq!(Secrets::new(&[8; 32]).open(Purpose::Secret, app, &sealed), None);
        assert_eq!(secrets.open(Purpose::Secret, app, &sealed[..5]), None);

        let sealed = secrets.seal_position(app, 7);
        assert_eq!(secrets.open_position(app, &sealed), Some(7));
        assert_eq!(secrets.open_position(neighbour, &sealed), None);
        assert_eq!(secrets.open_position(app, &sealed[1..]), None);
    }

    #[test]
    fn a_signature_is_for_its_use_and_its_parts_alone() {
        let secrets = Secrets::new(&[7; 32]);
        let signed = secrets.sign("use", &[b"ab", b"c"]);
        assert_eq!(signed, secrets.sign("use", &[b"ab", b"c"]));
        assert_ne!(signed, secrets.sign("use", &[b"a", b"bc"]));
        assert_ne!(signed, secrets.sign("usage", &[b"ab", b"c"]));
        assert_ne!(signed, Secrets::new(&[8; 32]).sign("use", &[b"ab", b"c"]));
    }
}

//! Browsers that somebody logged in with before. They hold a nonce that is signed for the account, so
//! that whoever guesses at its password from elsewhere cannot keep its owner out.

use crate::Context;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use warbler_protocol::AccountId;

const NONCE: usize = 16;

/// What a browser is given that an account logs in with.
pub(super) fn introduce(ctx: &Context, account_id: AccountId) -> String {
    let nonce: [u8; NONCE] = rand::random();
    URL_SAFE_NO_PAD.encode([&nonce[..], &sign(ctx, account_id, &nonce)].concat())
}

/// The nonce, if the browser was given it for this account.
pub(super) fn recognize(ctx: &Context, account_id: AccountId, device: &str) -> Option<[u8; NONCE]> {
    let bytes = URL_SAFE_NO_PAD.decode(device).ok()?;
    let (nonce, signature) = bytes.split_first_chunk::<NONCE>()?;
    bool::from(sign(ctx, account_id, nonce).as_slice().ct_eq(signature)).then_some(*nonce)
}

fn sign(ctx: &Context, account_id: AccountId, nonce: &[u8; NONCE]) -> [u8; 32] {
    ctx.secrets.sign("device", &[account_id.0.as_bytes(), nonce])
}

//! Keys: secret keys, with which a tenant's server speaks to us, and signing keys, with which it
//! vouches for its users. Any number of each may be live at once, so that they can be rotated.

mod change;
mod key_set;
mod public_key;
mod ring;
mod secret;
mod signing;
mod uses;

pub use change::{revoke, rotate, update};
pub(crate) use key_set::KeySets;
pub(crate) use ring::{Ring, Verifier, load as load_ring};
pub(crate) use secret::{Model as SecretModel, find as find_secret};
pub use secret::{create, list};
pub use signing::{create as create_signing, list as list_signing, revoke as revoke_signing};
pub(crate) use signing::{minting, revoked_since};
pub use uses::write as write_uses;
pub(crate) use uses::{Uses, used};

//! Keys: secret keys, with which a tenant's server speaks to us, and signing keys, with which it
//! vouches for its users. Any number of each may be live at once, so that they can be rotated.

mod secret;
mod signing;

pub(crate) use secret::{Model as SecretModel, find as find_secret};
pub use secret::{create, list, revoke};
pub use signing::{create as create_signing, list as list_signing, revoke as revoke_signing};
pub(crate) use signing::{find as find_signing, newest as newest_signing};

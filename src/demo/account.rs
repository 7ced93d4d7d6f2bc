//! The account that owns the demo's organisation, with a password of its own in every installation.

use super::{kept, world::ORGANIZATION};
use std::path::Path;
use warbler_core::{
    Context,
    accounts::{self, NewAccount},
};
use warbler_protocol::Password;

pub(super) const EMAIL: &str = "demo@localhost";
const FILE: &str = "demo.password";

/// The kept password, or a new one where there is none yet. Whoever changes it in the console is
/// shown the old one here.
pub(super) async fn ensure(ctx: &Context, data_dir: &Path) -> anyhow::Result<String> {
    let known = accounts::find(ctx, EMAIL).await?.is_some();
    if let Some(kept) = kept::read(data_dir, FILE).filter(|_| known) {
        return Ok(kept);
    }
    let password = accounts::generate_password();
    kept::write(data_dir, FILE, &password)?;
    let secret = Password::new(&password);
    match known {
        true => accounts::set_password(ctx, EMAIL, secret).await?,
        false => {
            let organization = Some(ORGANIZATION.to_owned());
            let (email, name) = (EMAIL.to_owned(), "Demo".to_owned());
            let new = NewAccount { email, name, password: secret, organization };
            accounts::create(ctx, new).await?;
        }
    }
    Ok(password)
}

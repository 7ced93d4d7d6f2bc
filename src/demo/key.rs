//! The demo's secret key, kept so that a second start prints the first one's.

use super::kept;
use std::path::Path;
use warbler_core::{Context, Scope, auth, keys};
use warbler_protocol::CreateKey;

const FILE: &str = "demo.key";

/// The kept key where it is still one of the demo's, or a new one.
pub(super) async fn ensure(
    ctx: &Context,
    scope: &Scope,
    data_dir: &Path,
) -> anyhow::Result<String> {
    if let Some(kept) = kept::read(data_dir, FILE) {
        let known = auth::authenticate(ctx, &kept, None).await;
        if known.is_ok_and(|known| known.app_id == scope.app_id) {
            return Ok(kept);
        }
    }
    let new = CreateKey { name: "Demo".to_owned(), ..CreateKey::default() };
    let secret = keys::create(ctx, scope, new).await?.secret;
    kept::write(data_dir, FILE, &secret)?;
    Ok(secret)
}

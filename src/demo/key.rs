//! The demo's secret key, kept so that a second start prints the first one's.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};
use warbler_core::{Context, Scope, auth, keys};
use warbler_protocol::CreateKey;

/// The kept key where it is still one of the demo's, or a new one.
pub(super) async fn ensure(
    ctx: &Context,
    scope: &Scope,
    data_dir: &Path,
) -> anyhow::Result<String> {
    let path = data_dir.join("demo.key");
    if let Ok(kept) = fs::read_to_string(&path) {
        let kept = kept.trim();
        let known = auth::authenticate(ctx, kept).await;
        if known.is_ok_and(|known| known.app_id == scope.app_id) {
            return Ok(kept.to_owned());
        }
    }
    let new = CreateKey { name: "Demo".to_owned(), scopes: None };
    let secret = keys::create(ctx, scope, new).await?.secret;
    fs::create_dir_all(data_dir)?;
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{secret}")?;
    Ok(secret)
}

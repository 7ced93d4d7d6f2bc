//! Which key a token names.

use crate::{
    Context, Result,
    keys::{self, Ring, Verifier},
};
use std::sync::Arc;
use warbler_protocol::AppId;

/// The app's live key of this name: among its own keys, or in the sets it publishes. What is known
/// is used at once; only a name that nobody knows makes us look again.
pub(super) async fn find(ctx: &Context, app_id: AppId, kid: &str) -> Result<Option<Arc<Verifier>>> {
    if let Some(ring) = ctx.cache.ring(app_id).await
        && let Some(known) = known(ctx, &ring, kid).await
    {
        return Ok(Some(known));
    }
    let ring = keys::load_ring(ctx, app_id).await?;
    let ring = ctx.cache.keep_ring(app_id, ring).await;
    if let Some(known) = known(ctx, &ring, kid).await {
        return Ok(Some(known));
    }
    for set in &ring.sets {
        if let Some(found) = ctx.key_sets.find(ctx, set, kid).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

async fn known(ctx: &Context, ring: &Ring, kid: &str) -> Option<Arc<Verifier>> {
    if let Some(own) = ring.find(kid) {
        return Some(own);
    }
    for set in &ring.sets {
        if let Some(published) = ctx.key_sets.known(ctx, set, kid).await {
            return Some(published);
        }
    }
    None
}

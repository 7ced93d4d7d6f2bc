//! Before-hooks: the tenant's server is asked about what its users are about to do.
//!
//! 1. It is asked before the log is held, and within a deadline. What the tenant's own server sends
//!    it is not asked about.
//! 2. No answer is an answer: the hook says itself what it stands for. One that fails again and
//!    again is not asked for a while ([`breaker`]).
//! 3. An app without hooks pays for a look into memory.
//! 4. Who repeats a message is not asked about again: it is what it was.

mod ask;
mod breaker;
mod manage;
mod model;
mod stats;

pub(crate) use ask::{Proposal, ask};
pub use manage::{create, delete, get, list, rotate, update};
pub use stats::{flush, prune};

use crate::{Context, Result, Scope, webhooks::Signer};
use breaker::Breaker;
use stats::Tally;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use warbler_protocol::{AppId, HookId, HookKind, OnFailure};

/// What a process knows of the hooks it asked.
#[derive(Debug, Default)]
pub(crate) struct Hooks {
    breakers: Mutex<HashMap<HookId, Breaker>>,
    tallies: Mutex<HashMap<(AppId, HookId), Tally>>,
}

/// A hook, as it was within the last seconds.
#[derive(Debug)]
pub(crate) struct Known {
    id: HookId,
    kind: HookKind,
    url: String,
    deadline: Duration,
    on_failure: OnFailure,
    signer: Signer,
}

/// Those of an app that are enabled.
pub(crate) type OfApp = Arc<[Arc<Known>]>;

/// Whom to ask about what a user is about to do, if anybody.
pub(crate) async fn before(
    ctx: &Context,
    scope: &Scope,
    kind: HookKind,
) -> Result<Option<Arc<Known>>> {
    if scope.as_user().is_none() {
        return Ok(None);
    }
    let hooks = match ctx.cache.hooks(scope.app_id).await {
        Some(hooks) => hooks,
        None => {
            let hooks = model::enabled(ctx, scope.app_id).await?;
            ctx.cache.keep_hooks(scope.app_id, Arc::clone(&hooks)).await;
            hooks
        }
    };
    Ok(hooks.iter().find(|hook| hook.kind == kind).cloned())
}

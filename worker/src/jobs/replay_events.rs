//! Delivers a stretch of the log once more.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Scope,
    webhooks::{self, Replay},
};

impl Run for Replay {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        Ok(webhooks::replay_step(ctx, scope, &self).await?)
    }
}
